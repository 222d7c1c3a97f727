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

/// Plays a budget against a model with work always waiting: events in order, no clock, the same each time.
struct Simulation<Model: ServiceModel> {
    struct Report {
        var sent = 0
        var refused = 0
        var allowed = 0.0
        var share: Double { Double(sent - refused) / allowed }
    }

    private enum Event {
        case arrival(ThrottleBudget.Ticket, answerAt: Double)
        case answer(ThrottleBudget.Ticket, ThrottleBudget.Result)
        case wake
    }

    var model: Model
    var budget: ThrottleBudget
    let concurrency: Int
    let latency: ClosedRange<Double>
    /// The latest first.
    private var events: [(at: Double, event: Event)] = []
    private var wakeAt = Double.infinity
    private var random = Lehmer(state: 42)

    init(_ model: Model, verb: ThrottleVerb = .writes, concurrency: Int = 64, latency: ClosedRange<Double> = 0.1...0.4) {
        self.model = model
        budget = ThrottleBudget(verb: verb)
        self.concurrency = concurrency
        self.latency = latency
    }

    mutating func run(until end: Double) -> Report {
        var report = Report(allowed: model.allowed(until: end))
        add(0, .wake)
        while let (now, event) = events.popLast(), now < end {
            switch event {
            case .arrival(let ticket, let answerAt):
                let (isAllowed, remaining, retryAfter) = model.take(at: now)
                if !isAllowed { report.refused += 1 }
                add(answerAt, .answer(ticket, isAllowed ? .remaining(remaining) : .refused(retryAfter: .seconds(retryAfter))))
            case .answer(let ticket, let result): budget.finish(ticket, result, at: .seconds(now))
            case .wake: if now >= wakeAt { wakeAt = .infinity }
            }
            send(now, &report)
        }
        return report
    }

    private mutating func send(_ now: Double, _ report: inout Report) {
        while budget.underWay < concurrency, let start = budget.earliestStart(at: .seconds(now)) {
            guard start <= .seconds(now) else {
                guard start.inSeconds < wakeAt else { return }
                wakeAt = max(start.inSeconds, now + 1e-6)
                return add(wakeAt, .wake)
            }
            let ticket = budget.start(at: .seconds(now))
            report.sent += 1
            let (there, back) = (random.next(in: latency) / 2, random.next(in: latency) / 2)
            add(now + there, .arrival(ticket, answerAt: now + there + back))
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
