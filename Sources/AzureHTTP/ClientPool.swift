import AsyncHTTPClient
import AzureCore

/// One client for the world, and one for each name that leads somewhere of its own: under `.localhost`, or to an address that was
/// looked at. Where a name leads is a setting of a client.
actor ClientPool {
    /// An emulator has a name for each of its vaults; nobody has this many.
    static let maximumLocalHosts = 256

    private let configuration: HTTPClient.Configuration
    private let egress: Egress
    private let world: HTTPClient
    private var locals: [String: HTTPClient] = [:]
    private var pinned: [Pin: HTTPClient] = [:]
    private var isShutDown = false

    private struct Pin: Hashable {
        let host: String
        let address: String
    }

    init(_ configuration: HTTPClient.Configuration, _ egress: Egress) {
        self.configuration = configuration
        self.egress = egress
        world = HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: configuration)
    }

    /// The client for a host as it is spelled in the URL.
    func client(for host: String, _ origin: Origin) async throws -> HTTPClient {
        guard !isShutDown else { throw HTTPClientError.alreadyShutdown }
        if let address = try await egress.pinned(origin) { return try await client(for: Pin(host: host, address: address)) }
        guard Self.isLocal(host) else { return world }
        if let client = locals[host] { return client }
        guard locals.count < Self.maximumLocalHosts else { throw TooManyLocalHosts() }
        var configuration = configuration
        configuration.dnsOverride = [host: "127.0.0.1"]
        let client = HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: configuration)
        locals[host] = client
        return client
    }

    private func client(for pin: Pin) async throws -> HTTPClient {
        guard !isShutDown else { throw HTTPClientError.alreadyShutdown }
        if let client = pinned[pin] { return client }
        var old: HTTPClient?
        if pinned.count >= Self.maximumLocalHosts, let first = pinned.keys.first { old = pinned.removeValue(forKey: first) }
        var configuration = configuration
        configuration.dnsOverride = [pin.host: pin.address]
        let client = HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: configuration)
        pinned[pin] = client
        // Calls under way on the one that goes end with it; there are hardly ever so many hosts.
        try await old?.shutdown()
        return client
    }

    func shutdown() async throws {
        guard !isShutDown else { return }
        isShutDown = true
        for client in pinned.values { try await client.shutdown() }
        pinned = [:]
        for client in locals.values { try await client.shutdown() }
        locals = [:]
        try await world.shutdown()
    }

    /// Whether a name means this machine whatever the system's resolver says (RFC 6761).
    static func isLocal(_ host: String) -> Bool {
        let host = host.lowercased()
        return host == "localhost" || host.hasSuffix(".localhost")
    }
}

struct TooManyLocalHosts: Error, CustomStringConvertible {
    var description: String { "more than \(ClientPool.maximumLocalHosts) names under .localhost in one transport" }
}
