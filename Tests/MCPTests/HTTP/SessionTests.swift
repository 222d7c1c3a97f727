import FoundationEssentials
import HTTPTypes
import JSON
import Synchronization
import Testing

@testable import MCP
@testable import MCPFixture

/// Sessions of 2025-06-18 and 2025-11-25.
@Suite struct SessionTests {
    private let endpoint = Endpoint()
    private let ping = #"{"jsonrpc":"2.0","id":1,"method":"ping"}"#
    private func call(_ name: String, id: Int = 5) -> String {
        #"{"jsonrpc":"2.0","id":\#(id),"method":"tools/call","params":{"name":"\#(name)","_meta":{"progressToken":"p"}}}"#
    }

    @Test func `a session has an id nobody guesses, in visible letters`() async throws {
        let (first, second) = (try await endpoint.begin(), try await endpoint.begin())
        #expect(first != second)
        #expect(first.utf8.count >= 32)
        #expect(first.utf8.allSatisfy { (0x21...0x7E).contains($0) })
        #expect(try await endpoint.legacy(ping, session: first).json?["result"] == [:])
        #expect(try await endpoint.legacy(ping, session: second, version: nil).status == 200)
    }

    @Test func `a handshake that fails opens none`() async throws {
        let answer = try await endpoint.legacy(#"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{}}"#, version: nil)
        #expect(answer.status == 200)
        #expect(answer.code == -32602)
        #expect(answer.header("Mcp-Session-Id") == nil)
        #expect(endpoint.http.sessions.count == 0)
    }

    @Test func `notifications and answers are accepted without a word`() async throws {
        let session = try await endpoint.begin()
        for body in [#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#, #"{"jsonrpc":"2.0","id":"ask-9","result":{}}"#] {
            let answer = try await endpoint.legacy(body, session: session)
            #expect(answer.status == 202)
            #expect(answer.isEmpty)
        }
    }

    @Test func `a request without the session is 400, and with one that ended 404`() async throws {
        #expect(try await endpoint.legacy(ping).status == 400)
        let session = try await endpoint.begin()
        let headers = [("Mcp-Session-Id", session), ("MCP-Protocol-Version", "2025-11-25"), ("Accept", "text/event-stream")]
        #expect(try await endpoint.send(.delete, headers).status == 204)
        #expect(try await endpoint.legacy(ping, session: session).status == 404)
        #expect(try await endpoint.send(.get, headers).status == 404)
        #expect(try await endpoint.send(.delete, headers).status == 404)
    }

    @Test func `a session is of the caller that began it`() async throws {
        let session = try await endpoint.begin()
        #expect(try await endpoint.legacy(ping, session: session, caller: "otto").status == 404)
        #expect(try await endpoint.send(.delete, [("Mcp-Session-Id", session)], caller: "otto").status == 404)
        #expect(try await endpoint.legacy(ping, session: session).status == 200)
    }

    @Test func `an error inside travels with 200`() async throws {
        let session = try await endpoint.begin()
        let answer = try await endpoint.legacy(#"{"jsonrpc":"2.0","id":1,"method":"no/such"}"#, session: session)
        #expect(answer.status == 200)
        #expect(answer.code == -32601)
    }

    @Test func `progress comes on the stream of its request, after an event to resume from`() async throws {
        let session = try await endpoint.begin()
        let events = try await endpoint.legacy(call("test_tool_with_progress"), session: session).events()
        #expect(events.first?.isBlank == true)
        #expect(events.first?.id?.hasSuffix("-0") == true)
        #expect(events.dropFirst().dropLast().map { $0.data?["params"]?["progress"]?.double } == [0, 50, 100])
        #expect(events.last?.data?["id"] == 5)
        #expect(Set(events.compactMap(\.id)).count == events.count)
    }

    @Test func `in 2025-06-18 every event holds a message`() async throws {
        let session = try await endpoint.begin("2025-06-18")
        let events = try await endpoint.legacy(call("test_tool_with_progress"), session: session, version: "2025-06-18").events()
        #expect(events.allSatisfy { !$0.isBlank })
    }

    @Test func `a client that lost its stream resumes it, and it alone, where it broke`() async throws {
        let session = try await endpoint.begin()
        let broken = try await endpoint.legacy(call("test_tool_with_progress"), session: session).events(2)
        let last = try #require(broken.last?.id)
        func resume(_ id: String) async throws -> HTTPAnswer {
            try await endpoint.send(.get, [("Mcp-Session-Id", session), ("Accept", "text/event-stream"), ("Last-Event-ID", id)])
        }
        let rest = try await resume(last).events()
        #expect(rest.last?.data?["id"] == 5)
        #expect(rest.dropLast().compactMap { $0.data?["params"]?["progress"]?.double } == [50, 100])
        // Once more, now that it is over.
        #expect(try await resume(last).events().count == rest.count)
        for id in ["9-1", "x", "1", "1-999", "-1-0"] { #expect(try await resume(id).status == 400) }
    }

    @Test func `a server that hangs up says when to come back, and loses nothing`() async throws {
        let session = try await endpoint.begin()
        let events = try await endpoint.legacy(call("test_reconnection"), session: session).events()
        #expect(events.last?.retry == 500)
        #expect(!events.contains { $0.data?["result"] != nil })
        let last = try #require(events.last { $0.id != nil }?.id)
        let headers = [("Mcp-Session-Id", session), ("Accept", "text/event-stream"), ("Last-Event-ID", last)]
        let rest = try await endpoint.send(.get, headers).events()
        #expect(rest.last?.data?["result"]?["content"]?[0]?["text"] == "Reconnection test completed.")
    }

    @Test func `a question comes on the stream of its call, and its answer by a request of its own`() async throws {
        let session = try await endpoint.begin(capabilities: #"{"elicitation":{}}"#)
        let answer = try await endpoint.legacy(call("test_elicitation"), session: session)
        guard case .events(let stream) = answer.body else {
            Issue.record("no stream")
            return
        }
        var last: JSONValue?
        try await stream.write { bytes in
            guard let data = StreamEvent(String(decoding: bytes, as: UTF8.self)).data else { return }
            last = data
            guard data["method"] == "elicitation/create", let id = data["id"]?.string else { return }
            let reply = #"{"jsonrpc":"2.0","id":"\#(id)","result":{"action":"decline"}}"#
            let status = try await endpoint.legacy(reply, session: session).status
            #expect(status == 202)
        }
        #expect(last?["result"]?["content"]?[0]?["text"]?.string?.contains("action=decline") == true)
    }

    @Test func `what belongs to no request goes to the one stream that was opened for it`() async throws {
        let session = try await endpoint.begin()
        let headers = [("Mcp-Session-Id", session), ("Accept", "text/event-stream")]
        let (older, stream) = (try await endpoint.send(.get, headers), try await endpoint.send(.get, headers))
        _ = try await endpoint.legacy(call("test_trigger_tool_change"), session: session)
        let heard = try await stream.events(2)
        #expect(heard.last?.data?["method"] == "notifications/tools/list_changed")
        #expect(try await older.events().allSatisfy(\.isBlank))
    }

    @Test func `sessions are bounded, and those long unused go`() async throws {
        let now = Mutex(Date(timeIntervalSince1970: 1_800_000_000))
        let endpoint = Endpoint(MCPFixture.server(now: { now.withLock { $0 } }))
        let first = try await endpoint.begin()
        for _ in 0..<64 {
            now.withLock { $0 += 1 }
            _ = try await endpoint.begin()
        }
        #expect(endpoint.http.sessions.count == 64)
        #expect(try await endpoint.legacy(ping, session: first).status == 404)
        now.withLock { $0 += 4000 }
        _ = try await endpoint.begin(caller: "otto")
        #expect(endpoint.http.sessions.count == 1)
    }
}
