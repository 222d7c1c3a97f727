import AsyncHTTPClient
import AzureCore

/// One client for the world, and one for each name under `.localhost`: where a name leads is a setting of a client.
actor ClientPool {
    /// An emulator has a name for each of its vaults; nobody has this many.
    static let maximumLocalHosts = 256

    private let configuration: HTTPClient.Configuration
    private let world: HTTPClient
    private var locals: [String: HTTPClient] = [:]
    private var isShutDown = false

    init(_ configuration: HTTPClient.Configuration) {
        self.configuration = configuration
        world = HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: configuration)
    }

    /// The client for a host as it is spelled in the URL.
    func client(for host: String) throws -> HTTPClient {
        guard !isShutDown else { throw HTTPClientError.alreadyShutdown }
        guard Self.isLocal(host) else { return world }
        if let client = locals[host] { return client }
        guard locals.count < Self.maximumLocalHosts else { throw TooManyLocalHosts() }
        var configuration = configuration
        configuration.dnsOverride = [host: "127.0.0.1"]
        let client = HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: configuration)
        locals[host] = client
        return client
    }

    func shutdown() async throws {
        guard !isShutDown else { return }
        isShutDown = true
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
