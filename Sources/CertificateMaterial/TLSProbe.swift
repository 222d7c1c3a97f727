import FoundationEssentials
import NIOCore
import NIOPosix
import NIOSSL

/// What a server shows to a client that asks for one host name.
package struct ProbeReport: Sendable {
    /// As presented: leaf first.
    package let chain: [CertificateFacts]
    package let verdict: ChainVerdict
    /// "TLSv1.3".
    package let tlsVersion: String
    /// The IP address and port that answered.
    package let address: String

    package var leaf: CertificateFacts? { chain.first }
}

/// One real handshake with a server, to see which certificate it serves.
package enum TLSProbe {
    /// Connects to `address`, or to the host name itself, and asks for `hostName` by SNI. The chain is verified at `date`, not at
    /// the machine's clock; a chain that fails is still reported, with the reason as its verdict.
    package static func run(
        hostName: String,
        port: Int = 443,
        address: (host: String, port: Int)? = nil,
        roots: TrustRoots = .system,
        at date: Date,
        timeout: Duration = .seconds(10)
    ) async throws(ProbeError) -> ProbeReport {
        let target = ProbeTarget(hostName: hostName, host: address?.host ?? hostName, port: address?.port ?? port)
        guard HostName.isValid(hostName) else { throw target.error(.invalidHostName, "\(hostName) is not a DNS host name") }
        guard (1...65_535).contains(target.port) else { throw target.error(.unreachable, "\(target.port) is not a port") }
        let handshake: Handshake
        do {
            handshake = try await connect(target, timeout: TimeAmount(timeout))
        } catch {
            throw target.error(from: error)
        }
        let chain = try certificates(of: handshake, target)
        let verdict = await ChainCheck.verify(chain: chain, roots: roots, hostName: hostName, at: date)
        return ProbeReport(chain: chain, verdict: verdict, tlsVersion: handshake.tlsVersion, address: handshake.address)
    }

    private static func certificates(of handshake: Handshake, _ target: ProbeTarget) throws(ProbeError) -> [CertificateFacts] {
        guard !handshake.certificates.isEmpty else { throw target.error(.unreadable, "the peer presented no certificate") }
        var chain: [CertificateFacts] = []
        for der in handshake.certificates {
            do {
                chain.append(try CertificateFacts(der: der))
            } catch {
                throw target.error(.unreadable, "the peer's certificate cannot be read (\(error.reason))")
            }
        }
        return chain
    }

    private static func connect(_ target: ProbeTarget, timeout: TimeAmount) async throws -> Handshake {
        let context = try tlsContext()
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let done = loop.makePromise(of: Handshake.self)
        let deadline = loop.scheduleTask(in: timeout) {
            done.fail(target.error(.timeout, "no handshake within \(timeout.nanoseconds / 1_000_000) ms"))
        }
        let connection = ClientBootstrap(group: loop)
            .connectTimeout(timeout)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try addHandlers(to: channel, context, target, done) }
            }
            .connect(host: target.host, port: target.port)
        connection.cascadeFailure(to: done)
        done.futureResult.whenComplete { _ in
            deadline.cancel()
            connection.whenSuccess { $0.close(promise: nil) }
        }
        return try await withTaskCancellationHandler {
            try await done.futureResult.get()
        } onCancel: {
            done.fail(CancellationError())
        }
    }

    /// The library's own verification is replaced by one that only takes note of the chain: it would judge by the machine's
    /// clock. Nothing is sent over this connection, so nothing can leak to an unverified peer.
    private static func addHandlers(
        to channel: any Channel,
        _ context: NIOSSLContext,
        _ target: ProbeTarget,
        _ done: EventLoopPromise<Handshake>
    ) throws {
        let last = HandshakeHandler(target: target, done: done)
        let tls = try NIOSSLClientHandler(
            context: context,
            serverHostname: target.hostName,
            customVerificationCallback: { certificates, accepted in
                last.certificates = certificates
                accepted.succeed(.certificateVerified)
            }
        )
        try channel.pipeline.syncOperations.addHandlers([FirstRecordHandler(target: target, done: done), tls, last])
    }

    private static func tlsContext() throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.certificateVerification = .noHostnameVerification
        // Loading the machine's roots costs tens of milliseconds and they are not asked here.
        configuration.trustRoots = .certificates([])
        return try NIOSSLContext(configuration: configuration)
    }
}
