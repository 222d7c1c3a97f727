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
        let listener = try await PageListener.start(host: "127.0.0.1", port: 0) { host, path in
            path == "/missing" ? nil : .text("\(host) \(path)\n")
        }
        let answer = try await exchange(request, port: listener.port)
        #expect(answer.hasPrefix(status), "\(answer)")
        #expect(answer.contains(body), "\(answer)")
        await listener.stop()
    }

    @Test func `HEAD gives the length without the page`() async throws {
        let listener = try await PageListener.start(host: "127.0.0.1", port: 0) { _, _ in .text("12345") }
        let answer = try await exchange("HEAD / HTTP/1.1\r\nHost: a.example\r\n\r\n", port: listener.port)
        #expect(answer.contains("content-length: 5"))
        #expect(!answer.contains("12345"))
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
