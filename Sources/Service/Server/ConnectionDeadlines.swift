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
    /// When the connection is closed; nil while the client is not waited for.
    private var deadline: NIODeadline?
    /// One for all deadlines: it looks again when they were moved, as most are long before they are reached.
    private var timer: (task: Scheduled<Void>, due: NIODeadline)?
    /// Whom to tell that the client has gone while it is answered.
    private var left: (@Sendable () -> Void)?
    private var hasLeft = false

    init(_ limits: ServerLimits) {
        self.limits = limits
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { close(in: limits.head, context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { stop() }

    func channelActive(context: ChannelHandlerContext) {
        close(in: limits.head, context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        stop()
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
            deadline = nil
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
        let due = context.eventLoop.now + TimeAmount(time)
        deadline = due
        guard timer.map({ $0.due > due }) ?? true else { return }
        timer?.task.cancel()
        look(at: due, context)
    }

    private func look(at due: NIODeadline, _ context: ChannelHandlerContext) {
        let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: due) { self.look(context) }
        timer = (task, due)
    }

    private func look(_ context: ChannelHandlerContext) {
        timer = nil
        guard let deadline else { return }
        if deadline <= context.eventLoop.now { context.close(promise: nil) } else { look(at: deadline, context) }
    }

    private func stop() {
        timer?.task.cancel()
        (timer, deadline) = (nil, nil)
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
