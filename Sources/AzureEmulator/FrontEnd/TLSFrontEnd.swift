import CertificateMaterial
import NIOCore
import NIOSSL
import NIOTLS

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
        let listener = try await Listener.start(host: host, port: port) { channel in
            let chooser = SNIHandler { result in choose(for: result, certificate, on: channel) }
            try channel.pipeline.syncOperations.addHandler(ByteToMessageHandler(chooser))
        }
        return TLSFrontEnd(listener: listener)
    }

    package var port: Int { listener.port }
    package func stop() async { await listener.stop() }

    private static func choose(for result: SNIResult, _ lookup: @escaping Lookup, on channel: any Channel) -> EventLoopFuture<Void> {
        let name: String? = if case .hostname(let name) = result { name.lowercased() } else { nil }
        let ready = channel.eventLoop.makeFutureWithTask { try await configuration(for: name, lookup) }.flatMapThrowing { chosen in
            guard let chosen else { return refuse(channel) }
            let context = try NIOSSLContext(configuration: chosen.configuration)
            try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
            try PageHandler.add(to: channel) { host, _ in "host: \(host)\nserial: \(chosen.serialNumber)\n" }
        }
        ready.whenFailure { _ in channel.close(promise: nil) }
        return ready
    }

    /// A context of its own for each connection: session tickets of an earlier one are worthless, so no client can resume
    /// past a change of certificate.
    private static func configuration(
        for name: String?, _ lookup: Lookup
    ) async throws -> (configuration: TLSConfiguration, serialNumber: String)? {
        guard let served = await lookup(name), let leaf = served.chain.first else { return nil }
        let chain = try served.chain.map { NIOSSLCertificateSource.certificate(try NIOSSLCertificate(bytes: $0.der, format: .der)) }
        let key = try NIOSSLPrivateKey(bytes: served.key.der, format: .der)
        return (.makeServerConfiguration(certificateChain: chain, privateKey: .privateKey(key)), leaf.serialNumber)
    }

    /// A fatal alert by hand (RFC 8446, section 6), since there is no certificate to start TLS with.
    private static func refuse(_ channel: any Channel) {
        let unrecognizedName: [UInt8] = [21, 3, 3, 0, 2, 2, 112]
        channel.writeAndFlush(ByteBuffer(bytes: unrecognizedName)).whenComplete { _ in channel.close(promise: nil) }
    }
}
