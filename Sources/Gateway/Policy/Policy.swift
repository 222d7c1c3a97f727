import Catalog

/// Rules in order, of which the first that is about a request decides. What no rule is about is denied.
package struct Policy: Sendable {
    /// The answer to one request, with how it was come to.
    package struct Decision: Sendable, Hashable {
        package let verdict: PolicyRule.Verdict
        /// Nil when no rule was about it.
        package let rule: String?
        package let reason: String
        /// The rules before it and why each was not about the request.
        package let passed: [Passed]
        /// How many calls the rule lets through; nil when it does not count them.
        package let atMost: PolicyRule.Allowance?

        package init(
            verdict: PolicyRule.Verdict,
            rule: String?,
            reason: String,
            passed: [Passed] = [],
            atMost: PolicyRule.Allowance? = nil
        ) {
            (self.verdict, self.rule, self.reason, self.passed, self.atMost) = (verdict, rule, reason, passed, atMost)
        }

        package struct Passed: Sendable, Hashable {
            package let rule: String
            package let why: String
        }
    }

    package let rules: [PolicyRule]

    init(rules: [PolicyRule]) {
        self.rules = rules
    }

    /// Everything, for an emulator that stands in for Azure.
    package static let open: Policy = {
        var rule = PolicyRule(name: "the emulator's standard", verdict: .allow)
        rule.effects = [.read, .write, .delete, .purchase]
        return Policy(rules: [rule])
    }()

    /// Nothing at all.
    package static let closed = Policy(rules: [])

    /// - Parameter used: how many calls the agent made under a rule within the rule's seconds.
    package func decide(_ request: PolicyRequest, used: (PolicyRule) -> Int = { _ in 0 }) -> Decision {
        var passed: [Decision.Passed] = []
        for rule in rules {
            guard let why = rule.mismatch(request, used: rule.atMost == nil ? 0 : used(rule)) else {
                return Decision(
                    verdict: rule.verdict,
                    rule: rule.name,
                    reason: "the rule '\(rule.name)' says: \(rule.verdict.word)",
                    passed: passed,
                    atMost: rule.atMost
                )
            }
            passed.append(Decision.Passed(rule: rule.name, why: why))
        }
        let reason =
            rules.isEmpty ? "there is no rule, and what no rule allows is denied" : "no rule is about it, and what no rule allows is denied"
        return Decision(verdict: .deny, rule: nil, reason: reason, passed: passed)
    }
}
