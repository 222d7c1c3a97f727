import Foundation
import JSON
import Storage

struct CustodyRow: Sendable {
    let identity: RecordIdentity
    let envelope: Envelope
}

extension SQLConnection {
    func custodyRow(_ kind: Custody.Kind, _ name: String) throws -> CustodyRow? {
        try rows("SELECT * FROM custody_record WHERE kind = ? AND name = ?", [.text(kind.rawValue), .text(name)]).first.map(custodyRow)
    }

    /// Some record that another key wraps still.
    func custodyRowNotUnder(_ key: String) throws -> CustodyRow? {
        try rows("SELECT * FROM custody_record WHERE key_id <> ? ORDER BY id LIMIT 1", [.text(key)]).first.map(custodyRow)
    }

    private func custodyRow(_ row: SQLRow) throws -> CustodyRow {
        CustodyRow(
            identity: RecordIdentity(
                id: try row.text("id"),
                kind: try row.text("kind"),
                name: try row.text("name"),
                version: try row.integer("version")
            ),
            envelope: Envelope(keyID: try row.text("key_id"), wrappedKey: try row.data("wrapped_key"), sealed: try row.data("sealed"))
        )
    }

    /// What is known of what is sealed, for whoever reads it together with something else; see ``Custody/records(_:prefix:)``.
    package func custodyRecords(_ kind: Custody.Kind?, prefix: String = "") throws -> [Custody.Record] {
        let query = """
            SELECT * FROM custody_record WHERE kind = coalesce(?, kind) AND name >= ? AND substr(name, 1, ?) = ? ORDER BY kind, name
            """
        let arguments: [SQLValue] = [
            kind.map { .text($0.rawValue) } ?? .null, .text(prefix), .integer(Int64(prefix.count)), .text(prefix),
        ]
        return try rows(query, arguments).compactMap { row in
            guard let found = Custody.Kind(rawValue: try row.text("kind")) else { return nil }
            return Custody.Record(
                kind: found,
                name: try row.text("name"),
                version: try row.integer("version"),
                facts: try row.json("facts"),
                created: try row.custodyDate("created"),
                updated: try row.custodyDate("updated")
            )
        }
    }

    /// The version guards against two writers: the one who comes second changes nothing and is told.
    func putCustody(_ identity: RecordIdentity, _ facts: JSONValue, _ envelope: Envelope, isNew: Bool, at: Date) throws {
        let values: [SQLValue] = [
            .integer(identity.version), .json(facts), .text(envelope.keyID), .data(envelope.wrappedKey), .data(envelope.sealed),
            .custody(at),
        ]
        let count =
            if isNew {
                try execute(
                    """
                    INSERT INTO custody_record (version, facts, key_id, wrapped_key, sealed, updated, created, id, kind, name)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
                    """,
                    values + [.custody(at), .text(identity.id), .text(identity.kind), .text(identity.name)]
                )
            } else {
                try execute(
                    """
                    UPDATE custody_record SET version = ?, facts = ?, key_id = ?, wrapped_key = ?, sealed = ?, updated = ?
                    WHERE id = ? AND version = ?
                    """,
                    values + [.text(identity.id), .integer(identity.version - 1)]
                )
            }
        guard count == 1 else {
            throw CustodyError(
                .conflict,
                "The \(identity.kind) '\(identity.name)' was changed by another process at the same time. Try again."
            )
        }
    }

    func noteCustody(_ kind: Custody.Kind, _ name: String, _ facts: JSONValue, at: Date) throws -> Int {
        try execute(
            "UPDATE custody_record SET facts = ?, updated = ? WHERE kind = ? AND name = ?",
            [.json(facts), .custody(at), .text(kind.rawValue), .text(name)]
        )
    }

    func rewrapCustody(_ row: CustodyRow, to envelope: Envelope) throws -> Int {
        try execute(
            "UPDATE custody_record SET key_id = ?, wrapped_key = ? WHERE id = ? AND version = ? AND key_id = ?",
            [
                .text(envelope.keyID), .data(envelope.wrappedKey), .text(row.identity.id), .integer(row.identity.version),
                .text(row.envelope.keyID),
            ]
        )
    }

    func activeCustodyKey() throws -> String? {
        try rows("SELECT id FROM custody_key WHERE active = 1").first?.text("id")
    }

    func custodyKey(_ id: String) throws -> (recipe: KeyRecipe, proof: Data)? {
        try rows("SELECT * FROM custody_key WHERE id = ?", [.text(id)]).first.map { row in
            let recipe = KeyRecipe(
                id: id,
                source: try row.text("source"),
                place: try row.text("place"),
                salt: try row.data("salt"),
                rounds: Int(clamping: try row.integer("rounds")),
                blockSize: Int(clamping: try row.integer("block_size")),
                parallelism: Int(clamping: try row.integer("parallelism"))
            )
            return (recipe, try row.data("proof"))
        }
    }

    /// The new key seals from now on; the one before goes on opening what it wraps.
    func insertCustodyKey(_ recipe: KeyRecipe, proof: Data, at: Date) throws {
        try execute("UPDATE custody_key SET active = 0 WHERE active = 1")
        try execute(
            """
            INSERT INTO custody_key (id, source, place, salt, rounds, block_size, parallelism, proof, active, created)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?)
            """,
            [
                .text(recipe.id), .text(recipe.source), .text(recipe.place), .data(recipe.salt), .integer(Int64(recipe.rounds)),
                .integer(Int64(recipe.blockSize)), .integer(Int64(recipe.parallelism)), .data(proof), .custody(at),
            ]
        )
    }

    func removeUnusedCustodyKeys() throws {
        try execute("DELETE FROM custody_key WHERE active = 0 AND id NOT IN (SELECT key_id FROM custody_record)")
    }
}

extension SQLValue {
    fileprivate static func data(_ data: Data) -> SQLValue { .text(data.base64EncodedString()) }
    fileprivate static func custody(_ date: Date) -> SQLValue { .integer(Int64(date.timeIntervalSince1970 * 1000)) }
}

extension SQLRow {
    fileprivate func data(_ column: String) throws -> Data {
        guard let data = Data(base64Encoded: try text(column)) else {
            throw StorageError(.unreadable, "The sealed record's \(column) is no base64. Restore the state file from a copy.")
        }
        return data
    }

    fileprivate func custodyDate(_ column: String) throws -> Date { Date(timeIntervalSince1970: Double(try integer(column)) / 1000) }
}
