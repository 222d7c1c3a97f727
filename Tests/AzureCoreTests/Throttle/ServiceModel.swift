import Testing

@testable import AzureCore

/// A model of how the service counts, for simulations: true when the call is let through, with what remains.
protocol ServiceModel {
    mutating func take(at now: Double) -> (isAllowed: Bool, remaining: Int, retryAfter: Double)
    /// The calls it lets through at most until then.
    func allowed(until end: Double) -> Double
}

/// The bucket regime.
struct BucketModel: ServiceModel {
    let capacity: Double
    let refill: Double
    var tokens: Double
    var last = 0.0

    init(capacity: Double, refill: Double, tokens: Double? = nil) {
        self.capacity = capacity
        self.refill = refill
        self.tokens = tokens ?? capacity
        start = tokens ?? capacity
    }

    private let start: Double

    mutating func take(at now: Double) -> (isAllowed: Bool, remaining: Int, retryAfter: Double) {
        tokens = min(capacity, tokens + (now - last) * refill)
        last = now
        guard tokens >= 1 else { return (false, 0, 1) }
        tokens -= 1
        return (true, Int(tokens), 0)
    }

    func allowed(until end: Double) -> Double { start + refill * end }
}

/// The hourly regime; the hour may have begun before the first call.
struct HourModel: ServiceModel {
    let limit: Int
    let windowStart: Double
    var used: Int
    private let usedBefore: Int
    var window = 0

    init(limit: Int, elapsedBefore: Double = 0, usedBefore: Int = 0) {
        self.limit = limit
        windowStart = -elapsedBefore
        self.usedBefore = usedBefore
        used = usedBefore
    }

    mutating func take(at now: Double) -> (isAllowed: Bool, remaining: Int, retryAfter: Double) {
        let current = Int((now - windowStart) / 3600)
        if current != window {
            window = current
            used = 0
        }
        guard used < limit else { return (false, 0, windowStart + Double(window + 1) * 3600 - now) }
        used += 1
        return (true, limit - used, 0)
    }

    func allowed(until end: Double) -> Double {
        let windows = Int((end - windowStart) / 3600)
        return Double((windows + 1) * limit - usedBefore)
    }
}

/// Plays budgets, each of a process of its own, against a model with work always waiting: events in order, no clock, the same each time.
struct Simulation<Model: ServiceModel> {
    struct Report {
        var sent = 0
        var refused = 0
        var allowed = 0.0
        var share: Double { Double(sent - refused) / allowed }
    }

    private enum Event {
        case arrival(ThrottleBudget.Ticket, process: Int, answerAt: Double)
        case answer(ThrottleBudget.Ticket, process: Int, ThrottleBudget.Result)
        case wake(process: Int)
        case exchange
    }

    var model: Model
    var budgets: [ThrottleBudget]
    let concurrency: Int
    let latency: ClosedRange<Double>
    /// When each process begins to work; those that do share what they know every second.
    let starts: [Double]
    /// The latest first.
    private var events: [(at: Double, event: Event)] = []
    private var wakeAt: [Double]
    private var random = Lehmer(state: 42)

    init(
        _ model: Model,
        verb: ThrottleVerb = .writes,
        concurrency: Int = 64,
        latency: ClosedRange<Double> = 0.1...0.4,
        starts: [Double] = [0]
    ) {
        self.model = model
        self.concurrency = concurrency
        self.latency = latency
        self.starts = starts
        budgets = starts.map { _ in ThrottleBudget(verb: verb) }
        wakeAt = starts.map { _ in .infinity }
        for process in budgets.indices { budgets[process].sharers = starts.count }
    }

    mutating func run(until end: Double) -> Report {
        var report = Report(allowed: model.allowed(until: end))
        for (process, start) in starts.enumerated() { add(start, .wake(process: process)) }
        if starts.count > 1 { add(1, .exchange) }
        while let (now, event) = events.popLast(), now < end {
            switch event {
            case .arrival(let ticket, let process, let answerAt):
                let (isAllowed, remaining, retryAfter) = model.take(at: now)
                if !isAllowed { report.refused += 1 }
                let result = isAllowed ? ThrottleBudget.Result.remaining(remaining) : .refused(retryAfter: .seconds(retryAfter))
                add(answerAt, .answer(ticket, process: process, result))
            case .answer(let ticket, let process, let result): budgets[process].finish(ticket, result, at: .seconds(now))
            case .wake(let process): if now >= wakeAt[process] { wakeAt[process] = .infinity }
            case .exchange:
                exchange(now)
                add(now + 1, .exchange)
            }
            for process in budgets.indices where now >= starts[process] { send(process, now, &report) }
        }
        return report
    }

    private mutating func exchange(_ now: Double) {
        let known = budgets.map { $0.exported(at: .seconds(now)) }
        for process in budgets.indices {
            for (other, budget) in known.enumerated() where other != process {
                if let budget { budgets[process].merge(budget, age: .zero, at: .seconds(now)) }
            }
        }
    }

    private mutating func send(_ process: Int, _ now: Double, _ report: inout Report) {
        while budgets[process].underWay < concurrency, let start = budgets[process].earliestStart(at: .seconds(now)) {
            guard start <= .seconds(now) else {
                guard start.inSeconds < wakeAt[process] else { return }
                wakeAt[process] = max(start.inSeconds, now + 1e-6)
                return add(wakeAt[process], .wake(process: process))
            }
            let ticket = budgets[process].start(at: .seconds(now))
            report.sent += 1
            let (there, back) = (random.next(in: latency) / 2, random.next(in: latency) / 2)
            add(now + there, .arrival(ticket, process: process, answerAt: now + there + back))
        }
    }

    private mutating func add(_ at: Double, _ event: Event) {
        var (low, high) = (0, events.count)
        while low < high {
            let middle = (low + high) / 2
            if events[middle].at > at { low = middle + 1 } else { high = middle }
        }
        events.insert((at, event), at: low)
    }
}

/// A small generator with the same numbers everywhere.
struct Lehmer {
    var state: UInt64

    mutating func next(in range: ClosedRange<Double>) -> Double {
        state = state * 48_271 % 2_147_483_647
        return range.lowerBound + (range.upperBound - range.lowerBound) * Double(state) / 2_147_483_647
    }
}
