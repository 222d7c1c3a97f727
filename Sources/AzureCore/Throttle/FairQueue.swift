/// A bounded queue that serves the highest priority first, in order of arrival, and lets a lower one through when it was passed over
/// ``patience`` times in a row: no class waits for ever.
struct FairQueue<Element: Sendable>: Sendable {
    static var patience: Int { 8 }

    struct Waiter: Sendable {
        let id: Int
        let element: Element
        /// When it would rather fail than wait on.
        let deadline: Duration?
    }

    let capacity: Int
    private var classes: [RequestPriority: [Waiter]] = [:]
    private var passedOver: [RequestPriority: Int] = [:]

    init(capacity: Int) {
        self.capacity = capacity
    }

    var count: Int { classes.values.reduce(0) { $0 + $1.count } }
    var isEmpty: Bool { classes.values.allSatisfy(\.isEmpty) }
    var earliestDeadline: Duration? { classes.values.joined().compactMap(\.deadline).min() }

    /// False when the queue is full.
    mutating func append(_ waiter: Waiter, _ priority: RequestPriority) -> Bool {
        guard count < capacity else { return false }
        classes[priority, default: []].append(waiter)
        return true
    }

    /// The next one in order.
    mutating func popFirst() -> Waiter? {
        let waiting = RequestPriority.allCases.filter { classes[$0]?.isEmpty == false }
        guard let highest = waiting.first else { return nil }
        let starved = waiting.first { passedOver[$0, default: 0] >= Self.patience }
        let served = starved ?? highest
        for lower in waiting where lower > served { passedOver[lower, default: 0] += 1 }
        passedOver[served] = 0
        return classes[served]?.removeFirst()
    }

    /// Takes one out wherever it stands.
    mutating func remove(_ id: Int) -> Waiter? {
        for priority in RequestPriority.allCases {
            guard let index = classes[priority]?.firstIndex(where: { $0.id == id }) else { continue }
            return classes[priority]?.remove(at: index)
        }
        return nil
    }

    /// Takes out those whose deadline has come, and those that cannot wait until a time.
    mutating func removeAll(at now: Duration, notWaitingUntil time: Duration) -> [Waiter] {
        var removed: [Waiter] = []
        for priority in RequestPriority.allCases {
            classes[priority]?.removeAll { waiter in
                guard let deadline = waiter.deadline, deadline <= now || deadline < time else { return false }
                removed.append(waiter)
                return true
            }
        }
        return removed
    }
}
