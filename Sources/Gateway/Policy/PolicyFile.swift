import Catalog
import Foundation
import JSON

/// A policy as people write it, in YAML or JSON:
///
/// ```yaml
/// rules:
///   - name: look at everything
///     effect: read
///     then: allow
///   - name: renewals of the shop, by night
///     operation: AppServiceCertificateOrders_Renew
///     group: shop-*
///     window: daily 01:00-05:00
///     then: approval
/// ```
package struct PolicyFile: Sendable {
    package static let mostBytes = 256 * 1024
    package static let mostRules = 500
    static let mostValues = 200

    /// What is wrong, with the place in the file.
    package struct Unusable: Error, Hashable, CustomStringConvertible {
        package let place: String
        package let why: String
        package var description: String { "\(place): \(why)" }

        package init(place: String, why: String) {
            (self.place, self.why) = (place, why)
        }
    }

    /// Reads a window of the week; it is a setting of other parts too, so it is read as they read it.
    package typealias WindowReader = @Sendable (String) throws -> PolicyWindow

    private let window: WindowReader

    package init(window: @escaping WindowReader) {
        self.window = window
    }

    package func read(_ bytes: [UInt8]) throws -> Policy {
        guard bytes.count <= Self.mostBytes else {
            throw Unusable(place: "the file", why: "it has \(bytes.count) bytes; at most \(Self.mostBytes) are read")
        }
        let root: JSONValue
        do {
            root = try DocumentReader().value(bytes)
        } catch {
            throw Unusable(place: "the file", why: "\(error)")
        }
        guard let members = root.object, let rules = root["rules"]?.array else {
            throw Unusable(place: "the file", why: "it has no list 'rules'")
        }
        if let stranger = members.first(where: { $0.key != "rules" })?.key {
            throw Unusable(place: stranger, why: "nothing of that name is known here; a policy has 'rules'")
        }
        guard rules.count <= Self.mostRules else { throw Unusable(place: "rules", why: "there are more than \(Self.mostRules)") }
        let read = try rules.enumerated().map { try rule($1, at: "rules[\($0)]") }
        let names = Dictionary(grouping: read, by: \.name).filter { $0.value.count > 1 }.keys.sorted()
        if let twice = names.first { throw Unusable(place: "rules", why: "two of them are called '\(twice)'") }
        return Policy(rules: read)
    }

    private static let keys = [
        "name", "then", "approvals", "agent", "operation", "effect", "method", "path", "subscription", "group", "resource", "fields",
        "costAtMost", "window", "atMost",
    ]

    private func rule(_ value: JSONValue, at place: String) throws -> PolicyRule {
        guard let members = value.object else { throw Unusable(place: place, why: "a rule is a list of names and values") }
        if let stranger = members.first(where: { !Self.keys.contains($0.key) })?.key {
            throw Unusable(
                place: "\(place).\(stranger)",
                why: "nothing of that name is known here; known are \(Self.keys.joined(separator: ", "))"
            )
        }
        guard let name = value["name"]?.string, !name.isEmpty, name.utf8.count <= 200 else {
            throw Unusable(place: "\(place).name", why: "each rule has a name of up to 200 bytes, which answers and the audit quote")
        }
        var rule = PolicyRule(name: name, verdict: try verdict(value, at: place))
        rule.agents = try globs(value, "agent", at: place)
        rule.operations = try globs(value, "operation", at: place)
        rule.paths = try globs(value, "path", at: place)
        rule.subscriptions = try globs(value, "subscription", at: place)
        rule.groups = try globs(value, "group", at: place)
        rule.names = try globs(value, "resource", at: place)
        rule.methods = Set(try words(value, "method", at: place).map { $0.uppercased() })
        rule.effects = Set(try words(value, "effect", at: place).map { try effect($0, at: "\(place).effect") })
        rule.windows = try words(value, "window", at: place).map { try window($0, at: "\(place).window") }
        rule.fields = try fields(value["fields"], at: "\(place).fields")
        rule.costAtMost = try number(value["costAtMost"], at: "\(place).costAtMost")
        rule.atMost = try allowance(value["atMost"], at: "\(place).atMost")
        guard rule.hasConditions || rule.verdict == .deny else {
            throw Unusable(
                place: place,
                why: "'\(name)' has no condition, and such a rule may only deny; say what it is about, if only by effect"
            )
        }
        return rule
    }

    private func verdict(_ rule: JSONValue, at place: String) throws -> PolicyRule.Verdict {
        let people = rule["approvals"]
        switch rule["then"]?.string {
        case "allow"? where people == nil: return .allow
        case "deny"? where people == nil: return .deny
        case "approval"?:
            let count = people.map { $0.int ?? 0 } ?? 1
            if (1...2).contains(count) { return .approval(count) }
        default: break
        }
        throw Unusable(place: "\(place).then", why: "it is allow, deny or approval; with approval, 'approvals' may be 1 or 2")
    }

    private func window(_ text: String, at place: String) throws -> PolicyWindow {
        do {
            return try window(text)
        } catch {
            throw Unusable(place: place, why: "\(error)")
        }
    }

    private func effect(_ word: String, at place: String) throws -> Effect {
        guard let effect = Effect(rawValue: word) else {
            throw Unusable(place: place, why: "'\(word)' is none; there are \(Effect.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return effect
    }

    private func globs(_ rule: JSONValue, _ key: String, at place: String) throws -> [Glob] {
        try words(rule, key, at: place).map(Glob.init)
    }

    /// One word, or a list of words.
    private func words(_ rule: JSONValue, _ key: String, at place: String) throws -> [String] {
        guard let value = rule[key] else { return [] }
        let words = value.string.map { [$0] } ?? value.array?.compactMap(\.string) ?? []
        let isWhole = value.array.map { $0.count == words.count } ?? true
        guard isWhole, !words.isEmpty, words.count <= Self.mostValues, words.allSatisfy({ !$0.isEmpty && $0.utf8.count <= Glob.longest })
        else {
            throw Unusable(place: "\(place).\(key)", why: "it is a word or a list of up to \(Self.mostValues) words, none empty")
        }
        return words
    }

    private func fields(_ value: JSONValue?, at place: String) throws -> [FieldRule] {
        guard let value else { return [] }
        guard let members = value.object, !members.isEmpty, members.count <= Self.mostValues else {
            throw Unusable(place: place, why: "it names inputs by pointers, as in /body/properties/keySize, with what each has to be")
        }
        return try members.map { member in
            guard member.key.hasPrefix("/"), member.key.utf8.count <= Glob.longest else {
                throw Unusable(
                    place: "\(place).\(member.key)",
                    why: "a pointer begins with a slash: /certificateOrderName, /body/properties/keySize"
                )
            }
            return FieldRule(pointer: member.key, wanted: try wanted(member.value, at: "\(place).\(member.key)"))
        }
    }

    private func wanted(_ value: JSONValue, at place: String) throws -> FieldRule.Wanted {
        switch value {
        case .null: return .absent
        case .array(let values) where !values.isEmpty && values.count <= Self.mostValues: return .oneOf(values)
        case .string, .number, .bool: return .oneOf([value])
        case .object(let members):
            if members.count == 1, value["like"] != nil { return .like(try globs(value, "like", at: place)) }
            let (least, most) = (try number(value["atLeast"], at: place), try number(value["atMost"], at: place))
            let isRange = members.allSatisfy { ["atLeast", "atMost"].contains($0.key) }
            if isRange, least != nil || most != nil { return .range(atLeast: least, atMost: most) }
        default: break
        }
        throw Unusable(place: place, why: "it is a value, a list of values, null for absent, {like: pattern} or {atLeast: n, atMost: n}")
    }

    private func number(_ value: JSONValue?, at place: String) throws -> Double? {
        guard let value else { return nil }
        guard case .number(let number) = value, let read = Double(number.text), read.isFinite else {
            throw Unusable(place: place, why: "it is a number")
        }
        return read
    }

    private func allowance(_ value: JSONValue?, at place: String) throws -> PolicyRule.Allowance? {
        guard let value else { return nil }
        guard let members = value.object, members.allSatisfy({ ["calls", "seconds"].contains($0.key) }),
            let calls = value["calls"]?.int, (1...100_000).contains(calls),
            let seconds = value["seconds"]?.int, (1...31_536_000).contains(seconds)
        else { throw Unusable(place: place, why: "it is {calls: 1 to 100000, seconds: 1 to 31536000}") }
        return PolicyRule.Allowance(calls: calls, seconds: seconds)
    }
}
