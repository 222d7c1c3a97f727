import Dispatch
import Synchronization

/// Asks chosen name servers. Names that do not exist, and names without records of the kind, give an empty answer.
///
/// ```swift
/// let values = try await DNSResolver(servers: ["192.0.2.53:5353"]).txt("contoso.com")
/// ```
///
/// Servers are asked in order until one answers; each gets `tries` packets, and twice the time with every try. Truncated
/// answers are fetched again over TCP. Cancelling the task ends the wait within a tenth of a second.
package struct DNSResolver: Sendable {
    /// Addresses with or without a port (`192.0.2.1`, `127.0.0.1:5353`, `[::1]:53`); empty for those of the system.
    package let servers: [String]

    private let timeout: Duration
    private let tries: Int

    package init(servers: [String] = [], timeout: Duration = .seconds(2), tries: Int = 2) {
        self.servers = servers
        self.timeout = timeout
        self.tries = max(1, tries)
    }

    /// The values of the TXT records, the strings of each joined.
    package func txt(_ name: String) async throws(DNSError) -> [String] {
        try await records(.txt, of: name) { message in message.records(.txt, message.text) }
    }

    package func caa(_ name: String) async throws(DNSError) -> [CAARecord] {
        try await records(.caa, of: name) { message in message.records(.caa, message.caa) }
    }

    /// The names of the name servers of a zone.
    package func ns(_ name: String) async throws(DNSError) -> [String] {
        try await records(.ns, of: name) { message in message.records(.ns, message.name) }
    }

    /// The name this one is an alias of, if it is one.
    package func cname(_ name: String) async throws(DNSError) -> String? {
        try await records(.cname, of: name) { message in message.records(.cname, message.name) }.first
    }

    /// The IPv4 addresses, then the IPv6 addresses.
    package func addresses(_ name: String) async throws(DNSError) -> [String] {
        let version4 = try await records(.a, of: name) { message in message.records(.a, message.address) }
        let version6 = try await records(.aaaa, of: name) { message in message.records(.aaaa, message.address) }
        return version4 + version6
    }

    private func records<Record: Sendable>(
        _ type: DNSRecordType,
        of name: String,
        _ read: @escaping @Sendable (DNSMessage) -> [Record]?
    ) async throws(DNSError) -> [Record] {
        let cancelled = Flag()
        // The library blocks, so it must not wait on a thread of the cooperative pool. A serial queue gets a thread of its
        // own at once; a shared concurrent one would start them only by and by when many wait.
        let thread = DispatchQueue(label: "dns")
        let result: Result<[Record], DNSError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                thread.async {
                    continuation.resume(returning: ask(type, of: name, isCancelled: { cancelled.isRaised }, read))
                }
            }
        } onCancel: {
            cancelled.raise()
        }
        return try result.get()
    }

    /// The first server's records that can be had; otherwise the last server's error.
    private func ask<Record>(
        _ type: DNSRecordType,
        of name: String,
        isCancelled: () -> Bool,
        _ read: (DNSMessage) -> [Record]?
    ) -> Result<[Record], DNSError> {
        var last = DNSError.Failure.library("the system names no server; name one")
        var lastServer = "the system's servers"
        for server in servers.isEmpty ? SystemServers.current() : servers {
            let query = DNSQuery(name: name, type: type, server: server, timeout: timeout, tries: tries)
            lastServer = server
            do throws(DNSError) {
                let message = try query.run(isCancelled: isCancelled)
                if message.rcode != 0 { return .success([]) }
                if let records = read(message) { return .success(records) }
                last = .malformedAnswer
            } catch {
                last = error.failure
                if last == .cancelled || last == .invalidName { return .failure(error) }
            }
        }
        return .failure(DNSError(name: name, type: type, server: lastServer, failure: last))
    }
}

/// Set once from any thread, read by the thread that waits.
private final class Flag: Sendable {
    private let value = Atomic(false)

    var isRaised: Bool { value.load(ordering: .relaxed) }

    func raise() { value.store(true, ordering: .relaxed) }
}
