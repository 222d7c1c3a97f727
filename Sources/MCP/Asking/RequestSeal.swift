import Crypto
import FoundationEssentials
import JSON

/// Protects what a client carries from a question to its answer: the server keeps nothing, so it has to recognise its own writing.
///
/// A state is good for one caller, one method with the same arguments, and some minutes. That it is used once, where that matters, is
/// for whoever acts on it to see to.
package struct RequestSeal: Sendable {
    private let key: SymmetricKey

    /// - Parameter key: 32 random bytes; the same in every process that answers the same clients.
    package init(key: [UInt8]) {
        self.key = SymmetricKey(data: key)
    }

    /// With a key of its own, for one process.
    package init() {
        key = SymmetricKey(size: .bits256)
    }

    /// What a state has to fit.
    struct Binding: Sendable, Hashable {
        let caller: String
        let method: String
        let params: JSONObject

        /// The request without what changes from one try to the next.
        fileprivate var digest: String {
            var kept = params
            for name in ["_meta", "inputResponses", "requestState"] { kept[name] = nil }
            let text = JSONValue.array([.string(caller), .string(method), Self.sorted(.object(kept))]).bytes()
            return Data(SHA256.hash(data: text)).base64EncodedString()
        }

        private static func sorted(_ value: JSONValue) -> JSONValue {
            switch value {
            case .array(let elements): return .array(elements.map(sorted))
            case .object(let object):
                var result: JSONObject = [:]
                for (key, value) in object.sorted(by: { $0.key < $1.key }) { result[key] = sorted(value) }
                return .object(result)
            default: return value
            }
        }
    }

    func seal(_ state: JSONValue, _ binding: Binding, until expiry: Date) -> String {
        let content: JSONValue = [
            "expires": .number(JSONNumber(Int(expiry.timeIntervalSince1970))), "digest": .string(binding.digest), "state": state,
        ]
        let bytes = content.bytes()
        return Self.text(bytes) + "." + Self.text(Array(HMAC<SHA256>.authenticationCode(for: bytes, using: key)))
    }

    /// The state, or nil when this is not what was given to that caller for that request, or no more.
    func open(_ text: String, _ binding: Binding, at now: Date) -> JSONValue? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let bytes = Data(base64Encoded: String(parts[0])), let code = Data(base64Encoded: String(parts[1])),
            HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: bytes, using: key),
            let content = try? JSONValue(parsing: Array(bytes)), let expiry = content["expires"]?.int,
            now.timeIntervalSince1970 < Double(expiry), content["digest"]?.string == binding.digest
        else { return nil }
        return content["state"]
    }

    private static func text(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }
}
