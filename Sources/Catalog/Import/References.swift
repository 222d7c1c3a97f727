import JSON

/// Follows `$ref` inside one document. What lies outside of it is named, never fetched.
package struct References: Sendable {
    package enum Target: Sendable {
        case found(JSONValue, at: String)
        case missing(String)
    }

    let root: JSONValue

    /// References that lead to references end after so many.
    private static let maximumHops = 32

    package init(_ root: JSONValue) {
        self.root = root
    }

    /// What the reference means in the end; a value without `$ref` is not one.
    func resolve(_ reference: String) -> Target {
        var next = reference
        for _ in 0..<Self.maximumHops {
            guard let value = value(at: next) else { return .missing(reference) }
            guard let further = value["$ref"]?.string else { return .found(value, at: next) }
            next = further
        }
        return .missing(reference)
    }

    /// The value itself, or what it refers to; nil when that is missing.
    func follow(_ value: JSONValue) -> JSONValue? {
        guard let reference = value["$ref"]?.string else { return value }
        if case .found(let target, _) = resolve(reference) { return target }
        return nil
    }

    private func value(at reference: String) -> JSONValue? {
        guard reference.utf8.first == UInt8(ascii: "#") else { return nil }
        let pointer = Self.percentDecoded(reference.dropFirst())
        guard !pointer.isEmpty else { return root }
        guard pointer.utf8.first == UInt8(ascii: "/") else { return nil }
        var value = root
        for step in pointer.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            let name = String(step).replacing("~1", with: "/").replacing("~0", with: "~")
            if let member = value[name] {
                value = member
            } else if let index = Int(name), let element = value[index] {
                value = element
            } else {
                return nil
            }
        }
        return value
    }

    private static func percentDecoded(_ text: Substring) -> String {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            let digits = String(Substring(rest.prefix(2)))
            if byte == UInt8(ascii: "%"), digits.utf8.count == 2, let value = UInt8(digits, radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The last step of a reference, which is the name people know the part by.
    static func name(of reference: String) -> String {
        reference.split(separator: "/").last.map(String.init) ?? reference
    }
}
