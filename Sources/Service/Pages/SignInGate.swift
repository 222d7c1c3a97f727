/// Keeps guesses few and cheap: so many tries from one address in a while, and two passwords looked at in the same moment, each of which
/// takes 64 MiB. What a name is guessed at from many addresses, `Operators` counts for all instances.
package actor SignInGate {
    package enum Answer: Sendable, Hashable {
        case goOn
        case waitSeconds(Int)
    }

    static let mostTries = 10
    static let window: Duration = .seconds(300)
    static let mostAtOnce = 2
    /// Addresses that are remembered; when there are more, the oldest is forgotten.
    static let mostAddresses = 4096

    var remembered: Int { tries.count }
    private var tries: [String: (count: Int, since: ContinuousClock.Instant)] = [:]
    private var running = 0
    private let now: @Sendable () -> ContinuousClock.Instant

    package init(now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.now = now
    }

    /// To be asked before a password is looked at; `end` has to follow when it says to go on.
    package func begin(_ address: String) -> Answer {
        guard running < Self.mostAtOnce else { return .waitSeconds(1) }
        let at = now()
        var known = tries[address] ?? (0, at)
        if known.since.duration(to: at) >= Self.window { known = (0, at) }
        guard known.count < Self.mostTries else {
            return .waitSeconds(max(1, Int((Self.window - known.since.duration(to: at)).components.seconds)))
        }
        known.count += 1
        makeRoom(for: address)
        tries[address] = known
        running += 1
        return .goOn
    }

    package func end(_ address: String, wasRight: Bool) {
        running -= 1
        if wasRight { tries[address] = nil }
    }

    private func makeRoom(for address: String) {
        guard tries[address] == nil, tries.count >= Self.mostAddresses else { return }
        if let oldest = tries.min(by: { $0.value.since < $1.value.since }) { tries[oldest.key] = nil }
    }
}
