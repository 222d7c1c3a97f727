import HTTPTypes
import JSON
import Testing

@testable import MCP
@testable import MCPFixture

/// Requests by their headers and bytes, sent to the endpoint itself.
struct Endpoint {
    let http: StreamableHTTP

    init(_ server: Server = MCPFixture.server(), rules: StreamableHTTP.Rules = .init()) {
        http = StreamableHTTP(server, rules: rules)
    }

    func send(
        _ method: HTTPRequest.Method,
        _ headers: [(String, String)] = [],
        _ body: String = "",
        caller: String = "anna",
        scopes: Set<String>? = nil
    ) async throws -> HTTPAnswer {
        var fields = HTTPFields()
        for (name, value) in headers { fields.append(HTTPField(name: try #require(HTTPField.Name(name)), value: value)) }
        let authority = fields[values: RoutingHeaders.host].first ?? "127.0.0.1:8474"
        let head = HTTPRequest(method: method, scheme: "http", authority: authority, path: "/mcp", headerFields: fields)
        return await http.answer(head, admit: { .caller(Caller(id: caller, scopes: scopes)) }) { limit in
            body.utf8.count > limit ? nil : Array(body.utf8)
        }
    }

    static let form = [("Content-Type", "application/json"), ("Accept", "application/json, text/event-stream")]

    /// A request of 2026-07-28 with all its headers, but for what is changed.
    func modern(
        _ method: String,
        _ params: String = "",
        name: String? = nil,
        changing changes: [String: String?] = [:],
        meta: String = "",
        capabilities: String = "{}",
        caller: String = "anna",
        scopes: Set<String>? = nil
    ) async throws -> HTTPAnswer {
        var headers = Self.form + [("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", method)]
        if let name { headers.append(("Mcp-Name", name)) }
        for (key, value) in changes {
            headers.removeAll { $0.0 == key }
            if let value { headers.append((key, value)) }
        }
        let body = Talk.modern(method, params, capabilities: capabilities).replacing(#""_meta":{"#, with: #""_meta":{\#(meta)"#)
        return try await send(.post, headers, body, caller: caller, scopes: scopes)
    }

    func legacy(_ body: String, session: String? = nil, version: String? = "2025-11-25", caller: String = "anna") async throws -> HTTPAnswer
    {
        var headers = Self.form
        if let version { headers.append(("MCP-Protocol-Version", version)) }
        if let session { headers.append(("Mcp-Session-Id", session)) }
        return try await send(.post, headers, body, caller: caller)
    }

    /// The id of a new session.
    func begin(_ version: String = "2025-11-25", capabilities: String = "{}", caller: String = "anna") async throws -> String {
        let answer = try await legacy(
            #"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"\#(version)","capabilities":\#(capabilities)}}"#,
            version: nil,
            caller: caller
        )
        #expect(answer.status == 200)
        return try #require(answer.header("Mcp-Session-Id"))
    }
}

extension HTTPAnswer {
    var status: Int { head.status.code }

    func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { head.headerFields[$0] } }

    var json: JSONValue? {
        if case .bytes(let bytes) = body { try? JSONValue(parsing: bytes) } else { nil }
    }

    var code: Int? { json?["error"]?["code"]?.int }
    var isEmpty: Bool { if case .bytes(let bytes) = body { bytes.isEmpty } else { false } }
    var isStream: Bool { if case .events = body { true } else { false } }

    /// All of a stream, or as many events as are wanted, after which the reader leaves.
    func events(_ wanted: Int = .max) async throws -> [StreamEvent] {
        guard case .events(let stream) = body else { return [] }
        struct Enough: Error {}
        var events: [StreamEvent] = []
        do {
            try await stream.write { bytes in
                events.append(StreamEvent(String(decoding: bytes, as: UTF8.self)))
                if events.count == wanted { throw Enough() }
            }
        } catch is Enough {}
        return events
    }
}

struct StreamEvent {
    let id: String?
    let data: JSONValue?
    let retry: Int?
    let isBlank: Bool

    init(_ text: String) {
        func value(_ name: String) -> String? {
            text.split(separator: "\n").first { $0.hasPrefix(name + ":") }.map { $0.dropFirst(name.count + 1).trimmed }
        }
        id = value("id")
        data = value("data").flatMap { try? JSONValue(parsing: $0) }
        retry = value("retry").flatMap { Int($0) }
        isBlank = data == nil
    }
}
