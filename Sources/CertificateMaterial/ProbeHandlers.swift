import NIOCore
import NIOSSL
import NIOTLS

/// What a completed handshake showed.
struct Handshake: Sendable {
    let certificates: [[UInt8]]
    let tlsVersion: String
    let address: String
}

/// Sits before TLS and looks at the first record only: a peer that does not speak TLS, or that answers with an alert at
/// once, is told apart here exactly, where the TLS library has one error for all of it.
final class FirstRecordHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let target: ProbeTarget
    private let done: EventLoopPromise<Handshake>
    private var record: [UInt8] = []
    private static let length = 7

    init(target: ProbeTarget, done: EventLoopPromise<Handshake>) {
        self.target = target
        self.done = done
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data).readableBytesView
        if record.count < Self.length {
            record.append(contentsOf: bytes.prefix(Self.length - record.count))
            if let fault { done.fail(fault) }
        }
        context.fireChannelRead(data)
    }

    private var fault: ProbeError? {
        guard let type = record.first else { return nil }
        guard (20...24).contains(type) else { return target.error(.plainText, "the peer answered in plain text, not TLS") }
        let isAlert: UInt8 = 21
        let isFatal: UInt8 = 2
        guard record.count == Self.length, type == isAlert, record[5] == isFatal else { return nil }
        let name = TLSAlert.name(record[6])
        return target.error(.alert(name), "the peer answered with the TLS alert \(name)")
    }
}

/// Sits after TLS and completes the promise, one way or the other.
final class HandshakeHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let target: ProbeTarget
    private let done: EventLoopPromise<Handshake>
    /// What the peer presented; filled in before the handshake completes.
    var certificates: [NIOSSLCertificate] = []

    init(target: ProbeTarget, done: EventLoopPromise<Handshake>) {
        self.target = target
        self.done = done
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case TLSUserEvent.handshakeCompleted? = event as? TLSUserEvent else { return context.fireUserInboundEventTriggered(event) }
        do {
            let version = try context.channel.pipeline.syncOperations.handler(type: NIOSSLClientHandler.self).tlsVersion
            let handshake = Handshake(
                certificates: try certificates.map { try $0.toDERBytes() },
                tlsVersion: version.map(name) ?? "unknown",
                address: context.remoteAddress.flatMap(text) ?? "\(target.host):\(target.port)"
            )
            done.succeed(handshake)
        } catch {
            done.fail(error)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        done.fail(target.error(from: error))
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        done.fail(target.error(.closed, "the peer closed the connection during the handshake"))
        context.fireChannelInactive()
    }

    private func name(_ version: TLSVersion) -> String {
        switch version {
        case .tlsv1: "TLSv1"
        case .tlsv11: "TLSv1.1"
        case .tlsv12: "TLSv1.2"
        case .tlsv13: "TLSv1.3"
        }
    }

    private func text(_ address: SocketAddress) -> String? {
        guard let ip = address.ipAddress, let port = address.port else { return nil }
        return ip.contains(":") ? "[\(ip)]:\(port)" : "\(ip):\(port)"
    }
}
