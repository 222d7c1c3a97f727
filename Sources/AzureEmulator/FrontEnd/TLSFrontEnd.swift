import CertificateMaterial
import NIOCore
import NIOSSL
import Synchronization

/// What the front end shows to a client that asks for one name.
package struct ServedCertificate: Sendable {
    /// Leaf first, without the root.
    package let chain: [CertificateFacts]
    package let key: RSAPrivateKey

    package init(chain: [CertificateFacts], key: RSAPrivateKey) {
        self.chain = chain
        self.key = key
    }
}

/// The sites' TLS side. Each connection asks which certificate is bound for its server name, so a new binding is served from
/// the very next connection on.
package struct TLSFrontEnd: Sendable {
    private let listener: Listener

    package typealias Lookup = @Sendable (_ serverName: String?) async -> ServedCertificate?

    /// Port 0 picks a free one. The server name is lower case, nil when the client sent none; a nil certificate ends the
    /// handshake with the alert `unrecognized_name`.
    package static func start(host: String, port: Int, certificate: @escaping Lookup) async throws -> TLSFrontEnd {
        TLSFrontEnd(listener: try await Listener.start(host: host, port: port) { try serve($0, certificate) })
    }

    package var port: Int { listener.port }
    package func stop() async { await listener.stop() }

    /// Each connection has a context of its own: session tickets of an earlier one are worthless, so no client can resume past
    /// a change of certificate.
    private static func serve(_ channel: any Channel, _ lookup: @escaping Lookup) throws {
        let shown = Shown()
        // The library has no server configuration without a certificate; this one is neutral once it asks for none.
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.certificateVerification = .none
        configuration.sslContextCallback = { hello, chosen in
            chosen.completeWithTask { try await choose(for: hello.serverHostname?.lowercased(), lookup, shown, on: channel) }
        }
        let tls = NIOSSLServerHandler(context: try NIOSSLContext(configuration: configuration))
        try channel.pipeline.syncOperations.addHandlers([Doorstep(), tls])
        try PageHandler.add(to: channel) { request in
            let page = ServedPage.text("host: \(request.host)\nserial: \(shown.serialNumber.withLock { $0 })\n")
            return Outcome(response: page.response(200))
        }
    }

    private static func choose(
        for name: String?,
        _ lookup: Lookup,
        _ shown: Shown,
        on channel: any Channel
    ) async throws -> NIOSSLContextConfigurationOverride {
        guard let served = await lookup(name), let leaf = served.chain.first else {
            try await channel.eventLoop.submit { try refuse(channel) }.get()
            throw NIOSSLError.failedToLoadCertificate
        }
        shown.serialNumber.withLock { $0 = leaf.serialNumber }
        var override = NIOSSLContextConfigurationOverride()
        override.certificateChain = try served.chain.map { .certificate(try NIOSSLCertificate(bytes: $0.der, format: .der)) }
        override.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: served.key.der, format: .der))
        return override
    }

    /// The alert by hand (RFC 8446, section 6), past the TLS handler: that one knows only `internal_error` here.
    private static func refuse(_ channel: any Channel) throws {
        let unrecognizedName: [UInt8] = [21, 3, 3, 0, 2, 2, 112]
        let door = try channel.pipeline.syncOperations.context(handlerType: Doorstep.self)
        door.writeAndFlush(NIOAny(ByteBuffer(bytes: unrecognizedName)), promise: nil)
    }

    /// What this connection was shown, for its page.
    private final class Shown: Sendable {
        let serialNumber = Mutex("")
    }

    /// Marks the place between the socket and TLS.
    private final class Doorstep: ChannelOutboundHandler {
        typealias OutboundIn = ByteBuffer
    }
}
