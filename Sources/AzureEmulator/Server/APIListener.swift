import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import ServiceLifecycle

/// The HTTPS listener of all APIs; it only carries requests to the core and answers back.
struct APIListener: Sendable {
    private static let largestBody = 4 << 20
    let port: Int
    private let group: ServiceGroup
    private let running: Task<Void, any Error>

    static func start(
        host: String,
        port: Int,
        certificatePEM: String,
        privateKeyPEM: String,
        core: EmulatorCore
    ) async throws -> APIListener {
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(certificatePEM.utf8)).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(privateKeyPEM.utf8), format: .pem))
        )
        // A client that does not answer a closing connection must not hold up the emulator's end.
        tls.shutdownTimeout = .milliseconds(500)
        let (ports, bound) = AsyncThrowingStream<Int, any Error>.makeStream()
        let silent = Logger(label: "emulator") { _ in SwiftLogNoOpLogHandler() }
        let server = try HTTPServerBuilder.tls(.http1(), tlsConfiguration: tls).buildServer(
            configuration: ServerConfiguration(address: .hostname(host, port: port), serverName: nil),
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: silent,
            responder: { request, writer, channel in try await respond(to: request, writer, on: channel, core) },
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? port
                await core.open(port: port)
                bound.yield(port)
                bound.finish()
            }
        )
        var configuration = ServiceGroupConfiguration(services: [server], logger: silent)
        configuration.maximumGracefulShutdownDuration = .seconds(2)
        let group = ServiceGroup(configuration: configuration)
        let running = Task {
            do {
                try await group.run()
                bound.finish()
            } catch {
                bound.finish(throwing: error)
                throw error
            }
        }
        for try await port in ports { return APIListener(port: port, group: group, running: running) }
        throw EmulatorError(description: "The API listener on \(host):\(port) ended before it was ready. Choose another port.")
    }

    /// Lets running requests finish, up to two seconds.
    func stop() async {
        await group.triggerGracefulShutdown()
        // How it ended does not matter to someone who wanted it to end.
        _ = await running.result
    }

    private static func respond(
        to request: Request,
        _ writer: consuming ResponseWriter,
        on channel: any Channel,
        _ core: EmulatorCore
    ) async throws {
        guard let body = try? await request.body.collect(upTo: largestBody) else {
            let failure = ServiceFailure.arm(413, "RequestEntityTooLarge", "The request content is longer than \(largestBody) bytes.")
            try await write(Outcome(response: failure.response), to: writer, on: channel)
            try await channel.close().get()
            return
        }
        let outcome = await core.answer(
            EmulatorRequest(
                method: request.method.rawValue,
                authority: request.head.authority ?? "",
                target: request.head.path ?? "/",
                headers: request.headers,
                body: Array(body.readableBytesView)
            )
        )
        if outcome.delayMilliseconds > 0 { try await Task.sleep(for: .milliseconds(outcome.delayMilliseconds)) }
        try await write(outcome, to: writer, on: channel)
    }

    private static func write(_ outcome: Outcome, to writer: consuming ResponseWriter, on channel: any Channel) async throws {
        let response = outcome.response
        var head = HTTPResponse(status: HTTPResponse.Status(code: response.status), headerFields: response.headers)
        if response.status != 204 { head.headerFields[.contentLength] = String(response.body.count) }
        switch outcome.delivery {
        case .whole:
            let body = response.body.isEmpty ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: response.body))
            try await writer.write(response: head, body: body)
        case .dropped:
            try await channel.close().get()
        case .truncated:
            var body = try await writer.writeHead(head)
            try await body.write(ByteBuffer(bytes: response.body.prefix(response.body.count / 2)))
            try await channel.close().get()
        }
    }
}
