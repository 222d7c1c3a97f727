import AzureCore
import NIOPosix

/// Where a transport may connect to.
public struct Egress: Sendable {
    /// `host:port` pairs that are let through wherever they lead; nil lets everything through.
    let listed: Set<String>?

    /// For endpoints a person has configured.
    public static let anywhere = Egress(listed: nil)

    /// For addresses that come from outside: only what lies out in the world, by its address and not by its name. A name is looked
    /// up once, all its addresses have to be out there, and the connection goes to one that was looked at.
    public static let onlyWorld = Egress(listed: [])

    /// The same, with some `host:port` pairs a person has allowed.
    public static func onlyWorld(and listed: Set<String>) -> Egress { Egress(listed: Set(listed.map { $0.lowercased() })) }

    /// The address to connect to in place of the name; nil to leave that to the system.
    func pinned(_ origin: Origin, lookUp: @Sendable (String) async throws -> [HostAddress] = Egress.lookUp) async throws -> String? {
        guard let listed, !listed.contains("\(origin)") else { return nil }
        let addresses = try await lookUp(origin.host)
        guard let first = addresses.first?.text else { throw refusal(origin, .unresolved, "the name has no address") }
        if let inner = addresses.first(where: { !RoutableAddress.isOne($0.bytes) }) {
            let why = "its address \(inner.text) lies within this network, not out in the world; list it if it is meant"
            throw refusal(origin, .invalidURL, why)
        }
        return first
    }

    /// By a thread of its own, as the system's resolver blocks.
    private static func lookUp(_ host: String) async throws -> [HostAddress] {
        try await NIOThreadPool.singleton.runIfActive { HostAddress.all(of: host) }
    }

    private func refusal(_ origin: Origin, _ kind: TransportError.Kind, _ message: String) -> TransportError {
        TransportError(kind: kind, host: origin.host, port: origin.port, message: message, requestMayHaveArrived: false)
    }
}
