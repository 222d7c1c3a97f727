import AsyncHTTPClient
import AzureCore
import Synchronization

/// One client for the world, and one for each name that leads somewhere of its own: under `.localhost`, or to an address that was
/// looked at. Where a name leads is a setting of a client.
final class ClientPool: Sendable {
    /// An emulator has a name for each of its vaults; nobody has this many.
    private static let most = 256

    private let configuration: HTTPClient.Configuration
    private let egress: Egress
    private let world: HTTPClient
    private let made = Mutex(Made())

    private struct Made {
        var clients: [Way: HTTPClient] = [:]
        var isShutDown = false
    }

    private struct Way: Hashable {
        let host: String
        let address: String
    }

    init(_ configuration: HTTPClient.Configuration, _ egress: Egress) {
        self.configuration = configuration
        self.egress = egress
        world = HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: configuration)
    }

    /// The client for a host as it is spelled in the URL. What there is no room for any more ends, and the calls under way on it.
    func client(for host: String, _ origin: Origin) async throws -> HTTPClient {
        let address = try await egress.pinned(origin) ?? (Self.isLocal(host) ? "127.0.0.1" : nil)
        let (client, old) = try made.withLock { made throws(HTTPClientError) in
            guard !made.isShutDown else { throw .alreadyShutdown }
            guard let address else { return (world, HTTPClient?.none) }
            let way = Way(host: host, address: address)
            if let client = made.clients[way] { return (client, nil) }
            let old = made.clients.count < Self.most ? nil : made.clients.popFirst()?.value
            let client = makeClient(way)
            made.clients[way] = client
            return (client, old)
        }
        try await old?.shutdown()
        return client
    }

    private func makeClient(_ way: Way) -> HTTPClient {
        var configuration = configuration
        configuration.dnsOverride = [way.host: way.address]
        return HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: configuration)
    }

    func shutdown() async throws {
        let clients = made.withLock { made in
            defer { made = Made(isShutDown: true) }
            return made.isShutDown ? [] : made.clients.values + [world]
        }
        for client in clients { try await client.shutdown() }
    }

    /// Whether a name means this machine whatever the system's resolver says (RFC 6761).
    static func isLocal(_ host: String) -> Bool {
        let host = host.lowercased()
        return host == "localhost" || host.hasSuffix(".localhost")
    }
}
