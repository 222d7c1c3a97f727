import FoundationEssentials
import JSON

/// Keeps calls within what the service allows, so that it need not refuse any: one for all pipelines of a process.
///
/// It learns each budget from the answers' `x-ms-ratelimit-remaining-…` headers, whichever way of counting is in force (1,200 writes
/// and 12,000 reads an hour, or a bucket of 200 filled by 10 a second and one of 250 filled by 25), and takes a refusal's `Retry-After`
/// as a time before which nobody sends. Calls that have to wait go by priority, in order of arrival.
///
/// ```swift
/// let governor = ThrottleGovernor()
/// let pipeline = Pipeline(transport: transport, credential: cache, throttle: Throttle(governor: governor, principal: clientId))
/// ```
public actor ThrottleGovernor {
    enum Admission: Sendable {
        case go(ThrottlePermit)
        case full
        case tooLong(wait: Duration)
        case cancelled
    }

    private let clock: any Clock<Duration>
    private let elapsed: @Sendable () -> Duration
    private var lanes: ThrottleLanes
    private var waiting: [Int: CheckedContinuation<Admission, Never>] = [:]
    private var nextId = 0
    private var alarm: (at: Duration, task: Task<Void, Never>)?

    /// A governor that knows nothing yet.
    ///
    /// - Parameter capacity: The most calls that may wait for one budget; one more is refused.
    public init(capacity: Int = 1024, clock: any Clock<Duration> = ContinuousClock()) {
        self.clock = clock
        elapsed = stopwatch(clock)
        lanes = ThrottleLanes(capacity: max(1, capacity))
    }

    /// The calls let out so far.
    public private(set) var admittedCount = 0

    /// Says how many other processes spend the same budgets now, so that together they do not overdraw them. They should exchange what
    /// they know by ``exported(at:)`` and ``merge(_:at:)`` every second or so.
    public func share(withOthers count: Int) {
        lanes.sharers = 1 + max(0, min(count, 1000))
        settle()
    }

    /// The calls that wait at the moment.
    public var waitingCount: Int { waiting.count }

    /// Waits for leave to send. Cancelling the task ends the wait.
    func admit(_ key: ThrottleKey, _ priority: RequestPriority, patience: Duration?) async -> Admission {
        nextId += 1
        let id = nextId
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                guard !Task.isCancelled else { return continuation.resume(returning: .cancelled) }
                let now = elapsed()
                guard lanes.enqueue(id, key, priority, deadline: patience.map { now + $0 }, at: now) else {
                    return continuation.resume(returning: .full)
                }
                waiting[id] = continuation
                settle()
            }
        } onCancel: {
            Task { await self.withdraw(id, key) }
        }
    }

    /// Hands a permit back.
    func finish(_ permit: ThrottlePermit, _ result: ThrottleBudget.Result) {
        lanes.finish(permit, result, at: elapsed())
        settle()
    }

    private func withdraw(_ id: Int, _ key: ThrottleKey) {
        guard lanes.withdraw(id, key) else { return }
        waiting.removeValue(forKey: id)?.resume(returning: .cancelled)
        settle()
    }

    private func settle() {
        let now = elapsed()
        for (id, verdict) in lanes.settle(at: now) {
            let continuation = waiting.removeValue(forKey: id)
            switch verdict {
            case .go(let permit):
                admittedCount += 1
                continuation?.resume(returning: .go(permit))
            case .tooLong(let wait): continuation?.resume(returning: .tooLong(wait: wait))
            }
        }
        setAlarm(now)
    }

    /// One task sleeps until the next call may leave.
    private func setAlarm(_ now: Duration) {
        let next = lanes.nextWake(at: now)
        guard next != alarm?.at else { return }
        alarm?.task.cancel()
        alarm = nil
        guard let next else { return }
        let task = Task { [weak self, clock] in
            // A cancelled sleep has been replaced by another alarm.
            guard (try? await clock.sleep(for: max(.zero, next - now))) != nil else { return }
            await self?.wake(next)
        }
        alarm = (next, task)
    }

    private func wake(_ time: Duration) {
        if alarm?.at == time { alarm = nil }
        settle()
    }
}

extension ThrottleGovernor {
    /// The share of its budget of writes that is used up, from 0 to 1, in the subscription where that is most; nil while no budget is known.
    public func writeBudgetUse() -> Double? {
        lanes.exported(at: elapsed()).array?.compactMap { entry -> Double? in
            guard entry["key"]?["verb"]?.string == ThrottleVerb.writes.rawValue, let limit = entry["budget"]?["limit"]?.double, limit > 0,
                let remaining = entry["budget"]?["remaining"]?.double
            else { return nil }
            return min(1, max(0, 1 - remaining / limit))
        }
        .max()
    }

    /// What is known of all budgets, to be kept or handed to another process that calls with the same identity.
    public func exported(at date: Date = Date()) -> JSONValue {
        ["takenAt": .string(RFC3339.text(date, milliseconds: true)), "budgets": lanes.exported(at: elapsed())]
    }

    /// Takes over what another process, or an earlier run, has exported; of two opinions the more cautious one wins. A text that is no
    /// export, or one from the future, changes nothing.
    public func merge(_ exported: JSONValue, at date: Date = Date()) {
        guard let takenAt = exported["takenAt"]?.string.flatMap(RFC3339.date), let budgets = exported["budgets"] else { return }
        let age = date.timeIntervalSince(takenAt)
        // Clocks of two machines differ a little.
        guard age > -60, age < 86_400 else { return }
        lanes.merge(budgets, age: .seconds(max(0, age)), at: elapsed())
        settle()
    }
}
