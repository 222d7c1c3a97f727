import FoundationEssentials
import Synchronization

/// Keeps calls from a host that hardly answers: after half of at least ten failed within half a minute, for a quarter of one.
package final class CircuitBreaker: Sendable {
    fileprivate struct Host {
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
    private let hosts = Mutex<[String: Host]>([:])

    package init(now: @escaping @Sendable () -> Date = { Date() }) {
        self.now = now
    }

    /// How many seconds to wait before the host is called again; nil when it may be called.
    package func wait(for name: String) -> Int? {
        let at = now()
        return hosts.withLock { hosts in
            guard var host = hosts[name], let until = host.openUntil else { return nil }
            if at < until { return max(1, Int(until.timeIntervalSince(at).rounded(.up))) }
            guard !host.isTried else { return 1 }
            host.isTried = true
            hosts[name] = host
            return nil
        }
    }

    package func record(_ name: String, isFailure: Bool) {
        let at = now()
        hosts.withLock { hosts in
            let host = (hosts[name] ?? Host(began: at)).after(isFailure: isFailure, at: at)
            if hosts.count >= Self.mostHosts, hosts[name] == nil { hosts = [:] }
            hosts[name] = host
        }
    }
}

extension CircuitBreaker.Host {
    fileprivate func after(isFailure: Bool, at: Date) -> Self {
        if openUntil != nil {
            var host = Self(began: at)
            if isFailure { host.openUntil = at + CircuitBreaker.pause }
            return host
        }
        var host = at.timeIntervalSince(began) > CircuitBreaker.window ? Self(began: at) : self
        host.calls += 1
        if isFailure { host.failures += 1 }
        if host.calls >= CircuitBreaker.leastCalls, host.failures * 2 >= host.calls { host.openUntil = at + CircuitBreaker.pause }
        return host
    }
}
