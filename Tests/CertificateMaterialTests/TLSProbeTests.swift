import CertificateMaterial
import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import TestSupport
import Testing

@Suite struct TLSProbeTests {
    private let date = TestAuthority.start + 10 * TestAuthority.days

    @Test func `a probe shows the chain, its verdict and the peer`() async throws {
        let authority = try TestAuthority()
        let leaf = try authority.leaf(["contoso.example"], key: TestKeys.shared().publicKey)
        let server = try await TestServer.tls(chain: [leaf, authority.intermediate], key: TestKeys.shared())
        let report = try await probe(server, roots: .pem(authority.root.pem))
        #expect(report.chain == [leaf, authority.intermediate])
        #expect(report.leaf?.serialNumber == leaf.serialNumber)
        #expect(report.verdict == .ok)
        #expect(report.tlsVersion == "TLSv1.3")
        #expect(report.address == "127.0.0.1:\(server.port)")
        try await server.stop()
    }

    @Test func `a chain that no one should trust is still shown`() async throws {
        let authority = try TestAuthority()
        let leaf = try authority.leaf(["other.example"], key: TestKeys.shared().publicKey)
        let server = try await TestServer.tls(chain: [leaf], key: TestKeys.shared())
        let report = try await probe(server, roots: .pem(authority.root.pem))
        #expect(report.leaf == leaf)
        #expect(report.verdict.reason?.contains("does not cover contoso.example") == true)
        try await server.stop()
    }

    @Test func `a closed port is refused`() async throws {
        let server = try await TestServer.start { _ in }
        try await server.stop()
        let error = await #expect(throws: ProbeError.self) { try await probe(server) }
        #expect(error?.kind == .refused)
        #expect(error?.description.contains("127.0.0.1:\(server.port)") == true)
    }

    @Test func `a silent peer is a timeout`() async throws {
        let server = try await TestServer.start { _ in }
        let error = await #expect(throws: ProbeError.self) { try await probe(server, timeout: .milliseconds(200)) }
        #expect(error?.kind == .timeout)
        try await server.stop()
    }

    @Test(arguments: ["220 mail.contoso.example ESMTP\r\n", "HTTP/1.1 400 Bad Request\r\n\r\n"]) func `a peer without TLS is named so`(
        banner: String
    ) async throws {
        let server = try await TestServer.start { $0.writeAndFlush(ByteBuffer(string: banner), promise: nil) }
        let error = await #expect(throws: ProbeError.self) { try await probe(server) }
        #expect(error?.kind == .plainText)
        #expect(error?.nextStep.contains("does not speak TLS") == true)
        try await server.stop()
    }

    @Test(
        arguments: [(112, "unrecognized_name"), (40, "handshake_failure"), (80, "internal_error"), (250, "number 250")] as [(UInt8, String)]
    )
    func `an alert is told by its name`(code: UInt8, name: String) async throws {
        let server = try await TestServer.start { $0.writeAndFlush(ByteBuffer(bytes: [21, 3, 3, 0, 2, 2, code]), promise: nil) }
        let error = await #expect(throws: ProbeError.self) { try await probe(server) }
        #expect(error?.kind == .alert(name))
        try await server.stop()
    }

    @Test func `an alert in the middle of the handshake is told by its name`() async throws {
        let authority = try TestAuthority()
        let leaf = try authority.leaf(["contoso.example"], key: TestKeys.shared().publicKey)
        // The server asks for a client certificate, gets none and says so after its own flight.
        let server = try await TestServer.tls(chain: [leaf], key: TestKeys.shared(), clientRoots: [authority.root], maximum: .tlsv12)
        let error = await #expect(throws: ProbeError.self) { try await probe(server) }
        #expect(error?.kind == .alert("handshake_failure") || error?.kind == .alert("certificate_required"), "\(String(describing: error))")
        try await server.stop()
    }

    @Test func `a peer that hangs up is told apart`() async throws {
        let server = try await TestServer.start { $0.close(promise: nil) }
        let error = await #expect(throws: ProbeError.self) { try await probe(server) }
        #expect(error?.kind == .closed)
        try await server.stop()
    }

    @Test(arguments: ["", "127.0.0.1", "two words", "a..b", "ümlaut.example", "-" + String(repeating: "a", count: 64)])
    func `a name that TLS cannot ask for is refused`(name: String) async {
        let error = await #expect(throws: ProbeError.self) { try await TLSProbe.run(hostName: name, address: ("127.0.0.1", 1), at: date) }
        #expect(error?.kind == .invalidHostName)
    }

    @Test(arguments: [0, -1, 65_536]) func `a number that is no port is refused`(port: Int) async {
        await #expect(throws: ProbeError.self) {
            try await TLSProbe.run(hostName: "contoso.example", address: ("127.0.0.1", port), at: date)
        }
    }

    private func probe(_ server: TestServer, roots: TrustRoots = .pem(""), timeout: Duration = .seconds(20)) async throws -> ProbeReport {
        try await TLSProbe.run(hostName: "contoso.example", address: ("127.0.0.1", server.port), roots: roots, at: date, timeout: timeout)
    }
}

/// A peer for probes: runs `greet` on each connection it accepts.
private struct TestServer: Sendable {
    let port: Int
    private let channel: any Channel

    static func start(_ greet: @escaping @Sendable (any Channel) throws -> Void) async throws -> TestServer {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Greeter(greet: greet)) }
            }
            .bind(host: "127.0.0.1", port: 0)
            .get()
        return TestServer(port: try #require(channel.localAddress?.port), channel: channel)
    }

    static func tls(
        chain: [CertificateFacts],
        key: RSAPrivateKey,
        clientRoots: [CertificateFacts] = [],
        maximum: TLSVersion? = nil
    ) async throws -> TestServer {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try chain.map { .certificate(try NIOSSLCertificate(bytes: $0.der, format: .der)) },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: key.der, format: .der))
        )
        configuration.maximumTLSVersion = maximum
        if !clientRoots.isEmpty {
            configuration.certificateVerification = .noHostnameVerification
            configuration.trustRoots = .certificates(try clientRoots.map { try NIOSSLCertificate(bytes: $0.der, format: .der) })
        }
        let context = try NIOSSLContext(configuration: configuration)
        return try await start { try $0.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context)) }
    }

    func stop() async throws { try await channel.close() }

    private final class Greeter: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let greet: @Sendable (any Channel) throws -> Void

        init(greet: @escaping @Sendable (any Channel) throws -> Void) {
            self.greet = greet
        }

        func handlerAdded(context: ChannelHandlerContext) { try? greet(context.channel) }
        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}
