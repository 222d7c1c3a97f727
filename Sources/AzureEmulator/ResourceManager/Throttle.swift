import FoundationEssentials

/// How much of its budget of requests each caller has used, in real time.
struct Throttle: Sendable {
    enum Verb: String, Sendable {
        case reads, writes, deletes

        init(method: String) {
            switch method {
            case "GET", "HEAD": self = .reads
            case "DELETE": self = .deletes
            default: self = .writes
            }
        }
    }

    struct Verdict: Sendable, Hashable {
        let remaining: Int
        /// Set when the request is refused.
        var retryAfterSeconds: Int?
    }

    /// What is left of a budget, and when that was so: of a bucket at the last request, of an hour at its start.
    private struct Level: Sendable {
        var left: Double
        var since: Date
    }

    private static let vaultWindowSeconds = 10.0
    private var levels: [String: Level] = [:]

    mutating func take(_ verb: Verb, by caller: String, _ settings: EmulatorSettings, real: Date) -> Verdict {
        let budget = settings.budget(verb)
        let key = "\(verb.rawValue) \(caller)"
        switch settings.throttling {
        case .off: return Verdict(remaining: budget.hourly - 1)
        case .tokenBucket: return takeFromBucket(key, size: budget.bucket, refill: budget.refill, real)
        case .hourly: return takeFromWindow(key, size: budget.hourly, seconds: 3600, real)
        }
    }

    /// Nil while the vault has transactions left, otherwise the seconds to wait.
    mutating func takeTransaction(of vault: String, _ settings: EmulatorSettings, real: Date) -> Int? {
        guard settings.throttling != .off else { return nil }
        let size = settings.vaultTransactions
        return takeFromWindow("vault \(vault)", size: size, seconds: Self.vaultWindowSeconds, real).retryAfterSeconds
    }

    private mutating func takeFromBucket(_ key: String, size: Int, refill: Int, _ real: Date) -> Verdict {
        var level = levels[key] ?? Level(left: Double(size), since: real)
        level.left = min(Double(size), level.left + max(0, real.timeIntervalSince(level.since)) * Double(refill))
        level.since = real
        defer { levels[key] = level }
        guard level.left >= 1 else {
            let wait = refill > 0 ? ((1 - level.left) / Double(refill)).rounded(.up) : 3600
            return Verdict(remaining: 0, retryAfterSeconds: max(1, Int(wait)))
        }
        level.left -= 1
        return Verdict(remaining: Int(level.left))
    }

    private mutating func takeFromWindow(_ key: String, size: Int, seconds: Double, _ real: Date) -> Verdict {
        var level = levels[key] ?? Level(left: Double(size), since: real)
        if real.timeIntervalSince(level.since) >= seconds { level = Level(left: Double(size), since: real) }
        defer { levels[key] = level }
        guard level.left >= 1 else {
            let wait = (seconds - real.timeIntervalSince(level.since)).rounded(.up)
            return Verdict(remaining: 0, retryAfterSeconds: max(1, Int(wait)))
        }
        level.left -= 1
        return Verdict(remaining: Int(level.left))
    }
}

extension EmulatorSettings {
    fileprivate func budget(_ verb: Throttle.Verb) -> (bucket: Int, refill: Int, hourly: Int) {
        switch verb {
        case .reads: (readBucket, readRefill, hourlyReads)
        case .writes: (writeBucket, writeRefill, hourlyWrites)
        case .deletes: (deleteBucket, deleteRefill, hourlyDeletes)
        }
    }
}
