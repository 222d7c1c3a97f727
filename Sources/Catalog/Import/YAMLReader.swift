import JSON
import Yams

/// YAML as the JSON it stands for. Anchors are refused: OpenAPI has references of its own, and a few lines of aliases can mean
/// gigabytes.
package struct YAMLReader {
    let limits: ImportLimits

    package init(limits: ImportLimits) {
        self.limits = limits
    }

    func value(_ bytes: [UInt8]) throws(ImportError) -> JSONValue {
        guard bytes.count <= limits.yamlBytes else {
            throw ImportError(.tooLarge, "the YAML document has \(bytes.count) bytes; at most \(limits.yamlBytes) are read")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ImportError(.unreadable, "the document is neither JSON nor YAML: its bytes are not UTF-8")
        }
        try refuseTraps(bytes)
        let node: Node?
        do {
            node = try Yams.compose(yaml: text)
        } catch {
            throw ImportError(.unreadable, "the document is neither JSON nor YAML: \(DocumentReader.plain("\(error)", atMost: 200))")
        }
        guard let node else { throw ImportError(.unreadable, "the document is empty") }
        var left = limits.values
        return try json(node, depth: 0, &left)
    }

    /// The parser calls itself for every level, so depth is bounded before it begins: by brackets, by dashes in one line, and by
    /// indentation. Anchors are found where a value may begin; an entity such as `&amp;` is none.
    package func refuseTraps(_ bytes: [UInt8]) throws(ImportError) {
        var (brackets, indentation, dashes) = (0, 0, 0)
        var (isAtStart, mayBeginValue) = (true, true)
        for (place, byte) in bytes.enumerated() {
            let isBlank = byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\r")
            if byte == UInt8(ascii: "&"), mayBeginValue, isAnchor(bytes, at: place) {
                throw ImportError(.unreadable, "the YAML document uses anchors, which are not read")
            }
            switch byte {
            case UInt8(ascii: "\n"): (isAtStart, indentation, dashes, mayBeginValue) = (true, 0, 0, true)
            case UInt8(ascii: " ") where isAtStart: indentation += 1
            case UInt8(ascii: "-") where isAtStart, UInt8(ascii: "?") where isAtStart: (dashes, mayBeginValue) = (dashes + 1, true)
            case UInt8(ascii: "["), UInt8(ascii: "{"): (isAtStart, mayBeginValue, brackets) = (false, true, brackets + 1)
            case UInt8(ascii: "]"), UInt8(ascii: "}"): (isAtStart, mayBeginValue, brackets) = (false, false, max(0, brackets - 1))
            case UInt8(ascii: ":"), UInt8(ascii: ","): (isAtStart, mayBeginValue) = (false, true)
            default: if !isBlank { (isAtStart, mayBeginValue) = (false, false) }
            }
            guard brackets <= limits.depth * 4, indentation <= limits.depth * 8, dashes <= limits.depth else {
                throw ImportError(.tooLarge, "the YAML document is nested deeper than \(limits.depth) levels")
            }
        }
    }

    private func isAnchor(_ bytes: [UInt8], at place: Int) -> Bool {
        let word = bytes[(place + 1)...].prefix { $0 > 0x20 && $0 != UInt8(ascii: ",") }
        return !word.isEmpty && !word.contains(UInt8(ascii: ";"))
    }

    private func json(_ node: Node, depth: Int, _ left: inout Int) throws(ImportError) -> JSONValue {
        left -= 1
        guard left > 0 else { throw ImportError(.tooLarge, "the YAML document stands for more than \(limits.values) values") }
        guard depth <= limits.depth else { throw ImportError(.tooLarge, "the YAML document is nested deeper than \(limits.depth) levels") }
        switch node {
        case .scalar(let scalar): return self.scalar(node, scalar)
        case .sequence(let sequence):
            var elements: [JSONValue] = []
            for element in sequence { elements.append(try json(element, depth: depth + 1, &left)) }
            return .array(elements)
        case .mapping(let mapping):
            var object = JSONObject()
            for (key, value) in mapping {
                guard let name = key.scalar?.string else { throw ImportError(.unreadable, "a name in the YAML document is no plain word") }
                guard object[name] == nil else { throw ImportError(.unreadable, "a name appears twice in one object of the YAML document") }
                object[name] = try json(value, depth: depth + 1, &left)
            }
            return .object(object)
        case .alias: throw ImportError(.unreadable, "the YAML document uses aliases, which are not read")
        }
    }

    /// Unquoted words of YAML's core schema; dates and everything else stay text.
    private func scalar(_ node: Node, _ scalar: Node.Scalar) -> JSONValue {
        guard scalar.style == .plain || scalar.style == .any else { return .string(scalar.string) }
        let text = scalar.string
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default: break
        }
        if let number = JSONNumber(text: text) { return .number(number) }
        return .string(text)
    }
}
