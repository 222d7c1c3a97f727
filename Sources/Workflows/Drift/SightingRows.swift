import FoundationEssentials
import JSON
import Storage

/// Orders whose look is due, taken by one of several daemons: the others leave them alone until `claimed` is over.
package struct ClaimedLooks: Sendable {
    package let items: [InventoryItem]
    package let before: [String: Sighting]
    let claim: String
}

extension Journal {
    /// How long whoever took looks has to bring them back.
    package static let lookSeconds = 300.0

    /// Takes the looks that are due, those first that were longest ago.
    ///
    /// - Parameter now: by the profile's clock, from which the age of an order's state counts.
    package func claimLooks(_ rules: LookRules, at now: Date) async throws -> ClaimedLooks {
        let wall = self.now(), claim = UUID().uuidString.lowercased()
        let taken = try await store.write(.rowLocks) { connection -> [SQLRow] in
            try connection.followInventory(at: now)
            try connection.execute(
                """
                UPDATE sighting SET claim = ?, claimed = ? WHERE claimed <= ? AND subject IN
                (SELECT subject FROM sighting WHERE looked <= ? AND claimed <= ? ORDER BY looked, subject LIMIT ?)
                """,
                [
                    .text(claim), .milliseconds(wall + Self.lookSeconds), .milliseconds(wall), .milliseconds(wall - rules.every),
                    .milliseconds(wall), .integer(Int64(rules.most)),
                ]
            )
            return try connection.rows("SELECT subject, looked, body FROM sighting WHERE claim = ?", [.text(claim)])
        }
        guard !taken.isEmpty else { return ClaimedLooks(items: [], before: [:], claim: claim) }
        return ClaimedLooks(
            items: try await Inventory(self).items(claimedBy: claim),
            before: try Self.sightings(taken),
            claim: claim
        )
    }

    /// Writes down what was seen, and gives back what there was no time for.
    package func keep(_ sightings: [String: Sighting], of looks: ClaimedLooks) async throws {
        let wall = now()
        try await store.write(.rowLocks) { connection in
            for (subject, sighting) in sightings.sorted(by: { $0.key < $1.key }) {
                try connection.execute(
                    """
                    UPDATE sighting SET looked = ?, claim = NULL, claimed = 0, remarkable = ?, body = ? WHERE subject = ? AND claim = ?
                    """,
                    [
                        .milliseconds(sighting.at ?? wall), .integer(sighting.isRemarkable ? 1 : 0), .json(sighting.json), .text(subject),
                        .text(looks.claim),
                    ]
                )
            }
            try connection.execute("UPDATE sighting SET claim = NULL, claimed = 0 WHERE claim = ?", [.text(looks.claim)])
        }
    }

    /// What the last look at an order left behind; nil before the first.
    package func sighting(of subject: String) async throws -> Sighting? {
        let rows = try await store.read {
            try $0.rows("SELECT subject, looked, body FROM sighting WHERE subject = ?", [.text(subject)])
        }
        return try Self.sightings(rows)[subject]
    }

    /// The same of all orders that were looked at.
    package func sightings() async throws -> [String: Sighting] {
        try Self.sightings(try await store.read { try $0.rows("SELECT subject, looked, body FROM sighting WHERE body IS NOT NULL", []) })
    }

    /// How many orders differ first at each place.
    package func driftCounts() async throws -> [Hop: Int] {
        let remarkable = try await store.read { try $0.rows("SELECT subject, looked, body FROM sighting WHERE remarkable = 1", []) }
        return Dictionary(grouping: try Self.sightings(remarkable).values.compactMap(\.drift?.hop), by: \.self).mapValues(\.count)
    }

    static func sightings(_ rows: [SQLRow]) throws -> [String: Sighting] {
        var sightings: [String: Sighting] = [:]
        for row in rows where try row.optionalText("body") != nil {
            sightings[try row.text("subject")] = Sighting(json: try row.json("body"), at: try row.date("looked"))
        }
        return sightings
    }
}

extension SQLConnection {
    /// A row for each order of the inventory and for nothing else, with the time since when it is in its state.
    fileprivate func followInventory(at now: Date) throws {
        try execute(
            """
            INSERT INTO sighting (subject, looked, claimed, status, status_since, remarkable)
            SELECT subject, 0, 0, status, CAST(? AS BIGINT), 0 FROM inventory
            WHERE subject NOT IN (SELECT subject FROM sighting) ON CONFLICT (subject) DO NOTHING
            """,
            [.milliseconds(now)]
        )
        try execute("DELETE FROM sighting WHERE subject NOT IN (SELECT subject FROM inventory)", [])
        let status = "(SELECT inventory.status FROM inventory WHERE inventory.subject = sighting.subject)"
        try execute(
            "UPDATE sighting SET status = \(status), status_since = ? WHERE coalesce(status, '') <> coalesce(\(status), '')",
            [.milliseconds(now)]
        )
    }
}
