import NIOCore
import NIOPosix

/// A DNS server on UDP and TCP of one port; what it says is decided by a closure.
package struct DNSListener: Sendable {
    package let port: Int
    private let udp: any Channel
    private let tcp: Listener

    /// The name comes in lower case without the root's dot.
    package typealias Answer = @Sendable (_ name: String, _ type: DNSRecordType) async -> DNSAnswer

    /// Port 0 picks one that is free for both.
    package static func start(host: String, port: Int, answer: @escaping Answer) async throws -> DNSListener {
        for _ in 0..<15 where port == 0 {
            // The port that UDP was given may be taken for TCP; then another is tried.
            if let listener = try? await bind(host: host, port: 0, answer) { return listener }
        }
        return try await bind(host: host, port: port, answer)
    }

    package func stop() async {
        await tcp.stop()
        // Closing fails only when the socket is closed already.
        try? await udp.close().get()
    }

    private static func bind(host: String, port: Int, _ answer: @escaping Answer) async throws -> DNSListener {
        let udp = try await DatagramBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(DatagramHandler(answer: answer)) }
            }
            .bind(host: host, port: port)
            .get()
        let bound = udp.localAddress?.port ?? port
        do {
            let tcp = try await Listener.start(host: host, port: bound) { channel in
                try channel.pipeline.syncOperations.addHandlers([ByteToMessageHandler(DNSFrames()), StreamHandler(answer: answer)])
            }
            return DNSListener(port: bound, udp: udp, tcp: tcp)
        } catch {
            try? await udp.close().get()
            throw error
        }
    }

    /// Nil when the bytes deserve no answer.
    static func reply(to bytes: [UInt8], limit: (DNSQuery) -> Int, _ answer: Answer) async -> [UInt8]? {
        switch DNSRequest(bytes) {
        case .noise: return nil
        case .faulty(let id, let code): return DNSReply.bytes(toFaulty: id, code)
        case .query(let query):
            let (internet, any): (UInt16, UInt16) = (1, 255)
            guard query.recordClass == internet || query.recordClass == any else {
                return DNSReply.bytes(to: query, DNSAnswer(code: .refused))
            }
            return DNSReply.bytes(to: query, await answer(query.name.lowercased(), query.type), limit: limit(query))
        }
    }
}

private final class DatagramHandler: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>

    private let answer: DNSListener.Answer

    init(answer: @escaping DNSListener.Answer) {
        self.answer = answer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let envelope = unwrapInboundIn(data)
        let (channel, answer) = (context.channel, answer)
        let bytes = Array(envelope.data.readableBytesView)
        context.eventLoop.makeFutureWithTask { await DNSListener.reply(to: bytes, limit: DNSReply.udpLimit, answer) }.whenSuccess { reply in
            guard let reply else { return }
            channel.writeAndFlush(AddressedEnvelope(remoteAddress: envelope.remoteAddress, data: ByteBuffer(bytes: reply)), promise: nil)
        }
    }

    /// A datagram that cannot be sent back concerns its asker alone, not the socket.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {}
}

/// Over TCP each message follows its length in two bytes.
private struct DNSFrames: ByteToMessageDecoder {
    typealias InboundOut = ByteBuffer

    mutating func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) throws -> DecodingState {
        guard let frame = buffer.readLengthPrefixedSlice(as: UInt16.self) else { return .needMoreData }
        context.fireChannelRead(wrapInboundOut(frame))
        return .continue
    }
}

private final class StreamHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let answer: DNSListener.Answer

    init(answer: @escaping DNSListener.Answer) {
        self.answer = answer
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = Array(unwrapInboundIn(data).readableBytesView)
        let (channel, answer) = (context.channel, answer)
        context.eventLoop.makeFutureWithTask { await DNSListener.reply(to: bytes, limit: { _ in Int(UInt16.max) }, answer) }
            .whenSuccess { reply in
                guard let reply, let length = UInt16(exactly: reply.count) else { return channel.close(promise: nil) }
                var buffer = ByteBuffer()
                buffer.writeInteger(length)
                buffer.writeBytes(reply)
                channel.writeAndFlush(buffer, promise: nil)
            }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
