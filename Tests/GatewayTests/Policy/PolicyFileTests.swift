import Testing

@testable import Gateway

@Suite struct PolicyFileTests {
    private func complaint(_ text: String) -> String {
        do {
            _ = try PolicyFile { text in PolicyWindow(text) { _ in true } }.read(Array(text.utf8))
            return ""
        } catch {
            return "\(error)"
        }
    }

    @Test func `JSON and YAML say the same`() {
        #expect(complaint(#"{"rules": [{"name": "reads", "effect": ["read"], "then": "allow"}]}"#) == "")
        #expect(complaint("rules:\n  - name: reads\n    effect: read\n    then: allow\n") == "")
    }

    @Test(arguments: [
        ("", "the file: "), ("rules: 3", "the file: it has no list 'rules'"), ("rules: []\nrule: []", "rule: nothing of that name"),
        ("rules: [3]", "rules[0]: "), ("rules: [{then: allow, effect: read}]", "rules[0].name: "),
        ("rules: [{name: a, then: allow}]", "rules[0]: 'a' has no condition"),
        ("rules: [{name: a, then: permit, effect: read}]", "rules[0].then: "),
        ("rules: [{name: a, then: approval, approvals: 3, effect: read}]", "rules[0].then: "),
        ("rules: [{name: a, then: allow, approvals: 1, effect: read}]", "rules[0].then: "),
        ("rules: [{name: a, then: allow, effect: reads}]", "rules[0].effect: 'reads' is none"),
        ("rules: [{name: a, then: allow, efect: read}]", "rules[0].efect: "),
        ("rules: [{name: a, then: allow, group: []}]", "rules[0].group: "),
        ("rules: [{name: a, then: allow, group: [a, 3]}]", "rules[0].group: "),
        ("rules: [{name: a, then: allow, fields: {keySize: 3}}]", "rules[0].fields.keySize: a pointer begins"),
        ("rules: [{name: a, then: allow, fields: {/keySize: {more: 3}}}]", "rules[0].fields./keySize: "),
        ("rules: [{name: a, then: allow, costAtMost: much}]", "rules[0].costAtMost: "),
        ("rules: [{name: a, then: allow, atMost: {calls: 0, seconds: 1}}]", "rules[0].atMost: "),
        ("rules: [{name: a, then: deny}, {name: a, then: deny}]", "rules: two of them are called 'a'"),
    ])
    func `what is wrong is named with its place`(_ text: String, _ complaint: String) {
        #expect(self.complaint(text).hasPrefix(complaint), "\(self.complaint(text))")
    }

    @Test func `a policy is bounded`() {
        #expect(complaint(String(repeating: " ", count: PolicyFile.mostBytes + 1)).contains("at most"))
        let rules = (0...PolicyFile.mostRules).map { "- {name: r\($0), then: deny}" }.joined(separator: "\n")
        #expect(complaint("rules:\n" + rules).contains("more than 500"))
    }
}
