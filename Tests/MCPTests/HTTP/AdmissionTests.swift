import HTTPTypes
import JSON
import Testing

@testable import MCP
@testable import MCPFixture

/// What a request is turned away for before anybody reads what it wants, each in its place in the order.
@Suite struct AdmissionTests {
    private let endpoint = Endpoint()

    @Test(arguments: [
        "https://evil.example", "http://localhost.evil.example", "null", "http://localhost@evil.example",
        "http://127.0.0.1.evil.example:80",
        "http://localhost:0", "http://localhost:x", "file://localhost", "http://localhost/x", "",
    ])
    func `a page of a stranger is refused on every method`(origin: String) async throws {
        for method in [HTTPRequest.Method.post, .get, .delete, .options] {
            let answer = try await endpoint.send(method, [("Origin", origin)])
            #expect(answer.status == 403)
            #expect(answer.json?["id"] == JSONValue.null)
        }
    }

    @Test(arguments: ["http://localhost", "http://localhost:3000", "https://127.0.0.1:8443", "http://[::1]:5173", "HTTP://LOCALHOST"])
    func `a page of this machine is not`(origin: String) async throws {
        #expect(try await endpoint.modern("tools/list", changing: ["Origin": origin]).status == 200)
    }

    @Test(arguments: [
        "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "localhost:99999", "", "evil.example:8474", "a@localhost",
    ])
    func `a name that is not this server's is refused`(host: String) async throws {
        #expect(try await endpoint.modern("tools/list", changing: ["Host": host]).status == 403)
    }

    @Test func `names and pages that were configured are taken, and no others`() async throws {
        let sites = Sites(hosts: ["certs.example.org"], origins: ["https://desk.example.org"])
        let open = Endpoint(rules: .init(sites: sites))
        func status(_ host: String, _ origin: String) async throws -> Int {
            try await open.modern("tools/list", changing: ["Host": host, "Origin": origin]).status
        }
        #expect(try await status("certs.example.org", "https://desk.example.org") == 200)
        #expect(try await status("Certs.Example.org:443", "https://desk.example.org") == 200)
        #expect(try await status("certs.example.org", "http://desk.example.org") == 403)
        #expect(try await status("certs.example.org", "https://desk.example.org:8443") == 403)
        #expect(try await status("other.example.org", "https://desk.example.org") == 403)
    }

    @Test(arguments: [HTTPRequest.Method.get, .delete, .put, .patch, .head])
    func `without a session there is only POST`(method: HTTPRequest.Method) async throws {
        let answer = try await endpoint.send(method, [("Accept", "text/event-stream")])
        #expect(answer.status == 405)
        #expect(answer.header("Allow") == "POST")
        let modern = [("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Session-Id", "x"), ("Last-Event-ID", "1-1")]
        #expect(try await endpoint.send(method, modern).status == 405)
    }

    @Test func `a token is looked at before the body, and after host and method`() async throws {
        let refused = HTTPAnswer(.unauthorized)
        func status(_ method: HTTPRequest.Method, host: String) async -> Int {
            let head = HTTPRequest(method: method, scheme: "http", authority: host, path: "/mcp")
            return await endpoint.http.answer(head, admit: { .refused(refused) }) { _ in
                Issue.record("the body was read")
                return nil
            }.status
        }
        #expect(await status(.post, host: "localhost") == 401)
        #expect(await status(.put, host: "localhost") == 405)
        #expect(await status(.post, host: "evil.example") == 403)
    }

    @Test func `a body over the limit is refused`() async throws {
        var limits = Server.Limits()
        limits.messageBytes = 200
        let small = Endpoint(MCPFixture.server(limits: limits))
        let answer = try await small.modern("tools/list", #""pad":"\#(String(repeating: "x", count: 300))""#)
        #expect(answer.status == 413)
        #expect(answer.code == -32600)
    }

    @Test(arguments: ["text/plain", "", "application/jsonp", "application/json-rpc"])
    func `a body that is not said to be JSON is refused`(type: String) async throws {
        #expect(try await endpoint.modern("tools/list", changing: ["Content-Type": type]).status == 415)
    }

    @Test func `parameters of the content type do not matter`() async throws {
        #expect(try await endpoint.modern("tools/list", changing: ["Content-Type": "Application/JSON; charset=utf-8"]).status == 200)
    }

    @Test(arguments: [
        ("application/json", 406), ("text/event-stream", 406), ("text/html", 406), ("application/json;q=0, text/event-stream", 406),
        ("*/*", 200), ("application/*, text/*;q=0.5", 200), ("text/event-stream , APPLICATION/JSON;q=0.1", 200),
    ])
    func `both forms of an answer have to be acceptable`(accept: String, status: Int) async throws {
        #expect(try await endpoint.modern("tools/list", changing: ["Accept": accept]).status == status)
    }

    @Test(arguments: [
        ("", -32700), ("{", -32700), ("\u{FEFF}\u{FEFF}{}", -32700), ("[]", -32600),
        (#"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#, -32600),
        (#"{"jsonrpc":"2.0","id":null,"method":"tools/list"}"#, -32600), (#"{"jsonrpc":"2.0","id":1}"#, -32600),
    ])
    func `what is no message is 400 with the code of what is wrong`(body: String, code: Int) async throws {
        let answer = try await endpoint.send(.post, Endpoint.form + [("MCP-Protocol-Version", "2026-07-28")], body)
        #expect(answer.status == 400)
        #expect(answer.code == code)
    }

    @Test func `a message that names neither version nor session is refused`() async throws {
        let answer = try await endpoint.send(.post, Endpoint.form, #"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#)
        #expect(answer.status == 400)
        #expect(answer.code == -32600)
    }

    @Test(arguments: ["1999-01-01", "2024-11-05", "junk"])
    func `a version in the header that is none of ours is refused in every revision`(version: String) async throws {
        let session = try await endpoint.begin()
        let ping = #"{"jsonrpc":"2.0","id":1,"method":"ping"}"#
        #expect(try await endpoint.legacy(ping, session: session, version: version).status == 400)
        #expect(try await endpoint.legacy(ping, version: version).status == 400)
        let headers = [("MCP-Protocol-Version", version), ("Mcp-Session-Id", session), ("Accept", "text/event-stream")]
        #expect(try await endpoint.send(.get, headers).status == 400)
        #expect(try await endpoint.send(.delete, headers).status == 400)
    }
}
