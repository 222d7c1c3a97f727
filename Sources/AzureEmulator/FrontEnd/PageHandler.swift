import NIOCore
import NIOHTTP1

/// Answers the first request of a connection with a page of text, then closes: a front end here serves proofs, not traffic.
final class PageHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// The page for a host (lower case, without its port) and path; nil is a 404.
    typealias Page = @Sendable (_ host: String, _ path: String) async -> String?

    private let page: Page
    private var head: HTTPRequestHead?

    init(page: @escaping Page) {
        self.page = page
    }

    static func add(to channel: any Channel, page: @escaping Page) throws {
        // One request each: no pipelining to keep in order, and a damaged request is answered here.
        try channel.pipeline.syncOperations.configureHTTPServerPipeline(withPipeliningAssistance: false, withErrorHandling: false)
        try channel.pipeline.syncOperations.addHandler(PageHandler(page: page))
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): self.head = head
        case .body: break
        case .end: if let head { answer(head, on: context.channel) }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is HTTPParserError, head == nil else { return context.close(promise: nil) }
        Self.write("This is not HTTP.\n", .badRequest, to: HTTPRequestHead(version: .http1_1, method: .GET, uri: "/"), on: context.channel)
    }

    private func answer(_ head: HTTPRequestHead, on channel: any Channel) {
        let host = (head.headers.first(name: "host") ?? "").split(separator: ":").first.map { $0.lowercased() } ?? ""
        let path = String(head.uri.prefix { $0 != "?" })
        let page = page
        let loop = channel.eventLoop
        loop.makeFutureWithTask { await page(host, path) }.whenSuccess { text in
            Self.write(text ?? "There is no such page here.\n", text == nil ? .notFound : .ok, to: head, on: channel)
        }
    }

    private static func write(_ text: String, _ status: HTTPResponseStatus, to request: HTTPRequestHead, on channel: any Channel) {
        let body = ByteBuffer(string: text)
        let headers: HTTPHeaders = [
            "content-type": "text/plain; charset=utf-8", "content-length": "\(body.readableBytes)", "connection": "close",
        ]
        let head = HTTPResponseHead(version: request.version, status: status, headers: headers)
        channel.write(HTTPServerResponsePart.head(head), promise: nil)
        if request.method != .HEAD { channel.write(HTTPServerResponsePart.body(.byteBuffer(body)), promise: nil) }
        channel.writeAndFlush(HTTPServerResponsePart.end(nil)).whenComplete { _ in channel.close(promise: nil) }
    }
}
