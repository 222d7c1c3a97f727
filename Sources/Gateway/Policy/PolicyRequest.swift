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
    package let subscription: String?
    package let resourceGroup: String?
    /// The resource itself: the name behind the provider's type, `web` in `…/certificateOrders/web/renew`.
    package let name: String?

    /// The operation without its API.
    var operationId: String { operation.split(separator: "/").last.map(String.init) ?? operation }

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
        let words = PathWords(path)
        (subscription, resourceGroup, name) = (words.word(behind: "subscriptions"), words.word(behind: "resourcegroups"), words.name)
    }
}

/// What the words of a path say, found once for all rules that ask.
private struct PathWords {
    private let words: [String]

    init(_ path: String) { words = path.utf8.split(separator: UInt8(ascii: "/")).compactMap { String($0) } }

    /// The word behind a word, as in `resourceGroups/NAME`.
    func word(behind word: String) -> String? {
        words.firstIndex { $0.lowercased() == word }.flatMap { words.indices.contains($0 + 1) ? words[$0 + 1] : nil }
    }

    var name: String? {
        guard let provider = words.firstIndex(where: { $0.lowercased() == "providers" }), words.indices.contains(provider + 3) else {
            return words.count > 1 && word(behind: "subscriptions") == nil ? words[1] : nil
        }
        return words[provider + 3]
    }
}
