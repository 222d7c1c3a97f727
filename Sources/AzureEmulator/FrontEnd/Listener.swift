import NIOCore
import NIOPosix

/// A bound TCP socket that hands each connection to a pipeline.
struct Listener: Sendable {
    let port: Int
    private let channel: any Channel

    /// A connection lives no longer than this, whatever its peer does or omits.
    static let connectionLifetime = TimeAmount.seconds(30)

    static func start(
        host: String,
        port: Int,
        connection: @escaping @Sendable (any Channel) throws -> Void
    ) async throws -> Listener {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let end = channel.eventLoop.scheduleTask(in: connectionLifetime) { channel.close(promise: nil) }
                    channel.closeFuture.whenComplete { _ in end.cancel() }
                    try connection(channel)
                }
            }
            .bind(host: host, port: port)
            .get()
        return Listener(port: channel.localAddress?.port ?? port, channel: channel)
    }

    /// Takes no more connections; those that are open end by themselves.
    func stop() async {
        // Closing fails only when the socket is closed already.
        try? await channel.close().get()
    }
}
