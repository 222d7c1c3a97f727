import JSON

@testable import MCP
@testable import MCPFixture

/// A conversation told as a script: messages by their text, and what a handler came to at once.
struct Talk {
    var conversation: Conversation

    init(_ server: Server = MCPFixture.server(), caller: String = "anna", scopes: Set<String>? = nil) {
        conversation = Conversation(server, caller: Caller(id: caller, scopes: scopes))
    }

    /// What comes back for a message, with the handlers run to their end; a question to the client is among it.
    mutating func say(_ text: String) async throws -> [JSONValue] {
        var sent: [JSONValue] = []
        var effects = conversation.receive(try Message(parsing: Array(text.utf8), limits: .standard))
        while !effects.isEmpty {
            switch effects.removeFirst() {
            case .send(let message, _): sent.append(message)
            case .reply(let reply): sent.append(reply.json)
            case .start(let exchange): effects += conversation.finish(exchange.id, await exchange.run(.none))
            case .cancel(let id): sent.append(["cancelled": id.json])
            }
        }
        return sent
    }

    mutating func open(_ version: String = "2025-11-25", _ capabilities: String = "{}") async throws -> JSONValue? {
        try await say(
            #"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"\#(version)","capabilities":\#(capabilities),"clientInfo":{"name":"t","version":"1"}}}"#
        ).first
    }

    /// A request of 2026-07-28.
    mutating func ask(
        _ method: String,
        _ params: String = "",
        id: String = "1",
        capabilities: String = "{}",
        version: String = "2026-07-28"
    )
        async throws -> [JSONValue]
    {
        try await say(Self.modern(method, params, id: id, capabilities: capabilities, version: version))
    }

    static func modern(
        _ method: String,
        _ params: String = "",
        id: String = "1",
        capabilities: String = "{}",
        version: String = "2026-07-28"
    )
        -> String
    {
        let meta =
            #""_meta":{"io.modelcontextprotocol/protocolVersion":"\#(version)","io.modelcontextprotocol/clientCapabilities":\#(capabilities)}"#
        let separator = params.isEmpty ? "" : ","
        return #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":{\#(params)\#(separator)\#(meta)}}"#
    }
}

extension [JSONValue] {
    var code: Int? { last?["error"]?["code"]?.int }
    var result: JSONValue? { last?["result"] }
}
