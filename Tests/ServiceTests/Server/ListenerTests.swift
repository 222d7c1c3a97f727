import Foundation
import Hummingbird
import NIOCore
import Testing

@testable import Service

@Suite struct ListenerTests {
    static let routes = [
        Route(.get, "/hello") { _ in .text(200, "hello") },
        Route(.post, "/echo", mostBody: 10) { request in .bytes(200, try await request.body(), type: "text/plain") },
        Route(.get, "/broken") { _ in throw CancellationError() },
    ]

    @Test func `requests one behind the other on a connection are answered in order`() async throws {
        try await listening(to: Self.routes) { client in
            let one = "GET /hello HTTP/1.1\nHost: localhost\n\n"
            let two = "POST /echo HTTP/1.1\nHost: localhost\nContent-Length: 3\n\nabc"
            let answers = try await client.send(one + two + one, answers: 3)
            #expect(answers.map(\.body) == ["hello", "abc", "hello"])
            #expect(answers.allSatisfy { $0.header("x-content-type-options") == ["nosniff"] && $0.header("cache-control") == ["no-store"] })
        }
    }

    @Test(arguments: ["Content-Length: 11\n\n01234567890", "Transfer-Encoding: chunked\n\nb\n01234567890\n0\n\n"])
    func `a body over the limit is refused, said how long it may be or not`(rest: String) async throws {
        try await listening(to: Self.routes) { client in
            let answer = try #require(try await client.send("POST /echo HTTP/1.1\nHost: localhost\n" + rest).first)
            #expect(answer.status == 413 && answer.body.contains("10 bytes"), "\(answer)")
        }
    }

    @Test func `who was answered and goes on sending is cut off`() async throws {
        var limits = ServerLimits()
        limits.afterAnswer = .milliseconds(10)
        try await listening(to: Self.routes, limits: limits) { client in
            // More answers than come: the client reads until the server closes.
            let answers = try await client.send("POST /echo HTTP/1.1\nHost: localhost\nContent-Length: 1000000\n\nxxx", answers: 9)
            #expect(answers.map(\.status) == [413])
        }
    }

    @Test(arguments: ["", "GET /hello HTTP/1.1\nHost: loc", "POST /echo HTTP/1.1\nHost: localhost\nContent-Length: 5\n\nab"])
    func `a connection that does not say what it wants is closed`(text: String) async throws {
        var limits = ServerLimits()
        (limits.head, limits.body, limits.idle) = (.milliseconds(20), .milliseconds(20), .milliseconds(20))
        try await listening(to: Self.routes, limits: limits) { client in
            let answers = try await client.send(text)
            #expect(!answers.contains { $0.status == 200 })
        }
    }

    @Test(arguments: [
        "GET /hello HTTP/1.1\n\n", "GET /hello HTTP/1.1\nHost: localhost\nHost: localhost\n\n",
        "GET http://localhost/hello HTTP/1.1\n\n",
        "POST /echo HTTP/1.1\nHost: localhost\nContent-Length: 1\nContent-Length: 2\n\nab",
        "POST /echo HTTP/1.1\nHost: localhost\nContent-Length: 1\nTransfer-Encoding: chunked\n\n1\na\n0\n\n", "nonsense\n\n",
        "GET /hello HTTP/1.1\nHost : localhost\n\n",
    ])
    func `a request that could be read in two ways is read in none`(text: String) async throws {
        try await listening(to: Self.routes) { client in
            let answers = try await client.send(text)
            #expect(answers.map(\.status) == [400], "\(answers)")
        }
    }

    @Test func `a target written as a whole address is judged by the host the request names`() async throws {
        try await listening(to: Self.routes) { client in
            let foreign = try await client.send("GET http://localhost/hello HTTP/1.1\nHost: evil.example\n\n")
            #expect(foreign.map(\.status) == [421], "\(foreign)")
        }
    }

    @Test func `a head without end is refused`() async throws {
        try await listening(to: Self.routes) { client in
            let field = "X-Long: " + String(repeating: "x", count: 40_000)
            let answers = try await client.send("GET /hello HTTP/1.1\nHost: localhost\n\(field)\n\n")
            #expect(answers.filter { $0.status == 200 }.isEmpty)
        }
    }

    @Test func `what went wrong inside stays inside`() async throws {
        try await listening(to: Self.routes) { client in
            let answer = try await client.get("/broken")
            #expect(answer.status == 500 && !answer.body.contains("Cancellation"))
        }
    }

    @Test func `a wrong method is told which are right`() async throws {
        try await listening(to: Self.routes) { client in
            let answer = try await client.get("/hello", method: "DELETE")
            #expect(answer.status == 405 && answer.header("allow") == ["GET"])
            let head = try await client.get("/hello", headers: ["Connection: close"], method: "HEAD")
            #expect(head.status == 200 && head.body.isEmpty)
        }
    }

    @Test func `what is being answered when the end is asked for is answered`() async throws {
        let (began, begin) = AsyncStream<Void>.makeStream()
        let (goes, go) = AsyncStream<Void>.makeStream()
        let route = Route(.get, "/slow") { _ in
            begin.yield()
            for await _ in goes { break }
            return .text(200, "done")
        }
        let listener = try await Listener.start(try #require(ListenAddress("127.0.0.1:0")), routes: [route], metrics: PrometheusMetrics())
        let client = RawClient(port: listener.port)
        async let answer = client.get("/slow")
        for await _ in began { break }
        async let stopped: Void = listener.stop()
        go.yield()
        #expect(try await answer.body == "done")
        await stopped
        await #expect(throws: RawClient.NoConnection.self) { _ = try await client.get("/slow") }
    }

    @Test func `an address that is taken is said with its reason`() async throws {
        try await listening(to: Self.routes) { client in
            let address = try #require(ListenAddress("127.0.0.1:\(client.port)"))
            await #expect(throws: Listener.NotListening.self) {
                try await Listener.start(address, routes: Self.routes, metrics: PrometheusMetrics())
            }
        }
    }

    @Test(arguments: [
        ("127.0.0.1:8474", true), ("[::1]:0", true), ("localhost:1", true), ("0.0.0.0:1", false), ("[::]:1", false), ("10.0.0.1:1", false),
    ])
    func `loopback is known from everything else`(text: String, isLoopback: Bool) throws {
        #expect(try #require(ListenAddress(text)).isLoopback == isLoopback)
    }

    @Test(arguments: ["8474", "127.0.0.1", "::1:8474", "host:", "host:65536", "host:-1", ":80", "host:80x"])
    func `what is no address and port is none`(text: String) {
        #expect(ListenAddress(text) == nil)
    }
}
