import NIOCore
import NIOHTTPTypes

/// Closes a connection that takes too long to say what it wants: its head, its body, or anything at all.
///
/// An answer may take as long as it takes; it is the client's part that is timed. A client that goes on sending a body after it was
/// answered is cut off.
final class ConnectionDeadlines: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let limits: ServerLimits
    private var isReading = false
    private var answering = 0
    private var timer: Scheduled<Void>?
    /// Whom to tell that the client has gone while it is answered.
    private var left: (@Sendable () -> Void)?
    private var hasLeft = false

    init(_ limits: ServerLimits) {
        self.limits = limits
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { close(in: limits.head, context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

    func channelActive(context: ChannelHandlerContext) {
        close(in: limits.head, context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        leave()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let asked = event as? ClientLeft {
            left = asked.call
            if hasLeft { leave() }
            return
        }
        if case .inputClosed? = event as? ChannelEvent { leave() }
        context.fireUserInboundEventTriggered(event)
    }

    private func leave() {
        hasLeft = true
        left?()
        left = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            (isReading, answering) = (true, answering &+ 1)
            close(in: limits.body, context)
        case .body: break
        case .end:
            isReading = false
            timer?.cancel()
            if answering <= 0 { close(in: limits.idle, context) }
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) {
            answering &-= 1
            left = nil
            if isReading {
                close(in: limits.afterAnswer, context)
            } else if answering <= 0 {
                close(in: limits.idle, context)
            }
        }
        context.write(data, promise: promise)
    }

    private func close(in time: Duration, _ context: ChannelHandlerContext) {
        timer?.cancel()
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(time)) { context.close(promise: nil) }
    }
}

/// Asks the connection to tell when its client has gone; the last one who asked is told.
struct ClientLeft: Sendable {
    let call: @Sendable () -> Void
}

/// What one connection may take.
package struct ServerLimits: Sendable {
    /// From the first byte to the end of the head, and so for a connection that says nothing.
    package var head: Duration = .seconds(10)
    /// From the head to the end of the body.
    package var body: Duration = .seconds(30)
    /// Between an answer and the next request.
    package var idle: Duration = .seconds(75)
    /// For the rest of a body nobody reads any more.
    package var afterAnswer: Duration = .seconds(2)
    /// For requests that are being answered when the end is asked for.
    package var goodbye: Duration = .seconds(20)
    package var headBytes = 32 << 10
    package var connections = 4096

    package init() {}
}
