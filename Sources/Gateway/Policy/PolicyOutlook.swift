import Catalog

/// What a policy will say of an operation before anybody has said with which inputs.
package struct PolicyOutlook: Sendable, Hashable {
    package enum State: String, Sendable {
        case allowed
        case needsApproval = "needs_approval"
        case denied
    }

    package let state: State
    package let rule: String?
    package let reason: String

    package init(state: State, rule: String?, reason: String) {
        (self.state, self.rule, self.reason) = (state, rule, reason)
    }
}

extension Policy {
    /// The best that can come of a call: a rule with conditions on the inputs may or may not be about it.
    package func outlook(agent: String, operation: String, effect: Effect, method: String) -> PolicyOutlook {
        for rule in rules {
            guard rule.mayBeAbout(agent: agent, operation: operation, effect: effect, method: method) else { continue }
            if rule.verdict == .deny, rule.dependsOnInputs { continue }
            let depends = rule.dependsOnInputs ? ", if the inputs meet its conditions" : ""
            return PolicyOutlook(
                state: rule.verdict == .allow ? .allowed : rule.verdict == .deny ? .denied : .needsApproval,
                rule: rule.name,
                reason: "the rule '\(rule.name)' says: \(rule.verdict.word)\(depends)"
            )
        }
        return PolicyOutlook(
            state: .denied,
            rule: nil,
            reason: rules.isEmpty
                ? "there is no rule, and what no rule allows is denied" : "no rule is about it, and what no rule allows is denied"
        )
    }
}

extension PolicyRule {
    package func concerns(_ agent: String) -> Bool { agents.isEmpty || agents.contains { $0.matches(agent) } }

    /// Whether what is known before the inputs keeps the rule from being about a call.
    fileprivate func mayBeAbout(agent: String, operation: String, effect: Effect, method: String) -> Bool {
        let id = operation.split(separator: "/").last.map(String.init) ?? operation
        return (agents.isEmpty || agents.contains { $0.matches(agent) })
            && (operations.isEmpty || operations.contains { $0.matches(operation) || $0.matches(id) })
            && (effects.isEmpty || effects.contains(effect)) && (methods.isEmpty || methods.contains(method.uppercased()))
    }

    fileprivate var dependsOnInputs: Bool {
        let lists = [paths, subscriptions, groups, names]
        return lists.contains { !$0.isEmpty } || !fields.isEmpty || costAtMost != nil || !windows.isEmpty || atMost != nil
    }
}
