import Catalog
import Foundation
import JSON

/// One line of a policy: what it is about, and what is done then. All its conditions have to hold; of a list any one.
package struct PolicyRule: Sendable {
    package enum Verdict: Sendable, Hashable {
        case allow
        case deny
        /// By so many people.
        case approval(Int)

        package var word: String {
            switch self {
            case .allow: "allow"
            case .deny: "deny"
            case .approval(let people): people == 1 ? "approval" : "approval by \(people)"
            }
        }
    }

    /// So many calls under this rule within some seconds, by one agent.
    package struct Allowance: Sendable, Hashable {
        package let calls: Int
        package let seconds: Int
    }

    package let name: String
    package let verdict: Verdict
    var agents: [Glob] = []
    var operations: [Glob] = []
    var effects: Set<Effect> = []
    var methods: Set<String> = []
    var paths: [Glob] = []
    var subscriptions: [Glob] = []
    var groups: [Glob] = []
    var names: [Glob] = []
    var fields: [FieldRule] = []
    var costAtMost: Double?
    var windows: [PolicyWindow] = []
    package var atMost: Allowance?

    init(name: String, verdict: Verdict) {
        self.name = name
        self.verdict = verdict
    }

    var hasConditions: Bool {
        let lists = [agents, operations, paths, subscriptions, groups, names]
        return lists.contains { !$0.isEmpty } || !effects.isEmpty || !methods.isEmpty || !fields.isEmpty || costAtMost != nil
            || !windows.isEmpty || atMost != nil
    }

    /// Why the rule is not about the request; nil when it is.
    ///
    /// - Parameter used: calls this agent made under this rule within the rule's time.
    func mismatch(_ request: PolicyRequest, used: Int) -> String? {
        if !Self.any(agents, [request.agent]) { return "it is about other agents" }
        if !operations.isEmpty, !Self.any(operations, [request.operation, request.operationId]) { return "it is about other operations" }
        if !effects.isEmpty, !effects.contains(request.effect) { return "it is not about what \(request.effect.rawValue)s" }
        if !methods.isEmpty, !methods.contains(request.method.uppercased()) { return "it is not about \(request.method)" }
        if !Self.any(paths, [request.path]) { return "the path is another one" }
        if !Self.any(subscriptions, [request.subscription]) { return "the subscription is another one" }
        if !Self.any(groups, [request.resourceGroup]) { return "the resource group is another one" }
        if !Self.any(names, [request.name]) { return "the name is another one" }
        for field in fields { if let why = field.mismatch(request.inputs) { return why } }
        if let costAtMost {
            guard let cost = request.cost else { return "what it costs is not known" }
            if cost > costAtMost { return "it costs \(cost), more than \(costAtMost)" }
        }
        if !windows.isEmpty, !windows.contains(where: { $0.isOpen(request.at) }) { return "it is outside of its windows" }
        if let atMost, used >= atMost.calls { return "its \(atMost.calls) calls in \(atMost.seconds) seconds are used up" }
        return nil
    }

    /// No globs mean anything; globs about something the request does not have match nothing.
    private static func any(_ globs: [Glob], _ names: [String?]) -> Bool {
        globs.isEmpty || names.contains { name in name.map { name in globs.contains { $0.matches(name) } } ?? false }
    }
}

/// What one input of the call has to be.
struct FieldRule: Sendable {
    enum Wanted: Sendable {
        case oneOf([JSONValue])
        case like([Glob])
        case range(atLeast: Double?, atMost: Double?)
        case absent
    }

    /// A JSON pointer into the inputs: `/certificateOrderName`, `/body/properties/keySize`.
    let pointer: String
    let wanted: Wanted

    func mismatch(_ inputs: JSONValue) -> String? {
        let value = Self.value(at: pointer, of: inputs)
        let fits =
            switch (wanted, value) {
            case (.absent, nil): true
            case (.oneOf(let values), let value?): values.contains(value)
            case (.like(let globs), .string(let text)?): globs.contains { $0.matches(text) }
            case (.range(let least, let most), .number(let number)?): Self.lies(number, least, most)
            default: false
            }
        return fits ? nil : "\(pointer) is \(value == nil ? "missing" : "something else")"
    }

    private static func lies(_ number: JSONNumber, _ least: Double?, _ most: Double?) -> Bool {
        guard let value = Double(number.text), value.isFinite else { return false }
        return value >= least ?? -.infinity && value <= most ?? .infinity
    }

    static func value(at pointer: String, of inputs: JSONValue) -> JSONValue? {
        var value: JSONValue? = inputs
        for part in pointer.split(separator: "/", omittingEmptySubsequences: true) {
            let key = String(part.replacing("~1", with: "/").replacing("~0", with: "~"))
            if case .array(let elements)? = value {
                value = Int(key).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
            } else {
                value = value?[key]
            }
        }
        return value
    }
}

/// A time of the week as it is written, and when it is open.
package struct PolicyWindow: Sendable {
    package let text: String
    let isOpen: @Sendable (Date) -> Bool

    package init(_ text: String, isOpen: @escaping @Sendable (Date) -> Bool) {
        self.text = text
        self.isOpen = isOpen
    }
}
