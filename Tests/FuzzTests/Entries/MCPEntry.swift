import HTTPTypes
import JSON

@testable import MCP

extension FuzzEntry {
    /// A client's bytes, a message a line, to a conversation that has to end each request it begins or refuse it by its id.
    static let mcp = FuzzEntry("MCP", mutants: 4000) { bytes in
        var conversation = Conversation(Self.server, caller: Caller(id: "fuzz", scopes: ["read"]))
        var splitter = LineSplitter(longest: 4096)
        var isRead = false
        for line in splitter.receive(bytes) + splitter.end() {
            switch line {
            case .tooLong: continue
            case .whole(let bytes), .last(let bytes):
                guard let message = try receive(bytes) else { continue }
                isRead = true
                try answer(message, &conversation)
            }
        }
        _ = conversation.close()
        try hold(conversation.running.isEmpty && !conversation.isListening, "a closed conversation goes on")
        return isRead
    }

    private static func receive(_ bytes: [UInt8]) throws -> Message? {
        do {
            return try Message(parsing: bytes, limits: .standard)
        } catch {
            try hold([-32700, -32600].contains(error.error.code), "another code: \(error.error.code)")
            try hold((try? JSONValue(parsing: error.reply.json.bytes())) != nil, "a refusal that is no JSON")
            return nil
        }
    }

    private static func answer(_ message: Message, _ conversation: inout Conversation) throws {
        let before = conversation.running.count
        let effects = conversation.receive(message)
        guard case .request(let request) = message else { return }
        let ends = effects.filter { if case .reply(let reply) = $0 { reply.id == request.id } else { false } }
        let begins = conversation.running.count - before + (conversation.listens[request.id] == nil ? 0 : 1)
        try hold(ends.count + begins >= 1 && ends.count <= 1, "a request without an end or a beginning")
        for case .start(let exchange) in effects {
            let ended = conversation.finish(exchange.id, .success(.result([:])))
            try hold(ended.count == 1 && conversation.running[exchange.id] == nil, "an end that ends nothing")
        }
    }

    private static let server = Server(
        .init(name: "fuzz", title: "Fuzz", version: "1", instructions: ""),
        tools: [
            Tool(
                "t",
                title: "t",
                description: "t",
                inputSchema: ["type": "object", "properties": ["r": ["type": "string", "x-mcp-header": "R"]]],
                annotations: .init(readOnly: true, idempotent: true, openWorld: false),
                run: { _, _ in .complete(ToolResult([])) }
            )
        ],
        templates: [ResourceTemplate("a://{b}/c", name: "n", title: "n", description: "n", mimeType: "text/plain")],
        read: { _, _ in nil }
    )
}

extension FuzzEntry {
    /// The head of a request over HTTP, a header a line, and what is made of each part of it.
    static let mcpHead = FuzzEntry("MCPHead", mutants: 8000) { bytes in
        var fields = HTTPFields()
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, let name = HTTPField.Name(String(parts[0])) else { continue }
            fields.append(HTTPField(name: name, value: String(parts[1]).trimmed))
        }
        let host = fields[RoutingHeaders.host]
        let head = HTTPRequest(method: .post, scheme: "http", authority: host, path: "/mcp", headerFields: fields)
        if Sites().refusal(of: head) == nil {
            let name = host?.lowercased() ?? ""
            let isOurs = ["localhost", "127.0.0.1", "[::1]"].contains { name == $0 || name.hasPrefix($0 + ":") }
            try hold(isOurs, "let in as \(name)")
        }
        for field in fields {
            _ = MediaTypes.accepts(field.value, "application/json")
            if let text = RoutingHeaders.decoded(field.value) {
                try hold(text.utf8.count <= 3 * field.value.utf8.count, "longer than it was")
            }
            _ = MirroredParameter.agree(7, field.value)
        }
        return !fields.isEmpty
    }
}
