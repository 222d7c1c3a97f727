import AzureCore

/// What paces the calls of one session: nothing, what earlier commands have learnt, or, where it runs on, what others like it learn now.
struct SharedBudget: Sendable {
    private let memory: ThrottleMemory?
    private let governor: ThrottleGovernor
    private let sharing: Task<Void, Never>?

    /// - Parameters:
    ///   - memory: nil sends each call at once.
    ///   - runsOn: whether the session goes on for long.
    static func open(_ memory: ThrottleMemory?, runsOn: Bool) async -> SharedBudget {
        let governor = ThrottleGovernor()
        await memory?.recall(into: governor)
        let sharing = runsOn ? memory.map { memory in Task { await memory.share(governor) } } : nil
        return SharedBudget(memory: memory, governor: governor, sharing: sharing)
    }

    var throttle: Throttle? { memory.map { Throttle(governor: governor, principal: $0.principal) } }

    func close() async {
        sharing?.cancel()
        await memory?.keep(governor)
    }
}
