import AzureCore
import Catalog
import Crypto
import FoundationEssentials
import HTTPTypes
import JSON

/// A call as it would leave, made of a contract and its inputs: what the policy decides about is what is sent, byte for byte.
///
/// There is one way to write a call. A value that could be read as more than one segment, or as another one, is refused.
package struct CanonicalRequest: Sendable, Hashable {
    /// `api/OperationId`.
    package let operation: String
    package let effect: Effect
    package let method: String
    /// Where it goes, without a slash at its end: fixed by the profile or the credential, never by the caller.
    package let server: String
    package let path: String
    package let query: [Field]
    package let headers: [Field]
    package let body: JSONValue?
    package let inputs: JSONValue

    package struct Field: Sendable, Hashable {
        package let name: String
        package let value: String
    }

    /// What is wrong with the inputs, each with a pointer to its place.
    package struct Refused: Error, Hashable, CustomStringConvertible {
        package struct Complaint: Sendable, Hashable {
            package let pointer: String
            package let expected: String
        }

        package let complaints: [Complaint]
        package var description: String { complaints.map { "\($0.pointer): \($0.expected)" }.joined(separator: "; ") }

        static func one(_ pointer: String, _ expected: String) -> Refused {
            Refused(complaints: [Complaint(pointer: pointer, expected: expected)])
        }
    }

    static let longestValue = 2048

    /// - Parameter filled: what the caller does not say: the subscription, the api-version.
    package init(_ contract: Contract, _ inputs: JSONValue, filled: [String: String], server: String = "") throws(Refused) {
        let complaints = contract.complaints(inputs).map { Refused.Complaint(pointer: "/inputs\($0.pointer)", expected: $0.expected) }
        guard complaints.isEmpty else { throw Refused(complaints: complaints) }
        operation = "\(contract.api)/\(contract.operationId)"
        (effect, method, self.inputs, self.server) = (contract.effect, contract.method, inputs, server)
        var values = try Self.known(contract, filled)
        for place in contract.places where place.place == "path" {
            values[Self.plain(place.name)] = try Self.text(inputs[place.name], at: place.name)
        }
        let (path, used) = try Self.fill(contract.path, values)
        self.path = path
        query = try Self.fields("query", contract, inputs, filled.filter { !used.contains($0.key) })
        headers = try Self.fields("header", contract, inputs, [:])
        body = contract.places.first { $0.place == "body" }.flatMap { inputs[$0.name] }
    }

    /// SHA-256 over all that is sent, in hexadecimal: what an approval is bound to.
    package var digest: String {
        let fields = (query.map { "?\($0.name)=\($0.value)" } + headers.map { "\($0.name): \($0.value)" }).joined(separator: "\n")
        return AuditEntry.hash(of: "\(operation)\n\(method) \(server)\(path)\n\(fields)\n\n\(body?.text() ?? "")")
    }

    private static func known(_ contract: Contract, _ filled: [String: String]) throws(Refused) -> [String: String] {
        var values: [String: String] = [:]
        for (name, _) in contract.filledByServer {
            if let value = filled[name] { values[name] = value }
        }
        return values
    }

    private static func fields(_ place: String, _ contract: Contract, _ inputs: JSONValue, _ filled: [String: String]) throws(Refused)
        -> [Field]
    {
        var fields: [Field] = []
        for (name, target) in contract.places where target == place {
            guard inputs[name] != nil else { continue }
            if place == "header", !isFree(plain(name)) { throw .one("/inputs/\(name)", "nothing: this header is not a caller's to set") }
            fields.append(Field(name: plain(name), value: try text(inputs[name], at: name)))
        }
        for (name, _) in contract.filledByServer {
            if let value = filled[name] { fields.append(Field(name: name, value: value)) }
        }
        return fields.sorted { $0.name < $1.name }
    }

    private static let kept: Set = [
        "host", "authorization", "cookie", "connection", "content-length", "content-type", "transfer-encoding", "te", "trailer", "upgrade",
        "via", "forwarded", "expect", "keep-alive", "user-agent", "accept-encoding", "x-real-ip", "x-http-method-override",
    ]

    /// What would change where a call goes, as whom, or how it is read on its way.
    private static func isFree(_ header: String) -> Bool {
        let name = header.lowercased()
        return !kept.contains(name) && !name.hasPrefix("proxy-") && !name.hasPrefix("x-forwarded-") && HTTPField.Name(header) != nil
    }

    /// An input that has the name of another one is led by its place: `query:name`.
    private static func plain(_ name: String) -> String {
        let parts = name.utf8.split(separator: UInt8(ascii: ":"), maxSplits: 1)
        return parts.count == 2 ? String(Substring(parts[1])) : name
    }

    private static func text(_ value: JSONValue?, at name: String) throws(Refused) -> String {
        let text: String
        switch value {
        case .string(let given)?: text = given
        case .number(let number)?: text = number.text
        case .bool(let flag)?: text = flag ? "true" : "false"
        case .array(let elements)?:
            let words = elements.compactMap(\.string)
            guard words.count == elements.count, words.allSatisfy({ !$0.contains(",") }) else {
                throw .one("/inputs/\(name)", "a list of texts without commas")
            }
            text = words.joined(separator: ",")
        default: throw .one("/inputs/\(name)", "a text, a number or a list of texts")
        }
        guard text.utf8.count <= longestValue, text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw .one("/inputs/\(name)", "at most \(longestValue) bytes without control characters")
        }
        return text
    }

    /// Each `{name}` with its value, encoded once; and which names these were.
    private static func fill(_ template: String, _ values: [String: String]) throws(Refused) -> (path: String, used: [String]) {
        var (path, used) = ([UInt8](), [String]())
        for segment in template.utf8.split(separator: UInt8(ascii: "/")) {
            path.append(UInt8(ascii: "/"))
            let start = path.count
            var rest = segment
            while let open = rest.firstIndex(of: UInt8(ascii: "{")), let close = rest[open...].firstIndex(of: UInt8(ascii: "}")) {
                let name = String(Substring(rest[rest.index(after: open)..<close]))
                guard let value = values[name] else { throw .one("/inputs/\(name)", "a value; the address needs it") }
                used.append(name)
                path += rest[..<open]
                path += try segmentText(value, at: name).utf8
                rest = rest[rest.index(after: close)...]
            }
            path += rest
            guard path[start...] != [0x2E], path[start...] != [0x2E, 0x2E] else {
                throw .one("/inputs", "no value that makes a step up in the address")
            }
        }
        return (path.isEmpty ? "/" : String(decoding: path, as: UTF8.self), used)
    }

    /// What an upstream might read as a slash, or decode a second time, is no part of a name.
    private static func segmentText(_ value: String, at name: String) throws(Refused) -> String {
        let bytes = Array(value.utf8)
        let isOne = !bytes.isEmpty && value != "." && value != ".." && !bytes.contains(0x2F) && !bytes.contains(0x5C)
        guard isOne, !isEncoded(bytes) else {
            throw .one("/inputs/\(name)", "one segment of an address: not empty, no slash, no dots alone, nothing percent-encoded")
        }
        return URLText.encode(value)
    }

    /// A percent sign and two hexadecimal digits.
    private static func isEncoded(_ bytes: [UInt8]) -> Bool {
        func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20) }
        return bytes.indices.dropLast(2).contains { bytes[$0] == 0x25 && isDigit(bytes[$0 + 1]) && isDigit(bytes[$0 + 2]) }
    }
}

extension PolicyRequest {
    /// The question a policy is asked about a call.
    package init(_ request: CanonicalRequest, agent: String, cost: Double? = nil, at date: Date) {
        self.init(
            agent: agent,
            operation: request.operation,
            effect: request.effect,
            method: request.method,
            path: request.path,
            inputs: request.inputs,
            cost: cost,
            at: date
        )
    }
}
