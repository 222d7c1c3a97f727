import CertificateMaterial
import FoundationEssentials
import HTTPTypes
import JSON

/// One request as the state machine sees it: no sockets, nothing lazy.
struct EmulatorRequest: Sendable {
    let method: String
    /// Host and port as the client named them, in lower case.
    let authority: String
    /// The path as sent, without the query.
    let path: String
    /// The path's segments, percent-decoded.
    let segments: [String]
    let query: [(name: String, value: String)]
    let headers: HTTPFields
    let body: [UInt8]
    let trace: Trace

    init(method: String, authority: String, target: String, headers: HTTPFields = HTTPFields(), body: [UInt8] = []) {
        // Split by bytes: whole characters cost several times as much, in every request.
        let parts = target.utf8.split(separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false).map { Substring($0) }
        self.method = method
        self.authority = authority.lowercased()
        path = parts.first.map(String.init) ?? "/"
        segments = path.utf8.split(separator: UInt8(ascii: "/")).map { percentDecoded(Substring($0)) }
        query = parts.count > 1 ? formFields(parts[1]) : []
        self.headers = headers
        self.body = body
        trace = Trace(
            correlationID: headers.value("x-ms-correlation-request-id") ?? guid(),
            clientRequestID: headers.value("x-ms-client-request-id")
        )
    }

    /// A query value; names are compared without casing, as Azure does.
    func query(_ name: String) -> String? {
        query.first { $0.name.lowercased() == name }?.value
    }

    /// The host without its port.
    var host: String {
        authority.hasPrefix("[") ? authority : String(authority.prefix { $0 != ":" })
    }
}

/// One answer, complete.
struct EmulatorResponse: Sendable {
    var status: Int
    var headers = HTTPFields()
    var body: [UInt8] = []

    static func json(_ status: Int, _ value: JSONValue, headers: [(String, String)] = []) -> EmulatorResponse {
        var response = EmulatorResponse(status: status, body: value.bytes())
        response.headers.set("Content-Type", "application/json; charset=utf-8")
        for (name, value) in headers { response.headers.set(name, value) }
        return response
    }

    static let noContent = EmulatorResponse(status: 204)
}

extension HTTPFields {
    func value(_ name: String) -> String? {
        HTTPField.Name(name).flatMap { self[$0] }
    }

    /// Sets a header by text; a name HTTP does not allow is not set, and our own names are all allowed.
    mutating func set(_ name: String, _ value: String) {
        if let name = HTTPField.Name(name) { self[name] = value }
    }
}

/// The fields of `a=1&b=2`, percent-decoded, `+` being a space.
func formFields(_ text: some StringProtocol) -> [(name: String, value: String)] {
    text.split(separator: "&").prefix(200).map { field in
        let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { part in
            percentDecoded(String(part).replacing("+", with: " "))
        }
        return (parts.first ?? "", parts.count > 1 ? parts[1] : "")
    }
}

/// Text as it may stand in a query: what is not a letter, a digit or one of `-_.~/` as `%41`.
func percentEncoded(_ text: String) -> String {
    let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~/".utf8)
    let digits = Array("0123456789ABCDEF".utf8)
    let bytes = text.utf8.flatMap { plain.contains($0) ? [$0] : [UInt8(ascii: "%"), digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: bytes, as: UTF8.self)
}

/// Text with `%41` replaced by what it stands for; a `%` without two hexadecimal digits stays.
func percentDecoded(_ text: some StringProtocol) -> String {
    guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
        let digits = rest.prefix(2)
        // Not the reader of whole numbers: that one takes a sign too.
        if byte == UInt8(ascii: "%"), let decoded = Hexadecimal.bytes(String(decoding: digits, as: UTF8.self))?.first {
            bytes.append(decoded)
            rest = rest.dropFirst(2)
        } else {
            bytes.append(byte)
        }
    }
    return String(decoding: bytes, as: UTF8.self)
}
