import HTTPTypes
import JSON
import Synchronization
import Testing

@testable import MCP
@testable import MCPFixture

/// Streams of 2026-07-28.
@Suite struct StreamTests {
    private static let subscription = "io.modelcontextprotocol/subscriptionId"

    @Test func `progress that was asked for makes the answer a stream that ends with the result`() async throws {
        let name = "test_tool_with_progress"
        let answer = try await Endpoint().modern("tools/call", "\"name\":\"\(name)\"", name: name, meta: #""progressToken":"p","#)
        #expect(answer.status == 200)
        #expect(answer.header("Content-Type") == "text/event-stream")
        #expect(answer.header("Cache-Control") == "no-cache")
        #expect(answer.header("X-Accel-Buffering") == "no")
        let events = try await answer.events()
        #expect(events.dropLast().map { $0.data?["params"]?["progress"]?.double } == [0, 50, 100])
        #expect(events.last?.data?["result"]?["resultType"] == "complete")
        #expect(events.allSatisfy { $0.id == nil })
    }

    @Test func `what ends before it has something to tell is one object with its own status`() async throws {
        let endpoint = Endpoint()
        let name = "test_missing_capability"
        let refused = try await endpoint.modern("tools/call", "\"name\":\"\(name)\"", name: name, meta: #""progressToken":"p","#)
        #expect(refused.status == 400)
        let text = try await endpoint.modern(
            "tools/call",
            #""name":"test_simple_text""#,
            name: "test_simple_text",
            meta: #""progressToken":"p","#
        )
        #expect(!text.isStream)
        #expect(endpoint.http.openStreams == 0)
    }

    @Test func `a listener is told of what others do, until the server stops`() async throws {
        let endpoint = Endpoint()
        let listener = try await endpoint.modern("subscriptions/listen", #""notifications":{"toolsListChanged":true}"#)
        #expect(listener.isStream)
        #expect(endpoint.http.openStreams == 1)
        _ = try await endpoint.modern(
            "tools/call",
            #""name":"test_trigger_prompt_change""#,
            name: "test_trigger_prompt_change",
            caller: "otto"
        )
        _ = try await endpoint.modern("tools/call", #""name":"test_trigger_tool_change""#, name: "test_trigger_tool_change", caller: "otto")
        await endpoint.http.close()
        let events = try await listener.events()
        #expect(
            events.map { $0.data?["method"]?.string } == [
                "notifications/subscriptions/acknowledged", "notifications/tools/list_changed", nil,
            ]
        )
        #expect(events.last?.data?["result"]?["_meta"]?[Self.subscription] == 1)
        #expect(endpoint.http.openStreams == 0)
    }

    @Test func `a listener that leaves is forgotten`() async throws {
        let server = MCPFixture.server()
        let endpoint = Endpoint(server)
        let listener = try await endpoint.modern("subscriptions/listen", #""notifications":{"toolsListChanged":true}"#)
        #expect(server.notices.count == 1)
        _ = try await listener.events(1)
        #expect(server.notices.count == 0)
        #expect(endpoint.http.openStreams == 0)
    }

    @Test func `who closes the stream of a call cancels it`() async throws {
        let (cancelled, ends) = AsyncStream<Void>.makeStream()
        let slow = MCPFixture.tool("slow", "Never ends by itself.") { _, call in
            call.report(Progress(1))
            await withTaskCancellationHandler {
                for await _ in AsyncStream<Void>.makeStream().stream {}
            } onCancel: {
                ends.finish()
            }
            return .complete(ToolResult([.text("late")]))
        }
        let endpoint = Endpoint(MCPFixture.server(extra: [slow]))
        let answer = try await endpoint.modern("tools/call", #""name":"slow""#, name: "slow", meta: #""progressToken":1,"#)
        #expect(try await answer.events(1).count == 1)
        for await _ in cancelled {}
    }

    @Test func `a stream in which nothing happens shows that it stands`() async throws {
        let ticks = TickingClock()
        let endpoint = Endpoint(rules: .init(keepAlive: .seconds(15), clock: ticks))
        let listener = try await endpoint.modern("subscriptions/listen", #""notifications":{"toolsListChanged":true}"#)
        let events = try await listener.events(3)
        #expect(events.map(\.isBlank) == [false, true, true])
    }

    @Test func `a listener that reads nothing is let go instead of filling the memory`() async throws {
        var limits = Server.Limits()
        limits.pending = 4
        let server = MCPFixture.server(limits: limits)
        let listener = try await Endpoint(server).modern("subscriptions/listen", #""notifications":{"toolsListChanged":true}"#)
        for _ in 0..<100 { server.notices.post(.tools) }
        #expect(try await listener.events().count <= 6)
    }
}

/// A clock on which every sleep is over at once, but a few only.
private final class TickingClock: Clock {
    typealias Instant = ContinuousClock.Instant
    private let left = Mutex(5)
    var now: Instant { ContinuousClock.now }
    var minimumResolution: Duration { .zero }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let isOver = left.withLock { left in
            left -= 1
            return left < 0
        }
        if isOver { throw CancellationError() }
    }
}
