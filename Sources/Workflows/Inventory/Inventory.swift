import AppServiceCertificates
import AzureCore
import FoundationEssentials
import JSON
import Storage

/// One order somebody may see, as it was seen last.
package struct InventoryItem: Sendable, Hashable {
    package let id: ResourceID
    package let domain: String
    package let status: String?
    package let expires: Date?
    package let autoRenew: Bool?
    package let seenAt: Date
    package let renewer: Renewer
    /// When it was placed, as far as that is known: it is on few answers, but never changes.
    package let placed: Date?
    /// When its domain was proven last, by its history as it was read last.
    package let proven: Date?
    /// When its history was read, by the profile's clock.
    package let learnt: Date?
    /// What of the order a decision needs; nil when it was seen by an older signet.
    package let order: CertificateOrder?

    /// Each issuance may rest on a new proof, so that the history is worth reading once more behind it.
    package var isLearnt: Bool { learnt.map { $0 >= order?.lastCertificateIssuanceTime ?? .distantPast } ?? false }

    package var json: JSONValue {
        [
            "name": .string(id.name), "id": .id(id), "domain": .string(domain), "status": status.map(JSONValue.string) ?? nil,
            "expirationTime": expires.map { .string(RFC3339.text($0)) } ?? nil, "autoRenew": autoRenew.map(JSONValue.bool) ?? nil,
            "renewedBy": .string(renewer.rawValue), "seenAt": .string(RFC3339.text(seenAt)),
        ]
    }
}

/// The orders that were found, kept in the state: read-only knowledge, which says nothing about who renews them.
package struct Inventory: Sendable {
    let journal: Journal

    package init(_ journal: Journal) {
        self.journal = journal
    }

    /// The orders as they were seen last, those that end first at the front.
    package func items() async throws -> [InventoryItem] {
        let renewers = try await journal.renewers()
        return try await journal.store.read { connection in
            try connection.rows("SELECT * FROM inventory ORDER BY expires IS NULL, expires, subject", []).map { row in
                try InventoryItem(row, renewer: renewers[row.text("subject")] ?? .unknown)
            }
        }
    }

    /// One order as it was seen last.
    package func item(_ id: ResourceID) async throws -> InventoryItem? {
        let renewer = try await journal.renewer(of: id.subject)
        return try await journal.store.read { connection in
            try connection.rows("SELECT * FROM inventory WHERE subject = ?", [.text(id.subject)]).first.map {
                try InventoryItem($0, renewer: renewer)
            }
        }
    }

    /// When orders were placed and proven, as far as a daemon has learnt it.
    package func histories() async throws -> [String: OrderHistory] {
        let rows = try await journal.store.read {
            try $0.rows("SELECT subject, placed, proven FROM inventory WHERE learnt IS NOT NULL", [])
        }
        var histories: [String: OrderHistory] = [:]
        for row in rows {
            histories[try row.text("subject")] = OrderHistory(
                created: try row.optionalInteger("placed") == nil ? nil : row.date("placed"),
                provenAt: try row.optionalInteger("proven") == nil ? nil : row.date("proven")
            )
        }
        return histories
    }

    /// Those of which the looks were taken by one claim.
    func items(claimedBy claim: String) async throws -> [InventoryItem] {
        let renewers = try await journal.renewers()
        return try await journal.store.read { connection in
            let query = "SELECT * FROM inventory WHERE subject IN (SELECT subject FROM sighting WHERE claim = ?) ORDER BY subject"
            return try connection.rows(query, [.text(claim)]).map { row in
                try InventoryItem(row, renewer: renewers[row.text("subject")] ?? .unknown)
            }
        }
    }

    /// Writes down orders as they are seen now. An order without an id cannot be found again and is left out.
    func keep(_ orders: [CertificateOrder], seenAt: Date) async throws {
        try await journal.store.write { connection in
            for order in orders {
                guard let id = order.id else { continue }
                try connection.execute(
                    """
                    INSERT INTO inventory (subject, id, domain, status, expires, auto_renew, seen, facts, placed)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    ON CONFLICT (subject) DO UPDATE SET id = excluded.id, domain = excluded.domain, status = excluded.status,
                    expires = excluded.expires, auto_renew = excluded.auto_renew, seen = excluded.seen, facts = excluded.facts,
                    placed = coalesce(excluded.placed, inventory.placed)
                    """,
                    [
                        .text(id.subject), .text(id.description), .text(order.commonName),
                        order.status.map { .text($0.rawValue) } ?? .null, order.expirationTime.map { .milliseconds($0) } ?? .null,
                        order.autoRenew.map { .integer($0 ? 1 : 0) } ?? .null, .milliseconds(seenAt), .text(order.facts.text()),
                        order.systemData?.createdAt.map { .milliseconds($0) } ?? .null,
                    ]
                )
            }
        }
    }

    /// Looks at one order again, so that what was decided about it does not rest on what it was before.
    ///
    /// - Returns: The whole order; nil when it is gone.
    @discardableResult
    package func look(at id: ResourceID, in world: World) async throws -> CertificateOrder? {
        let order = try await found { try await world.orders.get(resourceGroup: id.resourceGroup ?? "", name: id.name) }
        if let order { try await keep([order], seenAt: journal.now()) }
        return order
    }

    /// Reads the history of an order, for when it was placed and when its domain was proven.
    package func learn(_ id: ResourceID, in world: World) async throws {
        let read = try await world.clock.now()
        let history = try await OrderWatch(world: world, order: id).history()
        @Sendable func value(_ date: Date?) -> SQLValue { date.map { .milliseconds($0) } ?? .null }
        try await journal.store.write {
            try $0.execute(
                "UPDATE inventory SET placed = coalesce(?, placed), proven = ?, learnt = ? WHERE subject = ?",
                [value(history.created), value(history.provenAt), .milliseconds(read), .text(id.subject)]
            )
        }
    }

    /// Forgets what a whole look did not find any more.
    func forget(notSeenSince date: Date) async throws {
        try await journal.store.write { connection in
            try connection.execute("DELETE FROM inventory WHERE seen < ?", [.milliseconds(date)])
            try connection.execute("DELETE FROM decision WHERE subject NOT IN (SELECT subject FROM inventory)", [])
        }
    }
}

extension InventoryItem {
    fileprivate init(_ row: SQLRow, renewer: Renewer) throws {
        let text = try row.text("id")
        guard let id = ResourceID(text) else {
            throw StorageError(.unreadable, "The inventory names an order by '\(text)', which is no id.")
        }
        self.id = id
        domain = try row.text("domain")
        status = try row.optionalText("status")
        expires = try row.optionalInteger("expires") == nil ? nil : row.date("expires")
        autoRenew = try row.optionalInteger("auto_renew").map { $0 != 0 }
        seenAt = try row.date("seen")
        placed = try row.optionalInteger("placed") == nil ? nil : row.date("placed")
        proven = try row.optionalInteger("proven") == nil ? nil : row.date("proven")
        learnt = try row.optionalInteger("learnt") == nil ? nil : row.date("learnt")
        order = try row.optionalText("facts") == nil ? nil : CertificateOrder(json: row.json("facts"))
        self.renewer = renewer
    }
}

extension CertificateOrder {
    /// The members a decision rests on, in the shape of the order: a tenth of it, as the certificates' bodies are left out.
    fileprivate var facts: JSONValue {
        var object: JSONObject = [:], properties: JSONObject = [:]
        for name in ["id", "name", "systemData"] { object[name] = raw[name] }
        for name in Self.decisive { properties[name] = raw["properties"]?[name] }
        var links: JSONObject = [:]
        for (name, link) in raw["properties"]?["certificates"]?.object ?? [:] {
            var facts: JSONObject = [:]
            for member in ["keyVaultId", "keyVaultSecretName", "provisioningState"] { facts[member] = link[member] }
            links[name] = .object(facts)
        }
        if !links.isEmpty { properties["certificates"] = .object(links) }
        var leaf: JSONObject = [:]
        for name in ["serialNumber", "subject", "thumbprint", "notBefore", "notAfter"] {
            leaf[name] = raw["properties"]?["signedCertificate"]?[name]
        }
        if !leaf.isEmpty { properties["signedCertificate"] = .object(leaf) }
        object["properties"] = .object(properties)
        return .object(object)
    }

    private static let decisive = [
        "status", "provisioningState", "productType", "distinguishedName", "domainVerificationToken", "serialNumber", "expirationTime",
        "lastCertificateIssuanceTime", "nextAutoRenewalTimeStamp", "validityInYears", "autoRenew", "isPrivateKeyExternal",
        "appServiceCertificateNotRenewableReasons",
    ]
}
