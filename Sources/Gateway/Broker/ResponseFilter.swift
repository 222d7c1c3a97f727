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
        var found: [Finding] = []
        let isSecretAsWhole = returnsSecret && answer.object == nil && answer.array == nil && !answer.isNull
        walk(answer, "", secretPaths, isSecret: isSecretAsWhole, &found)
        guard !found.isEmpty else { return (answer, []) }
        var (places, redactions): ([String: String], [Redaction]) = ([:], [])
        for finding in found {
            let handle = try? await handles.seal(
                finding.value,
                for: agent,
                audience: finding.isHeld ? nil : audience,
                origin: origin + finding.pointer
            )
            places[finding.pointer] = handle ?? "[withheld]"
            redactions.append(Redaction(pointer: finding.pointer, handle: handle))
        }
        return (Self.replaced(answer, "", places), redactions)
    }

    /// Words for people and agents, in which there is no place for a handle.
    package func callAsFunction(_ text: String) -> String {
        screen.find(in: text) == nil && !SecretNames.isTelling(text) ? text : "[withheld]"
    }

    private struct Finding {
        let pointer: String
        let value: String
        /// A secret of the gateway itself: no call may have it.
        let isHeld: Bool
    }

    private func walk(_ value: JSONValue, _ pointer: String, _ paths: [[String]], isSecret: Bool, _ found: inout [Finding]) {
        if let text = value.string, Handles.isOne(text) { return }
        if isSecret, !value.isNull { return found.append(secret(value, pointer)) }
        switch value {
        case .object(let members):
            for (key, member) in members {
                // A name that is a secret, which no service has, takes its whole object with it.
                if screen.find(in: key) != nil { return found.append(Finding(pointer: pointer, value: value.text(), isHeld: true)) }
                let rest = paths.filter { $0.first == key || $0.first == "*" }.map { Array($0.dropFirst()) }
                let place = "\(pointer)/\(key.replacing("~", with: "~0").replacing("/", with: "~1"))"
                walk(member, place, rest, isSecret: rest.contains([]) || SecretNames.isOne(key, member), &found)
            }
        case .array(let elements):
            let rest = paths.filter { $0.first == "[]" }.map { Array($0.dropFirst()) }
            for (index, element) in elements.enumerated() {
                walk(element, "\(pointer)/\(index)", rest, isSecret: rest.contains([]), &found)
            }
        case .string(let text):
            if screen.find(in: text) != nil || SecretNames.isTelling(text) { found.append(secret(value, pointer)) }
        case .number(let number):
            if screen.find(in: number.text) != nil { found.append(secret(value, pointer)) }
        case .null, .bool: break
        }
    }

    /// A value that was handed out as a handle before may be used on; a credential, a token or a key of the gateway may not.
    private func secret(_ value: JSONValue, _ pointer: String) -> Finding {
        let text = value.string ?? value.text()
        let name = screen.find(in: text)
        return Finding(pointer: pointer, value: text, isHeld: name.map { !Handles.isOne($0) } ?? false)
    }

    private static func replaced(_ value: JSONValue, _ pointer: String, _ places: [String: String]) -> JSONValue {
        if let handle = places[pointer] { return .string(handle) }
        switch value {
        case .object(let members):
            return .object(
                members.reduce(into: JSONObject()) { object, member in
                    let place = "\(pointer)/\(member.key.replacing("~", with: "~0").replacing("/", with: "~1"))"
                    object[member.key] = replaced(member.value, place, places)
                }
            )
        case .array(let elements): return .array(elements.enumerated().map { replaced($1, "\(pointer)/\($0)", places) })
        default: return value
        }
    }
}

/// Fields and texts that are secrets whatever their document says.
enum SecretNames {
    private static let telling: Set<String> = [
        "password", "secretvalue", "primarykey", "secondarykey", "connectionstring", "accesskey", "sastoken", "privatekey", "clientsecret",
        "publishingpassword", "masterkey", "pfxblob", "sharedaccesskey", "authorizationkey", "accountkey", "csr", "accesstoken",
        "refreshtoken", "idtoken", "apikey",
    ]

    static func isOne(_ name: String, _ value: JSONValue) -> Bool {
        switch value {
        case .string(let text) where !text.isEmpty && !Handles.isOne(text): break
        default: return false
        }
        return telling.contains(name.lowercased().filter { $0.isLetter })
    }

    /// A private key, a request for a certificate or a token, by its looks.
    static func isTelling(_ text: String) -> Bool {
        if text.contains("-----BEGIN "), text.contains("PRIVATE KEY-----") || text.contains("CERTIFICATE REQUEST-----") { return true }
        guard text.utf8.count > 40, let start = text.firstRange(of: "eyJ")?.lowerBound else { return false }
        let parts = text[start...].prefix { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" || $0 == "." }.split(separator: ".")
        return parts.count >= 3 && parts[0].utf8.count > 10 && parts[1].utf8.count > 10
    }
}
