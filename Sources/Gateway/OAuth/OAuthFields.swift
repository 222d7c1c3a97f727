import AzureCore

/// Parameters as they stand in a query or a posted form, each name once (OAuth 2.1 forbids to repeat one).
package struct OAuthFields: Sendable, Hashable {
    private static let mostFields = 64
    package static let longest = 16 << 10

    private let values: [String: String]

    package init(_ values: [String: String] = [:]) {
        self.values = values
    }

    /// Nil for what is too long, repeats a name, or is not percent-encoded UTF-8.
    package init?(parsing text: String) {
        guard text.utf8.count <= Self.longest else { return nil }
        var values: [String: String] = [:]
        for pair in text.utf8.split(separator: UInt8(ascii: "&")) {
            let name = pair.prefix { $0 != UInt8(ascii: "=") }
            guard let key = FormText.decode(name), let value = FormText.decode(pair.dropFirst(name.count + 1)),
                values.updateValue(value, forKey: key) == nil, values.count <= Self.mostFields
            else { return nil }
        }
        self.values = values
    }

    /// What is empty counts as not sent.
    package subscript(name: String) -> String? { values[name].flatMap { $0.isEmpty ? nil : $0 } }
}

/// `application/x-www-form-urlencoded`.
package enum FormText {
    package static func write(_ parameters: [(name: String, value: String)], behind url: String = "") -> String {
        let text = parameters.map { "\(URLText.encode($0.name))=\(URLText.encode($0.value))" }.joined(separator: "&")
        guard !url.isEmpty, !text.isEmpty else { return url + text }
        return url + (url.contains("?") ? "&" : "?") + text
    }

    static func decode(_ bytes: some Collection<UInt8>) -> String? {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var rest = bytes[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): decoded.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else { return nil }
                decoded.append(high << 4 | low)
            default: decoded.append(byte)
            }
        }
        guard !decoded.contains(0) else { return nil }
        return String(validating: decoded, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
