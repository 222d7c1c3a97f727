/// The plain HTTP side: pages of sites, such as the proof of a domain, and the endpoints that hand out a machine's tokens.
struct PageListener: Sendable {
    private let listener: Listener

    /// Port 0 picks a free one.
    static func start(host: String, port: Int, answer: @escaping PageHandler.Answer) async throws -> PageListener {
        PageListener(listener: try await Listener.start(host: host, port: port) { try PageHandler.add(to: $0, answer: answer) })
    }

    var port: Int { listener.port }
    func stop() async { await listener.stop() }
}
