import JSON

/// One budget, as far as it can be known from outside: how many calls are surely left, how fast it fills, and until when nobody may send.
/// A pure value; times are counted from any fixed moment.
///
/// What remains is a lower bound: the least that recent answers said remained, less the calls under way. It is never taken to the
/// bottom: a reserve absorbs errors of the refill, and in the hourly regime it is spent in drips that last until the hour is surely over,
/// each of which may bring the news of a new hour.
struct ThrottleBudget: Sendable {
    /// A call that was let out, handed back with what came of it.
    struct Ticket: Sendable, Hashable {
        let sequence: Int
        let sentAt: Duration
        let othersUnderWay: Int
    }

    /// What came of a call.
    enum Result: Sendable, Hashable {
        /// It never left.
        case notSent
        /// No answer, or a failure that says nothing of the budget.
        case silent
        /// A success that says nothing of the budget.
        case unmetered
        /// The service said how many calls are left.
        case remaining(Int)
        /// Too many requests.
        case refused(retryAfter: Duration?)
    }

    private enum Knowledge: Sendable, Hashable {
        /// Nothing is known: one call goes ahead to find out.
        case none
        /// The service does not count here, or does not say.
        case unmetered
        case metered
    }

    let verb: ThrottleVerb
    /// The processes that spend this budget, this one included. Each leaves room for as many calls of every other as it has under way
    /// itself, as it hears of those only by what later answers say remained.
    var sharers = 1
    private var knowledge = Knowledge.none
    /// The most that ever remained, and the call it was said to.
    private(set) var limit = 0
    private var tokens = 0.0
    private var asOf = Duration.zero
    private(set) var rate: Double
    private var isRateMeasured = false
    private(set) var pausedUntil = Duration.zero
    private var refusals = 0
    private(set) var underWay = 0
    private var sequence = 0
    private var lastSentAt: Duration?
    private var newestSentAt = Duration.zero
    private var recent: [(remaining: Int, at: Duration)] = []
    private var meter = RefillMeter()

    init(verb: ThrottleVerb) {
        self.verb = verb
        rate = ThrottleRegime.refillPerSecond(verb)
    }

    /// Which way of counting it looks like.
    var regime: ThrottleRegime { limit > ThrottleRegime.capacity(verb) + 1 ? .hourly : .bucket }

    /// The calls surely left now.
    func remaining(at now: Duration) -> Double {
        let cap = Double(max(limit, 1))
        let refill = regime == .bucket ? max(rate, slowestShared) * max(0, (now - asOf).inSeconds) : 0
        return min(tokens + refill, max(cap, tokens))
    }

    /// When the next call may leave: now, a later time, or nil when an answer has to come first.
    func earliestStart(at now: Duration) -> Duration? {
        guard now >= pausedUntil else { return pausedUntil }
        switch knowledge {
        case .none: return underWay == 0 ? now : nil
        case .unmetered: return now
        case .metered: return meteredStart(now)
        }
    }

    private func meteredStart(_ now: Duration) -> Duration {
        let left = remaining(at: now)
        let needed = reserve + 1 + Double(max(0, sharers - 1)) * Double(underWay + 1)
        if left >= needed { return now }
        let next: Duration
        if regime == .bucket, !isRateMeasured {
            // One call a second until two answers have shown whether it fills at all.
            next = (lastSentAt ?? now) + .seconds(1)
        } else if regime == .bucket, max(rate, slowestShared) >= Self.slowestRefill {
            next = now + .seconds(max(Self.shortestPause, (needed - left) / max(rate, slowestShared)))
        } else {
            next = (lastSentAt ?? asOf) + .seconds(ThrottleRegime.window.inSeconds / max(left, 1))
        }
        return max(now, next)
    }

    /// Below this a bucket is treated like an hour's budget.
    private static let slowestRefill = 0.05
    /// What is needed shrinks as calls end, so that less than nothing may be missing.
    private static let shortestPause = 0.05

    /// What others spend looks as if the bucket filled more slowly. However fast they are, it fills, and a part of that is this one's.
    private var slowestShared: Double { sharers > 1 ? ThrottleRegime.refillPerSecond(verb) / Double(4 * sharers) : 0 }

    private var reserve: Double {
        switch regime {
        case .hourly: max(2, Double(limit) * 0.03)
        case .bucket where isRateMeasured: max(2, min(4, Double(limit) * 0.02))
        case .bucket: Double(ThrottleRegime.capacity(verb)) * 0.25
        }
    }

    /// Takes one call out of the budget.
    mutating func start(at now: Duration) -> Ticket {
        tokens = remaining(at: now) - 1
        asOf = now
        lastSentAt = now
        sequence += 1
        let ticket = Ticket(sequence: sequence, sentAt: now, othersUnderWay: underWay)
        underWay += 1
        return ticket
    }

    /// Learns from what came of a call.
    mutating func finish(_ ticket: Ticket, _ result: Result, at now: Duration) {
        underWay = max(0, underWay - 1)
        switch result {
        case .notSent: tokens += 1
        case .silent: break
        case .unmetered: if limit == 0, knowledge == .none { knowledge = .unmetered }
        case .remaining(let count): learn(count, ticket, now)
        case .refused(let retryAfter): refuse(retryAfter, now)
        }
    }

    private mutating func learn(_ remaining: Int, _ ticket: Ticket, _ now: Duration) {
        refusals = 0
        knowledge = .metered
        limit = max(limit, remaining + 1)
        // Of the answered calls any that was still under way when the newest of them left may have been counted last.
        newestSentAt = max(newestSentAt, ticket.sentAt)
        recent.append((remaining, now))
        recent.removeAll { [newestSentAt] in $0.at < newestSentAt }
        guard let least = recent.map(\.remaining).min() else { return }
        tokens = Double(least - underWay)
        asOf = now
        guard regime == .bucket else { return }
        let overlaps = ticket.othersUnderWay + (sequence - ticket.sequence)
        let sample = RefillMeter.Sample(sequence: ticket.sequence, remaining: remaining, at: ticket.sentAt, overlaps: overlaps)
        let nominal = ThrottleRegime.refillPerSecond(verb)
        let full = isRateMeasured ? limit : ThrottleRegime.capacity(verb)
        guard let measured = meter.measure(sample, limit: full, rate: rate, nominal: nominal) else { return }
        rate = min(isRateMeasured ? (rate + measured) / 2 : measured, nominal * 4)
        isRateMeasured = true
    }

    /// Nobody sends before the time is over, then one call goes ahead to find out.
    private mutating func refuse(_ retryAfter: Duration?, _ now: Duration) {
        let pause = retryAfter ?? .seconds(1 << min(refusals, 6))
        // Calls that were under way together are one refusal.
        if now >= pausedUntil { refusals += 1 }
        pausedUntil = max(pausedUntil, now + pause)
        knowledge = .none
        tokens = 0
        recent = []
        meter.reset()
    }
}

/// What of a budget is worth sharing: it is written relative to the moment it is taken, as clocks count from different starts.
extension ThrottleBudget {
    /// What is known now; nil when nothing is.
    func exported(at now: Duration) -> JSONValue? {
        guard limit > 0 || pausedUntil > now else { return nil }
        return [
            "limit": .number(JSONNumber(limit)),
            "remaining": number(remaining(at: now)),
            "refillPerSecond": isRateMeasured ? number(rate) : nil,
            "pausedForSeconds": number(max(0, (pausedUntil - now).inSeconds)),
        ]
    }

    /// Takes over what another process knew `age` ago: of two pauses the longer one, of two remainders the smaller one.
    mutating func merge(_ json: JSONValue, age: Duration, at now: Duration) {
        if let pause = json["pausedForSeconds"]?.double, (0...86_400).contains(pause) {
            pausedUntil = max(pausedUntil, now + .seconds(pause) - age)
        }
        guard let shared = json["limit"]?.int, (1...10_000_000).contains(shared), let left = json["remaining"]?.double,
            (-10_000_000.0...10_000_000.0).contains(left)
        else { return }
        // After an hour every budget is another one.
        guard age < ThrottleRegime.window else { return }
        limit = max(limit, shared)
        if let refill = json["refillPerSecond"]?.double, (0...1000).contains(refill), !isRateMeasured {
            rate = refill
            isRateMeasured = true
        }
        // Before the first answer nothing of one's own is known, but what is under way was not counted by the other.
        tokens = knowledge == .none ? left - Double(underWay) : min(remaining(at: now), left)
        asOf = now
        if pausedUntil <= now { knowledge = .metered }
    }

    private func number(_ value: Double) -> JSONValue {
        JSONNumber((value * 1000).rounded() / 1000).map(JSONValue.number) ?? nil
    }
}
