import Crypto
import CryptoExtras
import Custody
import Foundation
import Storage

/// The people who decide what agents may do. A password is kept as its scrypt hash.
package struct Operators: Sendable {
    package struct Operator: Sendable, Hashable {
        package let name: String
        package let created: Date
    }

    package static let shortestPassword = 12
    static let longestPassword = 1024
    /// After so many wrong passwords in a row each further try waits.
    static let freeFailures: Int64 = 5
    static let lockSeconds: Double = 60

    let store: Store
    let now: @Sendable () -> Date
    private let rounds: Int

    /// - Parameter rounds: how dear a guess is: as it stands 64 MiB and a fifth of a second.
    package init(store: Store, rounds: Int = 1 << 16, now: @escaping @Sendable () -> Date = { Date() }) {
        self.store = store
        self.rounds = rounds
        self.now = now
    }

    /// Adds a person, or gives one a new password.
    package func put(_ name: String, password: borrowing Plaintext, by actor: AuditActor) async throws {
        try GatewayError.check(name: name, of: "an operator")
        guard (Self.shortestPassword...Self.longestPassword).contains(password.count) else {
            throw GatewayError(
                .invalid,
                "The password is too short or too long.",
                nextStep: "Take one of \(Self.shortestPassword) to \(Self.longestPassword) bytes."
            )
        }
        var generator = SystemRandomNumberGenerator()
        let salt = Data((0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) })
        let hash = try Self.hash(password, salt, rounds: rounds)
        let (rounds, at) = (rounds, now())
        try await store.write { connection in
            let isNew = try connection.rows("SELECT 1 AS one FROM gateway_operator WHERE name = ?", [.text(name)]).isEmpty
            try connection.execute(
                """
                INSERT INTO gateway_operator (name, salt, hash, rounds, created, failures, failed) VALUES (?, ?, ?, ?, ?, 0, 0)
                ON CONFLICT (name) DO UPDATE SET salt = excluded.salt, hash = excluded.hash, rounds = excluded.rounds, failures = 0
                """,
                [.text(name), .text(salt.base64EncodedString()), .text(hash), .integer(Int64(rounds)), .time(at)]
            )
            // Whoever knew the old password is out.
            try connection.execute("DELETE FROM gateway_session WHERE operator = ?", [.text(name)])
            try connection.audit(AuditDraft(isNew ? "operator.added" : "operator.password", by: actor, on: name), at: at)
        }
    }

    /// Whether it is this person. A name that is not known costs as much time as a wrong password.
    package func authenticate(_ name: String, password: borrowing Plaintext) async throws -> Bool {
        let at = now()
        let known = try await store.read { try $0.rows("SELECT * FROM gateway_operator WHERE name = ?", [.text(name)]).first }
        guard let known else {
            _ = try Self.hash(password, Data(count: 16), rounds: rounds)
            return false
        }
        let failed = try known.time("failed")
        if try known.integer("failures") >= Self.freeFailures, at < failed + Self.lockSeconds {
            throw GatewayError(.refused, "There were too many wrong passwords for '\(name)'.", nextStep: "Try again in a minute.")
        }
        let salt = Data(base64Encoded: try known.text("salt")) ?? Data()
        let given = try Self.hash(password, salt, rounds: Int(clamping: try known.integer("rounds")))
        let isRight = Self.areSame(given, try known.text("hash"))
        try await store.write { connection in
            let change = isRight ? "failures = 0" : "failures = failures + 1, failed = \(Int64(at.timeIntervalSince1970 * 1000))"
            try connection.execute("UPDATE gateway_operator SET \(change) WHERE name = ?", [.text(name)])
            if !isRight { try connection.audit(AuditDraft("operator.refused", by: .machine, on: name), at: at) }
        }
        return isRight
    }

    package func remove(_ name: String, by actor: AuditActor) async throws {
        let at = now()
        try await store.write { connection in
            guard try connection.execute("DELETE FROM gateway_operator WHERE name = ?", [.text(name)]) == 1 else {
                throw GatewayError(.missing, "There is no operator '\(name)'.", nextStep: "See them: signet operator list")
            }
            try connection.endFamilies("SELECT agent FROM oauth_agent WHERE operator = ?", name, at: at)
            try connection.execute("DELETE FROM gateway_session WHERE operator = ?", [.text(name)])
            try connection.audit(AuditDraft("operator.removed", by: actor, on: name), at: at)
        }
    }

    package func all() async throws -> [Operator] {
        try await store.read { connection in
            try connection.rows("SELECT name, created FROM gateway_operator ORDER BY name").map { row in
                Operator(name: try row.text("name"), created: try row.time("created"))
            }
        }
    }

    private static func hash(_ password: borrowing Plaintext, _ salt: Data, rounds: Int) throws -> String {
        try password.withBytes { bytes in
            try KDF.Scrypt.deriveKey(
                from: bytes,
                salt: salt,
                outputByteCount: 32,
                rounds: rounds,
                blockSize: 8,
                parallelism: 1,
                maxMemory: 1 << 30
            )
        }.withUnsafeBytes { Data($0).base64EncodedString() }
    }

    /// In the same time wherever they differ.
    private static func areSame(_ left: String, _ right: String) -> Bool {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        return left.count == right.count && zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
