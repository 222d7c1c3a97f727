import Foundation
import Storage

/// The tables of the gateway. Times are milliseconds since 1970; tokens and passwords are kept as hashes only.
package enum GatewaySchema {
    package static let migrations =
        AuditLog.migrations
        + [
            Migration(
                "2026-11 agents, operators and the policy",
                [
                    "CREATE TABLE gateway_agent (name TEXT PRIMARY KEY, created BIGINT NOT NULL, revoked BIGINT)",
                    """
                    CREATE TABLE gateway_token (
                        hash TEXT PRIMARY KEY, agent TEXT NOT NULL REFERENCES gateway_agent (name), scopes TEXT NOT NULL,
                        created BIGINT NOT NULL, expires BIGINT NOT NULL
                    )
                    """,
                    "CREATE INDEX gateway_token_agent ON gateway_token (agent)",
                    """
                    CREATE TABLE gateway_operator (
                        name TEXT PRIMARY KEY, salt TEXT NOT NULL, hash TEXT NOT NULL, rounds BIGINT NOT NULL, created BIGINT NOT NULL,
                        failures BIGINT NOT NULL, failed BIGINT NOT NULL
                    )
                    """,
                    """
                    CREATE TABLE gateway_policy (
                        version BIGINT PRIMARY KEY, text TEXT NOT NULL, digest TEXT NOT NULL, applied BIGINT NOT NULL
                    )
                    """,
                ]
            )
        ] + OAuthSchema.migrations + Approvals.migrations + OperatorSessions.migrations + BrokerSchema.migrations
}

extension SQLValue {
    static func time(_ date: Date) -> SQLValue { .integer(Int64((date.timeIntervalSince1970 * 1000).rounded())) }
}

extension SQLRow {
    func time(_ column: String) throws -> Date { Date(timeIntervalSince1970: Double(try integer(column)) / 1000) }
}

/// What the gateway refuses to do about its own people, agents and policy, in words for a person.
package struct GatewayError: Error, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable {
        case invalid
        case exists
        case missing
        /// The wrong password, or too many of them.
        case refused
    }

    package let code: Code
    package let description: String
    package let nextStep: String

    init(_ code: Code, _ description: String, nextStep: String) {
        self.code = code
        self.description = description
        self.nextStep = nextStep
    }

    /// Names stand in answers, in the audit and in files: letters, digits, dots, hyphens and underscores.
    static func check(name: String, of what: String) throws(GatewayError) {
        let isPlain = name.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || [0x2D, 0x2E, 0x5F].contains(byte)
        }
        guard isPlain, (1...64).contains(name.utf8.count) else {
            throw GatewayError(
                .invalid,
                "'\(name.prefix(80))' is no name of \(what).",
                nextStep: "Take 1 to 64 letters, digits, dots, hyphens and underscores."
            )
        }
    }
}
