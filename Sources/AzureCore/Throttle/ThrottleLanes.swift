import JSON

/// All budgets with the calls that wait for each: the whole state of a governor as a pure value. Every change returns what follows from it
/// and takes the time as an argument.
struct ThrottleLanes: Sendable {
    /// What a waiting call is told.
    enum Verdict: Sendable {
        case go(ThrottlePermit)
        /// It would have to wait longer than it is willing to.
        case tooLong(wait: Duration)
    }

    private struct Lane: Sendable {
        var budget: ThrottleBudget
        var queue: FairQueue<ThrottleKey>

        func isIdle(at now: Duration) -> Bool { queue.isEmpty && budget.underWay == 0 && budget.pausedUntil <= now }
    }

    private static let maximumLanes = 1024
    private let capacity: Int
    private var lanes: [ThrottleKey: Lane] = [:]
    /// The processes that spend these budgets, this one included.
    var sharers = 1 {
        didSet { for key in lanes.keys { lanes[key]?.budget.sharers = sharers } }
    }

    /// - Parameter capacity: The most calls that may wait for one budget.
    init(capacity: Int) {
        self.capacity = capacity
    }

    /// Puts a call in line; false when the line is full.
    mutating func enqueue(_ id: Int, _ key: ThrottleKey, _ priority: RequestPriority, deadline: Duration?, at now: Duration) -> Bool {
        var lane = lane(key, at: now)
        let isIn = lane.queue.append(.init(id: id, element: key, deadline: deadline), priority)
        lanes[key] = lane
        return isIn
    }

    /// Takes a call out of line; true when it was still in it.
    mutating func withdraw(_ id: Int, _ key: ThrottleKey) -> Bool {
        lanes[key]?.queue.remove(id) != nil
    }

    /// Lets go of all that may go now, and of those that would wait too long.
    mutating func settle(at now: Duration) -> [(id: Int, verdict: Verdict)] {
        var verdicts: [(id: Int, verdict: Verdict)] = []
        for key in lanes.keys where lanes[key]?.queue.isEmpty == false {
            guard var lane = lanes[key] else { continue }
            verdicts += Self.settle(&lane, key, now)
            lanes[key] = lane
        }
        return verdicts
    }

    private static func settle(_ lane: inout Lane, _ key: ThrottleKey, _ now: Duration) -> [(id: Int, verdict: Verdict)] {
        var verdicts: [(id: Int, verdict: Verdict)] = []
        while let start = lane.budget.earliestStart(at: now), start <= now, let waiter = lane.queue.popFirst() {
            verdicts.append((waiter.id, .go(ThrottlePermit(key: key, ticket: lane.budget.start(at: now)))))
        }
        let next = max(lane.budget.earliestStart(at: now) ?? now, now)
        for waiter in lane.queue.removeAll(at: now, notWaitingUntil: next) { verdicts.append((waiter.id, .tooLong(wait: next - now))) }
        return verdicts
    }

    /// Learns from what came of a call.
    mutating func finish(_ permit: ThrottlePermit, _ result: ThrottleBudget.Result, at now: Duration) {
        lanes[permit.key]?.budget.finish(permit.ticket, result, at: now)
    }

    /// When ``settle(at:)`` is worth calling again if nothing else happens; nil when only an answer or a new call can change anything.
    func nextWake(at now: Duration) -> Duration? {
        lanes.values.filter { !$0.queue.isEmpty }
            .flatMap { [$0.budget.earliestStart(at: now), $0.queue.earliestDeadline] }
            .compactMap(\.self).min()
    }

    private mutating func lane(_ key: ThrottleKey, at now: Duration) -> Lane {
        if let lane = lanes[key] { return lane }
        // A budget that is forgotten is learnt anew with one call.
        if lanes.count >= Self.maximumLanes { lanes = lanes.filter { !$0.value.isIdle(at: now) } }
        var lane = Lane(budget: ThrottleBudget(verb: key.verb), queue: FairQueue(capacity: capacity))
        lane.budget.sharers = sharers
        return lane
    }
}

/// The leave to send one call, to be handed back with what came of it.
struct ThrottlePermit: Sendable, Hashable {
    let key: ThrottleKey
    let ticket: ThrottleBudget.Ticket
}

extension ThrottleLanes {
    /// One entry per budget something is known of.
    func exported(at now: Duration) -> JSONValue {
        let entries = lanes.compactMap { key, lane -> (ThrottleKey, JSONValue)? in lane.budget.exported(at: now).map { (key, $0) } }
        return .array(entries.sorted { "\($0.0)" < "\($1.0)" }.map { key, budget in ["key": key.json, "budget": budget] })
    }

    /// Takes over what another process knew; entries that cannot be read are passed over, as they are hints only.
    mutating func merge(_ json: JSONValue, age: Duration, at now: Duration) {
        for entry in (json.array ?? []).prefix(Self.maximumLanes) {
            guard let key = entry["key"].flatMap(ThrottleKey.init(json:)), let budget = entry["budget"] else { continue }
            var lane = lane(key, at: now)
            lane.budget.merge(budget, age: age, at: now)
            lanes[key] = lane
        }
    }
}

extension ThrottleKey {
    fileprivate var json: JSONValue {
        ["host": .string(host), "subscription": .string(subscription), "principal": .string(principal), "verb": .string(verb.rawValue)]
    }

    fileprivate init?(json: JSONValue) {
        guard let host = json["host"]?.string, let subscription = json["subscription"]?.string, let principal = json["principal"]?.string,
            let verb = json["verb"]?.string.flatMap(ThrottleVerb.init(rawValue:))
        else { return nil }
        self.init(host: host, subscription: subscription, principal: principal, verb: verb)
    }
}
