import Catalog
import Foundation
import JSON

/// What a policy is asked about: the very request that would be sent, and who asks.
package struct PolicyRequest: Sendable {
    package let agent: String
    /// `api/OperationId`.
    package let operation: String
    package let effect: Effect
    package let method: String
    /// As it is sent: every value in its place, percent-encoded once.
    package let path: String
    /// What the caller gave and the contract took: parameters by their names, and `body`.
    package let inputs: JSONValue
    /// What it would cost; nil when that is not known.
    package let cost: Double?
    package let at: Date

    package init(
        agent: String,
        operation: String,
        effect: Effect,
        method: String,
        path: String,
        inputs: JSONValue,
        cost: Double? = nil,
        at: Date
    ) {
        self.agent = agent
        self.operation = operation
        self.effect = effect
        self.method = method
        self.path = path
        self.inputs = inputs
        self.cost = cost
        self.at = at
    }

    /// The word behind a word of the path, as in `resourceGroups/NAME`.
    private func part(behind word: String) -> String? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: true)
        let place = parts.firstIndex { $0.lowercased() == word }
        return place.flatMap { $0 + 1 < parts.count ? String(parts[$0 + 1]) : nil }
    }

    package var subscription: String? { part(behind: "subscriptions") }
    package var resourceGroup: String? { part(behind: "resourcegroups") }

    /// The resource itself: the name behind the provider's type, `web` in `…/certificateOrders/web/renew`.
    package var name: String? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: true)
        guard let provider = parts.firstIndex(where: { $0.lowercased() == "providers" }), provider + 3 < parts.count else {
            return parts.count > 1 && subscription == nil ? String(parts[1]) : nil
        }
        return String(parts[provider + 3])
    }
}
