import JSON
import Workflows

/// What makes two plans the same: what would be done, on which sight of the world, for which price, and what forbids it. The time a
/// plan was made, the words of its summary and estimates that move with the clock are no part of it.
enum PlanDigest {
    static func digest(of plan: JSONValue) -> String { OrderWrite.digest(canonical(basis(of: plan))) }

    /// Of plans that are written down together.
    static func digest(ofAll plans: [JSONValue]) -> String {
        OrderWrite.digest(.array(plans.map { $0["digest"] ?? .null }))
    }

    /// Where two plans differ, as `what was …, is …`, in the order of their members.
    static func differences(_ before: JSONValue, _ now: JSONValue) -> [String] {
        let (left, right) = (flat(basis(of: before)), flat(basis(of: now)))
        let names = left.map(\.name) + right.map(\.name).filter { name in !left.contains { $0.name == name } }
        return names.compactMap { name in
            let (old, new) = (left.first { $0.name == name }?.value, right.first { $0.name == name }?.value)
            return old == new ? nil : "\(name) was \(old ?? "not there"), is \(new ?? "not there")"
        }
    }

    private static func basis(of plan: JSONValue) -> JSONValue {
        var basis: JSONObject = [:]
        let members = ["verb", "workflow", "order", "observed", "charge", "revocation", "input", "calls"]
        for name in members { basis[name] = plan[name] ?? .null }
        let blocking = (plan["preconditions"]?.array ?? []).filter { $0["level"]?.string == Finding.Level.blocking.rawValue }
        basis["blocking"] = .array(blocking.map { ["what": $0["what"] ?? .null, "fix": $0["fix"] ?? .null] })
        return .object(basis)
    }

    /// The same members in the order of their names, so that the order they were written in does not matter.
    private static func canonical(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let elements): return .array(elements.map(canonical))
        case .object(let object):
            var sorted: JSONObject = [:]
            for (key, value) in object.sorted(by: { $0.key < $1.key }) { sorted[key] = canonical(value) }
            return .object(sorted)
        default: return value
        }
    }

    private static func flat(_ value: JSONValue, _ name: String = "") -> [(name: String, value: String)] {
        switch value {
        case .object(let object): return object.flatMap { flat($0.value, name.isEmpty ? $0.key : "\(name).\($0.key)") }
        case .array(let elements): return elements.enumerated().flatMap { flat($0.element, "\(name)[\($0.offset)]") }
        case .string(let text): return [(name, text)]
        default: return [(name, value.text())]
        }
    }
}
