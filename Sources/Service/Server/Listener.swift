import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import ServiceLifecycle

/// One address at which routes are answered, until it is stopped.
package struct Listener: Sendable {
    package let host: String
    package let port: Int
    private let responder: Responder
    private let group: ServiceGroup
    private let running: Task<Void, any Error>

    /// It cannot listen there: the address is taken, or is none of this machine's.
    package struct NotListening: Error, CustomStringConvertible {
        package let address: ListenAddress
        package let why: String
        package var description: String { "\(address) cannot be listened on: \(why)" }
    }

    /// Returns once connections are taken.
    ///
    /// - Parameters:
    ///   - routes: nil where they depend on the port: until ``serve(_:)`` has them, a client is told to come again.
    ///   - tls: nil for plain HTTP, on loopback or behind a proxy.
    package static func start(
        _ address: ListenAddress,
        routes: [Route]? = nil,
        door: FrontDoor = FrontDoor(),
        metrics: PrometheusMetrics,
        tls: ServerTLS? = nil,
        limits: ServerLimits = ServerLimits(),
        logger: Logger = Logger(label: "signet") { _ in SwiftLogNoOpLogHandler() }
    ) async throws -> Listener {
        let (ports, bound) = AsyncThrowingStream<Int, any Error>.makeStream()
        let responder = Responder(door: door, metrics: metrics, logger: logger)
        if let routes { responder.serve(routes) }
        let application = Application(
            responder: responder,
            server: try server(tls, limits),
            configuration: ApplicationConfiguration(
                address: .hostname(address.host, port: address.port),
                backlog: 1024,
                availableConnectionsDelegate: MaximumAvailableConnections(limits.connections)
            ),
            onServerRunning: { channel in
                bound.yield(channel.localAddress?.port ?? address.port)
                bound.finish()
            },
            logger: Logger(label: "signet.http") { _ in SwiftLogNoOpLogHandler() }
        )
        var configuration = ServiceGroupConfiguration(services: [application], logger: application.logger)
        configuration.maximumGracefulShutdownDuration = limits.goodbye
        let group = ServiceGroup(configuration: configuration)
        let running = Task {
            do {
                try await group.run()
                bound.finish()
            } catch {
                bound.finish(throwing: NotListening(address: address, why: "\(error)"))
                throw error
            }
        }
        for try await port in ports {
            return Listener(host: address.host, port: port, responder: responder, group: group, running: running)
        }
        throw NotListening(address: address, why: "it ended before it was ready")
    }

    package func serve(_ routes: [Route]) { responder.serve(routes) }

    /// Takes no more connections, lets the running requests finish for as long as `ServerLimits.goodbye`, and ends.
    package func stop() async {
        await group.triggerGracefulShutdown()
        // How it ended does not matter to someone who wanted it to end.
        _ = await running.result
    }

    private static func server(_ tls: ServerTLS?, _ limits: ServerLimits) throws -> HTTPServerBuilder {
        let configuration = HTTP1Channel.Configuration(
            additionalChannelHandlers: [ConnectionDeadlines(limits)],
            idleTimeout: nil,
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: limits.headBytes,
                maxHeaderListSize: limits.headBytes,
                maxHeaderFieldCount: 100
            )
        )
        let http = HTTPServerBuilder { LoopChannel(HTTP1Channel(responder: $0, configuration: configuration)) }
        return try tls.map { try HTTPServerBuilder.tls(http, tlsConfiguration: try $0.configuration()) } ?? http
    }
}

/// `127.0.0.1:8474`, `[::1]:0`, `localhost:80`.
package struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
    package let host: String
    package let port: Int

    package init(host: String, port: UInt16) {
        (self.host, self.port) = (host, Int(port))
    }

    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() } else if host.contains(":") { return nil }
        guard !host.isEmpty else { return nil }
        (self.host, self.port) = (String(host), Int(port))
    }

    package var description: String { Self.text(host, port) }

    package static func text(_ host: String, _ port: Int) -> String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// Whether only this machine can come in there.
    package var isLoopback: Bool {
        guard let bytes = AddressRange.bytes(of: host) else { return host == "localhost" }
        return bytes.count == 4 ? bytes[0] == 127 : bytes == [UInt8](repeating: 0, count: 15) + [1]
    }
}
