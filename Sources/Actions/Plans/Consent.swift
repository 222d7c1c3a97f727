import AzureCore
import JSON
import Workflows

/// What a plan needs a yes for.
package enum Stake: Sendable, Hashable, CustomStringConvertible {
    case charge(Charge)
    case revocation(Revocation)

    package var description: String {
        switch self {
        case .charge(let charge): charge.description
        case .revocation(let revocation): revocation.description
        }
    }
}

/// A certificate that ends with its order, before its time.
package struct Revocation: Sendable, Hashable, CustomStringConvertible {
    package let serialNumber: String
    package let hostNames: [String]

    package var description: String {
        "the certificate \(serialNumber) for good" + (hostNames.isEmpty ? "" : "; \(hostNames.joined(separator: ", ")) stops working")
    }

    var json: JSONValue {
        ["serialNumber": .string(serialNumber), "hostNames": .array(hostNames.map(JSONValue.string))]
    }
}

/// Asked once before money is spent or a certificate is revoked; false refuses.
package typealias Consent = @Sendable (Stake) async throws -> Bool

extension Plan {
    /// Refuses a plan that something forbids, and one whose price nobody is willing to pay.
    func agree(_ accept: Consent) async throws {
        if let obstacle { throw obstacle }
        if let charge, charge.isBilled, try await !accept(.charge(charge)) { throw refusal(of: charge) }
        if let revocation, try await !accept(.revocation(revocation)) {
            throw Problem(
                .refused,
                "\(order.name) was not deleted.",
                why: "the revocation was not accepted: \(revocation)",
                nextStep: "Say yes at the prompt, or run the same command with --accept-revocation."
            )
        }
    }

    func refusal(of charge: Charge) -> Problem {
        Problem(
            .refused,
            "\(order.name) was not \(verb == "order" ? "ordered" : "renewed").",
            why: "the charge was not accepted: \(charge)",
            nextStep: "Say yes at the prompt, or run the same command with --accept-charge."
        )
    }
}
