import NIOCore
import NIOPosix
import Testing

@testable import AzureEmulator

@Suite struct PageListenerTests {
    @Test(arguments: [
        ("GET /proof.txt?x=1 HTTP/1.1\r\nHost: A.Example:8080\r\n\r\n", "HTTP/1.1 200", "a.example /proof.txt"),
        ("GET /missing HTTP/1.1\r\nHost: a.example\r\n\r\n", "HTTP/1.1 404", "no such page"),
        ("POST /proof.txt HTTP/1.1\r\nHost: a.example\r\nContent-Length: 3\r\n\r\nabc", "HTTP/1.1 200", "a.example /proof.txt"),
        ("nonsense\r\n\r\n", "HTTP/1.1 400", ""),
    ]) func `a page is found by host and path`(request: String, status: String, body: String) async throws {
        let listener = try await PageListener.start(host: "127.0.0.1", port: 0) { request in
            let page = ServedPage.text(request.path == "/missing" ? "no such page" : "\(request.host) \(request.path)\n")
            return Outcome(response: page.response(request.path == "/missing" ? 404 : 200))
        }
        let answer = try await exchange(request, port: listener.port)
        #expect(answer.hasPrefix(status), "\(answer)")
        #expect(answer.contains(body), "\(answer)")
        await listener.stop()
    }

    @Test func `HEAD gives the length without the page`() async throws {
        let listener = try await PageListener.start(host: "127.0.0.1", port: 0) { _ in
            Outcome(response: ServedPage.text("12345").response(200))
        }
        let answer = try await exchange("HEAD / HTTP/1.1\r\nHost: a.example\r\n\r\n", port: listener.port)
        #expect(answer.contains("content-length: 5"))
        #expect(!answer.contains("12345"))
        await listener.stop()
    }

    @Test(arguments: [(Outcome.Delivery.dropped, ""), (.truncated, "12")]) func `a struck answer breaks off`(
        delivery: Outcome.Delivery,
        body: String
    ) async throws {
        let listener = try await PageListener.start(host: "127.0.0.1", port: 0) { _ in
            Outcome(response: ServedPage.text("12345").response(200), delivery: delivery)
        }
        let answer = try await exchange("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n", port: listener.port)
        #expect(delivery == .dropped ? answer.isEmpty : answer.hasSuffix("\r\n\r\n\(body)"), "\(answer)")
        await listener.stop()
    }

    @Test func `the answerer gets method, query and headers as they were sent`() async throws {
        let listener = try await PageListener.start(host: "127.0.0.1", port: 0) { request in
            let words = [request.method, request.query("a") ?? "", request.headers.value("Metadata") ?? ""]
            return Outcome(response: ServedPage.text(words.joined(separator: "|")).response(200))
        }
        let answer = try await exchange("GET /x?a=1%202 HTTP/1.1\r\nHost: 127.0.0.1:1\r\nMetadata: true\r\n\r\n", port: listener.port)
        #expect(answer.hasSuffix("GET|1 2|true"), "\(answer)")
        await listener.stop()
    }

    /// Sends the request and reads until the peer closes.
    private func exchange(_ request: String, port: Int) async throws -> String {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let answer = loop.makePromise(of: String.self)
        let channel = try await ClientBootstrap(group: loop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Collector(answer: answer)) }
            }
            .connect(host: "127.0.0.1", port: port)
            .get()
        channel.writeAndFlush(ByteBuffer(string: request), promise: nil)
        return try await answer.futureResult.get()
    }
}

private final class Collector: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let answer: EventLoopPromise<String>
    private var text = ""

    init(answer: EventLoopPromise<String>) {
        self.answer = answer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { text += String(buffer: unwrapInboundIn(data)) }
    func channelInactive(context: ChannelHandlerContext) { answer.succeed(text) }
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
