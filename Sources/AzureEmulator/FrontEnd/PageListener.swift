/// The sites' plain HTTP side: pages, such as the proof of a domain, by host and path.
package struct PageListener: Sendable {
    private let listener: Listener

    /// Port 0 picks a free one. The host is lower case and without its port; nil is answered with 404.
    package static func start(
        host: String,
        port: Int,
        page: @escaping @Sendable (_ host: String, _ path: String) async -> ServedPage?
    ) async throws -> PageListener {
        PageListener(listener: try await Listener.start(host: host, port: port) { try PageHandler.add(to: $0, page: page) })
    }

    package var port: Int { listener.port }
    package func stop() async { await listener.stop() }
}
