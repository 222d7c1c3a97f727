import HTTPTypes
import NIOCore
import NIOHTTP1

/// What a site shows at an address.
struct ServedPage: Sendable, Hashable {
    let contentType: String
    let bytes: [UInt8]
    /// Where the page is instead.
    let location: String?

    init(contentType: String, bytes: [UInt8], location: String? = nil) {
        self.contentType = contentType
        self.bytes = bytes
        self.location = location
    }

    static func redirect(to location: String) -> ServedPage {
        ServedPage(contentType: "text/plain; charset=utf-8", bytes: Array("It is at \(location)\n".utf8), location: location)
    }

    static func text(_ text: String) -> ServedPage {
        ServedPage(contentType: "text/plain; charset=utf-8", bytes: Array(text.utf8))
    }

    func response(_ status: Int = 200) -> EmulatorResponse {
        var response = EmulatorResponse(status: location == nil ? status : 301, body: bytes)
        response.headers.set("Content-Type", contentType)
        if let location { response.headers.set("Location", location) }
        return response
    }
}

/// Answers the first request of a connection, then closes: a front end here serves proofs and tokens, not traffic. Bodies are passed over.
final class PageHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    typealias Answer = @Sendable (EmulatorRequest) async -> Outcome

    private let answer: Answer
    private var head: HTTPRequestHead?

    init(answer: @escaping Answer) {
        self.answer = answer
    }

    static func add(to channel: any Channel, answer: @escaping Answer) throws {
        // One request each: no pipelining to keep in order, and a damaged request is answered here.
        try channel.pipeline.syncOperations.configureHTTPServerPipeline(withPipeliningAssistance: false, withErrorHandling: false)
        try channel.pipeline.syncOperations.addHandler(PageHandler(answer: answer))
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
        Self.write(Outcome(response: ServedPage.text("This is not HTTP.\n").response(400)), to: request, on: context.channel)
    }

    private func answer(_ head: HTTPRequestHead, on channel: any Channel) {
        let request = EmulatorRequest(head)
        let answer = answer
        channel.eventLoop.makeFutureWithTask { () -> Outcome in
            let outcome = await answer(request)
            // Cut short, the connection is gone and the answer goes nowhere.
            if outcome.delayMilliseconds > 0 { try? await Task.sleep(for: .milliseconds(outcome.delayMilliseconds)) }
            return outcome
        }.whenSuccess { Self.write($0, to: head, on: channel) }
    }

    private static func write(_ outcome: Outcome, to request: HTTPRequestHead, on channel: any Channel) {
        guard outcome.delivery != .dropped else { return channel.close(promise: nil) }
        let response = outcome.response
        var headers: HTTPHeaders = ["content-length": "\(response.body.count)", "connection": "close"]
        for field in response.headers { headers.add(name: field.name.rawName, value: field.value) }
        let status = HTTPResponseStatus(statusCode: response.status)
        channel.write(
            HTTPServerResponsePart.head(HTTPResponseHead(version: request.version, status: status, headers: headers)),
            promise: nil
        )
        let sent = outcome.delivery == .truncated ? response.body.prefix(response.body.count / 2) : response.body[...]
        if request.method != .HEAD { channel.write(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(bytes: sent))), promise: nil) }
        guard outcome.delivery == .whole else {
            return channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer()))).whenComplete { _ in
                channel.close(promise: nil)
            }
        }
        channel.writeAndFlush(HTTPServerResponsePart.end(nil)).whenComplete { _ in channel.close(promise: nil) }
    }
}

extension EmulatorRequest {
    fileprivate init(_ head: HTTPRequestHead) {
        var headers = HTTPFields()
        for (name, value) in head.headers { headers.set(name, value) }
        self.init(method: head.method.rawValue, authority: head.headers.first(name: "host") ?? "", target: head.uri, headers: headers)
    }
}
