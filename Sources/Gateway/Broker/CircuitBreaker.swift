import FoundationEssentials

/// Keeps calls from a host that hardly answers: after half of at least ten failed within half a minute, for a quarter of one.
package actor CircuitBreaker {
    private struct Host {
        var began: Date
        var calls = 0
        var failures = 0
        var openUntil: Date?
        /// One call goes first when the time is over.
        var isTried = false
    }

    static let window: Double = 30
    static let leastCalls = 10
    static let pause: Double = 15
    private static let mostHosts = 256

    private let now: @Sendable () -> Date
    private var hosts: [String: Host] = [:]

    package init(now: @escaping @Sendable () -> Date = { Date() }) {
        self.now = now
    }

    /// How many seconds to wait before the host is called again; nil when it may be called.
    package func wait(for name: String) -> Int? {
        let at = now()
        guard var host = hosts[name], let until = host.openUntil else { return nil }
        if at < until { return max(1, Int(until.timeIntervalSince(at).rounded(.up))) }
        guard !host.isTried else { return 1 }
        host.isTried = true
        hosts[name] = host
        return nil
    }

    package func record(_ name: String, isFailure: Bool) {
        let at = now()
        var host = hosts[name] ?? Host(began: at)
        if host.openUntil != nil {
            host = Host(began: at)
            if isFailure { host.openUntil = at + Self.pause }
        } else {
            if at.timeIntervalSince(host.began) > Self.window { host = Host(began: at) }
            host.calls += 1
            if isFailure { host.failures += 1 }
            if host.calls >= Self.leastCalls, host.failures * 2 >= host.calls { host.openUntil = at + Self.pause }
        }
        if hosts.count >= Self.mostHosts, hosts[name] == nil { hosts = [:] }
        hosts[name] = host
    }
}
