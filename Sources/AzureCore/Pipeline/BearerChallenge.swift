import FoundationEssentials
import HTTPTypes

/// The Bearer scheme of a `WWW-Authenticate` header: `Bearer authorization="https://host/tenant", resource="https://…"`.
/// Other schemes beside it are passed over.
struct BearerChallenge: Sendable, Hashable {
    /// The names in lower case with their unquoted values.
    let parameters: [String: String]

    init?(_ headers: HTTPFields) {
        for header in headers[values: .wwwAuthenticate] {
            guard let parameters = Self.bearerParameters(header.prefix(8192)) else { continue }
            self.parameters = parameters
            return
        }
        return nil
    }

    /// The scope asked for: `scope`, else `resource` with `/.default`.
    var scope: String? {
        if let scope = parameters["scope"], !scope.isEmpty { return scope }
        guard var resource = parameters["resource"], !resource.isEmpty else { return nil }
        if resource.hasSuffix("/") { resource.removeLast() }
        return resource + "/.default"
    }

    /// The tenant, the first path segment of the authority named.
    var tenantId: String? {
        guard let authority = parameters["authorization"] ?? parameters["authorization_uri"], let url = URL(string: authority) else {
            return nil
        }
        return url.path().split(separator: "/").first.map(String.init)
    }

    /// The claims asked for, decoded from base64 of either alphabet.
    var claims: String? {
        guard var text = parameters["claims"], !text.isEmpty else { return nil }
        text = text.replacing("-", with: "+").replacing("_", with: "/")
        text = text.trimmingSuffix("=")
        text += String(repeating: "=", count: (4 - text.count % 4) % 4)
        return Data(base64Encoded: text).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether the resource asked for is the host itself or a domain above it.
    func resourceIsParent(of host: String) -> Bool {
        guard let scope, let resource = URL(string: scope)?.host()?.lowercased(), !resource.isEmpty else { return false }
        return host == resource || host.hasSuffix("." + resource)
    }

    /// Reads `name=value` pairs; a bare word that no `=` follows starts another scheme.
    private static func bearerParameters(_ header: Substring) -> [String: String]? {
        var scanner = Scanner(rest: header)
        var scheme = ""
        var found: [String: String]?
        while let word = scanner.word() {
            if scanner.take("=") {
                let value = scanner.value()
                if scheme == "bearer" { found?[word.lowercased()] = value }
            } else {
                if found != nil { break }
                scheme = word.lowercased()
                if scheme == "bearer" { found = [:] }
            }
        }
        return found
    }

    private struct Scanner {
        var rest: Substring

        mutating func word() -> String? {
            rest = rest.drop { $0 == " " || $0 == "," || $0 == "\t" }
            let word = rest.prefix { $0 != "=" && $0 != " " && $0 != "," }
            guard !word.isEmpty else { return nil }
            rest = rest.dropFirst(word.count)
            return String(word)
        }

        mutating func take(_ character: Character) -> Bool {
            guard rest.first == character else { return false }
            rest = rest.dropFirst()
            return true
        }

        mutating func value() -> String {
            guard take("\"") else {
                let value = rest.prefix { $0 != "," && $0 != " " }
                rest = rest.dropFirst(value.count)
                return String(value)
            }
            var value = ""
            while let character = rest.popFirst(), character != "\"" {
                guard character == "\\", let escaped = rest.popFirst() else {
                    value.append(character)
                    continue
                }
                value.append(escaped)
            }
            return value
        }
    }
}

extension String {
    fileprivate func trimmingSuffix(_ character: Character) -> String {
        var text = Substring(self)
        while text.last == character { text.removeLast() }
        return String(text)
    }
}
