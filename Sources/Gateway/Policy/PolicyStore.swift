import Foundation
import JSON
import Storage

/// The policy that holds: the newest of those that were ever applied, which are all kept.
package struct PolicyStore: Sendable {
    package struct Applied: Sendable, Hashable {
        package let version: Int
        package let text: String
        /// SHA-256 of the text, in hexadecimal.
        package let digest: String
        package let applied: Date
    }

    let store: Store
    let now: @Sendable () -> Date

    package init(store: Store, now: @escaping @Sendable () -> Date = { Date() }) {
        self.store = store
        self.now = now
    }

    package func newest() async throws -> Applied? {
        try await store.read { try $0.newestPolicy() }
    }

    /// Puts a policy that was read in force; the same text once more changes nothing.
    @discardableResult
    package func apply(_ text: String, rules: Int, by actor: AuditActor) async throws -> Applied {
        let (digest, at) = (AuditEntry.hash(of: text), now())
        return try await store.write { connection in
            let before = try connection.newestPolicy()
            if let before, before.digest == digest { return before }
            let applied = Applied(version: (before?.version ?? 0) + 1, text: text, digest: digest, applied: at)
            try connection.execute(
                "INSERT INTO gateway_policy (version, text, digest, applied) VALUES (?, ?, ?, ?)",
                [.integer(Int64(applied.version)), .text(text), .text(digest), .time(at)]
            )
            let facts: JSONValue = [
                "version": .number(JSONNumber(applied.version)), "digest": .string("sha256:\(digest)"), "rules": .number(JSONNumber(rules)),
            ]
            try connection.audit(AuditDraft("policy.applied", by: actor, on: "policy", facts: facts), at: at)
            return applied
        }
    }
}

extension SQLConnection {
    fileprivate func newestPolicy() throws -> PolicyStore.Applied? {
        try rows("SELECT * FROM gateway_policy ORDER BY version DESC LIMIT 1").first.map { row in
            PolicyStore.Applied(
                version: Int(clamping: try row.integer("version")),
                text: try row.text("text"),
                digest: try row.text("digest"),
                applied: try row.time("applied")
            )
        }
    }
}
