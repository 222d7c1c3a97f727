import NIOCore
import NIOHTTP1

/// What a plain HTTP listener answers with.
package struct ServedPage: Sendable, Hashable {
    package let contentType: String
    package let bytes: [UInt8]
    /// Where the page is instead.
    package let location: String?

    package init(contentType: String, bytes: [UInt8], location: String? = nil) {
        self.contentType = contentType
        self.bytes = bytes
        self.location = location
    }

    package static func redirect(to location: String) -> ServedPage {
        ServedPage(contentType: "text/plain; charset=utf-8", bytes: Array("It is at \(location)\n".utf8), location: location)
    }

    package static func text(_ text: String) -> ServedPage {
        ServedPage(contentType: "text/plain; charset=utf-8", bytes: Array(text.utf8))
    }
}

/// Answers the first request of a connection with a page, then closes: a front end here serves proofs, not traffic.
final class PageHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// The page for a host (lower case, without its port) and path; nil is a 404.
    typealias Page = @Sendable (_ host: String, _ path: String) async -> ServedPage?

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
        let request = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/")
        Self.write(.text("This is not HTTP.\n"), .badRequest, to: request, on: context.channel)
    }

    private func answer(_ head: HTTPRequestHead, on channel: any Channel) {
        let host = (head.headers.first(name: "host") ?? "").split(separator: ":").first.map { $0.lowercased() } ?? ""
        let path = String(head.uri.prefix { $0 != "?" })
        let page = page
        let loop = channel.eventLoop
        loop.makeFutureWithTask { await page(host, path) }.whenSuccess { page in
            let status: HTTPResponseStatus = page == nil ? .notFound : page?.location == nil ? .ok : .movedPermanently
            Self.write(page ?? .text("There is no such page here.\n"), status, to: head, on: channel)
        }
    }

    private static func write(_ page: ServedPage, _ status: HTTPResponseStatus, to request: HTTPRequestHead, on channel: any Channel) {
        let body = ByteBuffer(bytes: page.bytes)
        var headers: HTTPHeaders = [
            "content-type": page.contentType, "content-length": "\(body.readableBytes)", "connection": "close",
        ]
        if let location = page.location { headers.add(name: "location", value: location) }
        let head = HTTPResponseHead(version: request.version, status: status, headers: headers)
        channel.write(HTTPServerResponsePart.head(head), promise: nil)
        if request.method != .HEAD { channel.write(HTTPServerResponsePart.body(.byteBuffer(body)), promise: nil) }
        channel.writeAndFlush(HTTPServerResponsePart.end(nil)).whenComplete { _ in channel.close(promise: nil) }
    }
}
