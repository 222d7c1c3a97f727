import AzureCore
import Workflows

/// Asked once before money is spent; false refuses.
package typealias Consent = @Sendable (Charge) async throws -> Bool

extension Plan {
    /// Refuses a plan that something forbids, and one whose charge nobody accepts.
    func agree(_ accept: Consent) async throws {
        if let obstacle { throw obstacle }
        guard let charge, charge.isBilled, try await !accept(charge) else { return }
        throw Problem(
            .refused,
            "\(order.name) was not \(verb == "order" ? "ordered" : "renewed").",
            why: "the charge was not accepted: \(charge)",
            nextStep: "Say yes at the prompt, or run the same command with --accept-charge."
        )
    }
}
