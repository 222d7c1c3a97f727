import Crypto
import JSON

/// Bytes of an OpenAPI document, JSON or YAML, into operations. Everything outside is distrusted: see ``ImportLimits``.
package struct DocumentReader: Sendable {
    let limits: ImportLimits

    package init(limits: ImportLimits = .standard) {
        self.limits = limits
    }

    /// - Parameter api: what the service is called in the catalogue; from the document's title when nil.
    package func read(_ bytes: [UInt8], api: String? = nil) throws(ImportError) -> APIDocument {
        let root = try value(bytes)
        let digest = SHA256.hash(data: bytes).map { byte in
            let text = String(byte, radix: 16)
            return text.utf8.count < 2 ? "0" + text : text
        }.joined()
        return try document(root, digest: digest, api: api)
    }

    package func value(_ bytes: [UInt8]) throws(ImportError) -> JSONValue {
        guard bytes.count <= limits.bytes else {
            throw ImportError(.tooLarge, "the document has \(bytes.count) bytes; at most \(limits.bytes) are read")
        }
        let first = bytes.first { ![0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF].contains($0) }
        guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else { return try YAMLReader(limits: limits).value(bytes) }
        do {
            return try JSONValue(parsing: bytes, limits: JSONLimits(maximumBytes: limits.bytes, maximumDepth: limits.depth))
        } catch {
            throw ImportError(.unreadable, "the document is not JSON: \(error)")
        }
    }

    func document(_ root: JSONValue, digest: String, api: String?) throws(ImportError) -> APIDocument {
        let dialect = try dialect(root)
        let references = References(root)
        let missing = try Census(limits: limits).missing(in: references)
        guard root["paths"]?.object != nil || dialect == .openAPI31 else {
            throw ImportError(.notOpenAPI, "the document has no paths")
        }
        let operations = try OperationReader(references: references, limits: limits).operations()
        let title = Self.plain(root["info"]?["title"]?.string ?? "", atMost: 200)
        let version = Self.version(root, operations, references)
        return APIDocument(
            api: api ?? Self.api(title, operations),
            title: title,
            version: version,
            dialect: dialect,
            servers: Self.servers(root),
            operations: operations,
            missing: missing,
            digest: digest,
            references: references
        )
    }

    private func dialect(_ root: JSONValue) throws(ImportError) -> APIDocument.Dialect {
        if let version = root["openapi"]?.string {
            if version.hasPrefix("3.0") { return .openAPI30 }
            if version.hasPrefix("3.1") { return .openAPI31 }
            throw ImportError(.notOpenAPI, "OpenAPI \(Self.plain(version, atMost: 20)) is not read; 3.0 and 3.1 are, and Swagger 2.0")
        }
        let swagger = root["swagger"]
        if swagger?.string == "2.0" || swagger?.double == 2 { return .swagger2 }
        throw ImportError(.notOpenAPI, "the document is no OpenAPI document: neither 'openapi' nor 'swagger' says its version")
    }

    /// The version that goes into `api-version` where the parameter fixes it, otherwise the document's own.
    private static func version(_ root: JSONValue, _ operations: [CatalogOperation], _ references: References) -> String {
        let parameters = (operations.first?.node["parameters"]?.array ?? []).compactMap(references.follow)
        let apiVersion = parameters.first { $0["name"]?.string == "api-version" }
        let schema = apiVersion?["schema"].flatMap(references.follow) ?? apiVersion
        let fixed = schema?["const"] ?? schema?["default"] ?? (schema?["enum"]?.array?.count == 1 ? schema?["enum"]?[0] : nil)
        let text = fixed?.string ?? root["info"]?["version"]?.string ?? root["info"]?["version"]?.double.map { "\($0)" } ?? "1"
        return plain(text, atMost: 60).replacing(" ", with: "-")
    }

    private static func servers(_ root: JSONValue) -> [String] {
        if let servers = root["servers"]?.array {
            return servers.prefix(16).compactMap { $0["url"]?.string }.map { plain($0, atMost: 300) }
        }
        guard let host = root["host"]?.string else { return [] }
        let scheme = root["schemes"]?[0]?.string ?? "https"
        return [plain("\(scheme)://\(host)\(root["basePath"]?.string ?? "")", atMost: 300)]
    }

    /// The title without the words that every title has; where nothing is left, the provider in the paths.
    private static func api(_ title: String, _ operations: [CatalogOperation]) -> String {
        let filler: Set = ["api", "client", "rest", "service", "the"]
        var words = Words.identifier(title).filter { $0 != "client" }
        while let last = words.last, filler.contains(last), words.count > 1 { words.removeLast() }
        if words.isEmpty || filler.isSuperset(of: words) {
            let provider = operations.lazy.compactMap { $0.literals.first { $0.contains(".") } }.first
            words = Words.identifier(provider ?? "service") + (provider == nil ? [] : ["provider"])
        }
        return words.prefix(12).joined(separator: "-")
    }

    /// Text of the document as it may be shown: one line, no control characters, not endless.
    static func plain(_ text: String, atMost count: Int) -> String {
        var plain = String.UnicodeScalarView()
        var left = count
        for scalar in text.unicodeScalars.prefix(count * 4) {
            let isPlainASCII = (0x21...0x7E).contains(scalar.value)
            let isSpace = !isPlainASCII && (scalar.properties.isWhitespace || scalar.properties.generalCategory == .control)
            if isSpace {
                guard let last = plain.last, last != " " else { continue }
                plain.append(" ")
            } else {
                guard isPlainASCII || scalar.properties.generalCategory != .format else { continue }
                plain.append(scalar)
            }
            left -= 1
            if left <= 0 { break }
        }
        while plain.last == " " { plain.removeLast() }
        return String(plain)
    }
}

/// Walks over the whole document once: counts what is bounded, and names the references that lead nowhere.
private struct Census {
    let limits: ImportLimits

    func missing(in references: References) throws(ImportError) -> [String] {
        var pending = [references.root]
        var values = 0
        var seen: Set<String> = []
        var missing: [String] = []
        var count = 0
        while let value = pending.popLast() {
            values += 1
            guard values <= limits.values else { throw ImportError(.tooLarge, "the document has more than \(limits.values) values") }
            if let elements = value.array { pending += elements }
            guard let object = value.object else { continue }
            if case .string(let reference)? = object["$ref"] {
                count += 1
                guard count <= limits.references else {
                    throw ImportError(.tooLarge, "the document has more than \(limits.references) references")
                }
                if seen.insert(reference).inserted, case .missing = references.resolve(reference) {
                    missing.append(DocumentReader.plain(reference, atMost: 300))
                }
            }
            for member in object { pending.append(member.value) }
        }
        return missing.sorted()
    }
}
