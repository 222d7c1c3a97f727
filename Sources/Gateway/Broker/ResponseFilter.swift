import Catalog
import Custody
import JSON

/// Takes secrets out of an answer before anybody sees it: the fields its contract calls secret, and whatever equals a secret that is
/// held, however it is written.
package struct ResponseFilter: Sendable {
    package struct Redaction: Sendable, Hashable {
        package let pointer: String
        package let handle: String?

        package var json: JSONValue { ["pointer": .string(pointer), "handle": .optional(handle)] }
    }

    let screen: SecretScreen
    let handles: Handles
    let agent: String
    /// What handles made here can be used for.
    let audience: String
    let origin: String
    let secretPaths: [[String]]
    let returnsSecret: Bool

    /// - Parameter contract: nil for what has none: the end of a workflow, words of a service.
    package init(screen: SecretScreen, handles: Handles, contract: Contract?, agent: String, audience: String, origin: String) {
        self.screen = screen
        self.handles = handles
        self.agent = agent
        self.audience = audience
        self.origin = origin
        secretPaths = contract?.output.filter(\.isSecret).map { Self.steps($0.path) } ?? []
        returnsSecret = contract?.returnsSecret ?? false
    }

    /// `value[].properties.*` as value, [], properties, *.
    private static func steps(_ path: String) -> [String] {
        path.split(separator: ".").flatMap { step -> [String] in
            var (name, lists) = (Substring(step), 0)
            while name.hasSuffix("[]") { (name, lists) = (name.dropLast(2), lists + 1) }
            return (name.isEmpty ? [] : [String(name)]) + [String](repeating: "[]", count: lists)
        }
    }

    package func callAsFunction(_ answer: JSONValue) async throws -> (answer: JSONValue, redactions: [Redaction]) {
        var walk = Walk(screen: screen)
        let isSecretAsWhole = returnsSecret && answer.object == nil && answer.array == nil && !answer.isNull
        walk.look(at: answer, secretPaths, isSecret: isSecretAsWhole)
        guard !walk.found.isEmpty else { return (answer, []) }
        var (clean, redactions) = (answer, [Redaction]())
        for finding in walk.found {
            let handle = try? await handles.seal(
                finding.value,
                for: agent,
                audience: finding.isHeld ? nil : audience,
                origin: origin + finding.pointer
            )
            clean = clean.replacing(finding.steps[...], with: .string(handle ?? "[withheld]"))
            redactions.append(Redaction(pointer: finding.pointer, handle: handle))
        }
        return (clean, redactions)
    }

    /// Words for people and agents, in which there is no place for a handle.
    package func callAsFunction(_ text: String) -> String { screen.isSecret(text) ? "[withheld]" : text }
}

extension JSONValue {
    /// With another value where these steps lead, each the name of a member or the number of an element.
    fileprivate func replacing(_ steps: ArraySlice<String>, with other: JSONValue) -> JSONValue {
        guard let step = steps.first else { return other }
        switch self {
        case .object(var members):
            guard let member = members[step] else { return self }
            members[step] = member.replacing(steps.dropFirst(), with: other)
            return .object(members)
        case .array(var elements):
            guard let place = Int(step), elements.indices.contains(place) else { return self }
            elements[place] = elements[place].replacing(steps.dropFirst(), with: other)
            return .array(elements)
        default: return self
        }
    }
}

/// One way through an answer, with the place it is at: most of what it passes is no secret, so a pointer is only made for what is.
private struct Walk {
    struct Finding {
        let steps: [String]
        let value: String
        /// A secret of the gateway itself: no call may have it.
        let isHeld: Bool

        var pointer: String { steps.map { "/\($0.pointerStep)" }.joined() }
    }

    let screen: SecretScreen
    private(set) var found: [Finding] = []
    private var steps: [String] = []

    init(screen: SecretScreen) { self.screen = screen }

    mutating func look(at value: JSONValue, _ paths: [[String]], isSecret: Bool) {
        switch value {
        case .null: break
        case .string(let text) where Handles.isOne(text): break
        case _ where isSecret: take(value)
        case .object(let members): look(at: members, paths)
        case .array(let elements):
            let rest = Self.rest(of: paths) { $0 == "[]" }
            for (index, element) in elements.enumerated() {
                steps.append(String(index))
                look(at: element, rest, isSecret: rest.contains([]))
                steps.removeLast()
            }
        case .string(let text):
            if screen.isSecret(text) { take(value) }
        case .number(let number):
            if screen.find(in: number.text) != nil { take(value) }
        case .bool: break
        }
    }

    private mutating func look(at members: JSONObject, _ paths: [[String]]) {
        for (key, member) in members {
            // A name that is a secret, which no service has, takes its whole object with it.
            if screen.find(in: key) != nil {
                return found.append(Finding(steps: steps, value: JSONValue.object(members).text(), isHeld: true))
            }
            let rest = Self.rest(of: paths) { $0 == key || $0 == "*" }
            steps.append(key)
            look(at: member, rest, isSecret: rest.contains([]) || SecretNames.isOne(key, member))
            steps.removeLast()
        }
    }

    private static func rest(of paths: [[String]], where fits: (String) -> Bool) -> [[String]] {
        paths.isEmpty ? [] : paths.filter { $0.first.map(fits) ?? false }.map { Array($0.dropFirst()) }
    }

    /// A value that was handed out as a handle before may be used on; a credential, a token or a key of the gateway may not.
    private mutating func take(_ value: JSONValue) {
        let text = value.string ?? value.text()
        let name = screen.find(in: text)
        found.append(Finding(steps: steps, value: text, isHeld: name.map { !Handles.isOne($0) } ?? false))
    }
}

extension SecretScreen {
    /// Whether a text holds a secret that is known, or looks like one.
    fileprivate func isSecret(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { text in
            let bytes = UnsafeRawBufferPointer(text)
            return find(in: bytes) != nil || SecretNames.isTelling(bytes)
        }
    }
}
