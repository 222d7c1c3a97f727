import FoundationEssentials
import HTTPTypes
import JSON

/// The headers by which what stands between can route a request, which have to say what its body says.
enum RoutingHeaders {
    static let version = known("MCP-Protocol-Version")
    static let method = known("Mcp-Method")
    static let name = known("Mcp-Name")
    static let session = known("Mcp-Session-Id")
    static let lastEvent = known("Last-Event-ID")
    static let host = known("Host")

    /// A name that is written out here or nearby.
    static func known(_ literal: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(literal) else { preconditionFailure("\(literal) is not a header name") }
        return name
    }

    static func check(_ request: Message.Request, _ fields: HTTPFields, _ server: Server) throws(RPCError) {
        try agree(version, fields, request.params["_meta"]?[RequestMeta.Key.version]?.string, isEncoded: false)
        try agree(method, fields, request.method, isEncoded: false)
        guard let member = named[request.method] else { return }
        // Where the body names nothing the parameters are what is wrong.
        if let name = request.params[member]?.string { try agree(Self.name, fields, name, isEncoded: true) }
        guard request.method == "tools/call", let tool = request.params["name"]?.string.flatMap({ server.tools[$0] }) else { return }
        try checkMirrored(tool, request.params["arguments"]?.object ?? [:], fields)
    }

    /// A notification need not repeat itself, but must not contradict itself.
    static func check(_ notification: Message.Notification, _ fields: HTTPFields) throws(RPCError) {
        if fields[method] != nil { try agree(method, fields, notification.method, isEncoded: false) }
        if let version = notification.params["_meta"]?[RequestMeta.Key.version]?.string {
            try agree(Self.version, fields, version, isEncoded: false)
        }
    }

    private static let named = ["tools/call": "name", "prompts/get": "name", "resources/read": "uri"]

    private static func agree(_ field: HTTPField.Name, _ fields: HTTPFields, _ expected: String?, isEncoded: Bool) throws(RPCError) {
        guard let value = try single(field, fields) else { throw .headerMismatch("The header \(field.rawName) is missing.") }
        let text = isEncoded ? decoded(value) : value
        guard text != nil, text == expected else {
            throw .headerMismatch("The header \(field.rawName) does not say what the body says.")
        }
    }

    private static func checkMirrored(_ tool: Tool, _ arguments: JSONObject, _ fields: HTTPFields) throws(RPCError) {
        for parameter in tool.mirrored {
            guard let field = HTTPField.Name("Mcp-Param-" + parameter.header) else { continue }
            switch (parameter.value(in: arguments), try single(field, fields)) {
            case (nil, nil): break
            case (let argument?, let value?):
                guard let text = decoded(value), MirroredParameter.agree(argument, text) else {
                    throw .headerMismatch("The header \(field.rawName) does not say what the argument says.")
                }
            case (_?, nil): throw .headerMismatch("The header \(field.rawName) is missing.")
            case (nil, _?): throw .headerMismatch("The header \(field.rawName) has no argument to it.")
            }
        }
    }

    /// The value of a header that is there at most once.
    static func single(_ field: HTTPField.Name, _ fields: HTTPFields) throws(RPCError) -> String? {
        let values = fields[values: field]
        guard values.count <= 1 else { throw .headerMismatch("The header \(field.rawName) is there \(values.count) times.") }
        return values.first?.trimmed
    }

    /// What `=?base64?…?=` holds, or the value itself; nil when it looks encoded and is not.
    static func decoded(_ value: String) -> String? {
        let (start, end) = ("=?base64?", "?=")
        guard value.hasPrefix(start), value.hasSuffix(end), value.count >= start.count + end.count else { return value }
        return Data(base64Encoded: String(value.dropFirst(start.count).dropLast(end.count))).flatMap {
            String(validating: $0, as: UTF8.self)
        }
    }
}
