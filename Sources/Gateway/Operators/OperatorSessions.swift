import AzureCore
import Foundation
import Storage

/// Sessions of people in their browsers: begun by a password, short, and looked up at every use, so that one that was ended is refused at
/// once on every instance. Kept as hashes.
package struct OperatorSessions: Sendable {
    package static let life: Duration = .seconds(8 * 3600)
    /// One that is not used for so long is over.
    static let idleSeconds: Double = 30 * 60
    static let mostOfOne = 20

    let store: Store
    let now: @Sendable () -> Date

    package init(store: Store, now: @escaping @Sendable () -> Date = { Date() }) {
        self.store = store
        self.now = now
    }

    /// A new one; the text is for the browser alone.
    package func begin(_ person: OperatorProof) async throws -> Secret<String> {
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let text = Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        let (hash, at) = (AuditEntry.hash(of: text), now())
        try await store.write { connection in
            try connection.execute("DELETE FROM gateway_session WHERE expires <= ?", [.time(at)])
            let query = "SELECT count(*) AS many FROM gateway_session WHERE operator = ?"
            if try connection.rows(query, [.text(person.name)]).first?.integer("many") ?? 0 >= Self.mostOfOne {
                try connection.execute("DELETE FROM gateway_session WHERE operator = ?", [.text(person.name)])
            }
            try connection.execute(
                "INSERT INTO gateway_session (hash, operator, created, used, expires) VALUES (?, ?, ?, ?, ?)",
                [.text(hash), .text(person.name), .time(at), .time(at), .time(at + Double(Self.life.components.seconds))]
            )
            try connection.audit(AuditDraft("operator.signed-in", by: .person(person.name), on: person.name), at: at)
        }
        return Secret(text)
    }

    /// Who it is; nil when it is unknown, over, or the person is no operator any more.
    package func person(_ text: String) async throws -> OperatorProof? {
        guard text.utf8.count == 43 else { return nil }
        let (hash, at) = (AuditEntry.hash(of: text), now())
        let found = try await store.read { connection in
            let query = """
                SELECT s.operator, s.used FROM gateway_session s JOIN gateway_operator o ON o.name = s.operator
                WHERE s.hash = ? AND s.expires > ? AND s.used > ?
                """
            return try connection.rows(query, [.text(hash), .time(at), .time(at - Self.idleSeconds)]).first.map { row in
                (name: try row.text("operator"), used: try row.time("used"))
            }
        }
        guard let found else { return nil }
        if at.timeIntervalSince(found.used) > 60 {
            try await store.write { try $0.execute("UPDATE gateway_session SET used = ? WHERE hash = ?", [.time(at), .text(hash)]) }
        }
        return OperatorProof(name: found.name)
    }

    package func end(_ text: String) async throws {
        let hash = AuditEntry.hash(of: text)
        try await store.write { try $0.execute("DELETE FROM gateway_session WHERE hash = ?", [.text(hash)]) }
    }

    package static let migrations = [
        Migration(
            "2026-11 sessions of operators",
            [
                """
                CREATE TABLE gateway_session (
                    hash TEXT PRIMARY KEY, operator TEXT NOT NULL, created BIGINT NOT NULL, used BIGINT NOT NULL, expires BIGINT NOT NULL
                )
                """
            ]
        )
    ]
}
