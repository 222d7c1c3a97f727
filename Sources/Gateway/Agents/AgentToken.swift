import AzureCore
import Foundation

/// What a token lets an agent ask for at all; what it may do then is the policy's word.
package enum AgentScope: String, Sendable, CaseIterable, Comparable {
    /// Search, contracts and calls that change nothing.
    case read
    /// Calls that change something and cost nothing.
    case execute
    /// What buys, renews or replaces a certificate.
    case order

    package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// A token as it is shown, once; what is kept is its hash.
package struct AgentToken: Sendable {
    package let secret: Secret<String>

    private static let prefix = "sgt_"
    static let bytes = 32

    /// A new one, of 256 random bits.
    init() {
        secret = Secret(Self.prefix + RandomText.make(bytes: Self.bytes))
    }

    /// Nil for what cannot be one, so that nobody's mistake is hashed and looked up.
    package init?(_ text: String) {
        guard text.hasPrefix(Self.prefix), text.utf8.count == Self.prefix.utf8.count + 43 else { return nil }
        secret = Secret(text)
    }

    /// One of another issuer, which is found by its hash as ours are.
    init(foreign secret: Secret<String>) {
        self.secret = secret
    }

    /// A random value of this length cannot be guessed from a fast hash of it.
    var hash: String { AuditEntry.hash(of: secret.reveal()) }
}
