import FoundationEssentials

/// The emulator's time: runs beside real time at a rate, can be frozen (rate 0), moved and set.
struct VirtualClock: Sendable {
    private var realAnchor: Date
    private var virtualAnchor: Date
    private(set) var rate: Double

    init(startingAt start: Date, rate: Double = 1) {
        realAnchor = start
        virtualAnchor = start
        self.rate = rate
    }

    func now(at real: Date) -> Date {
        virtualAnchor.addingTimeInterval(max(0, real.timeIntervalSince(realAnchor)) * rate)
    }

    mutating func set(_ now: Date, at real: Date) {
        virtualAnchor = now
        realAnchor = real
    }

    mutating func advance(by seconds: Double, at real: Date) {
        set(now(at: real).addingTimeInterval(seconds), at: real)
    }

    mutating func run(atRate rate: Double, at real: Date) {
        set(now(at: real), at: real)
        self.rate = rate
    }

    /// How many real seconds until the clock shows `due`; nil while it is frozen.
    func realDelay(until due: Date, at real: Date) -> Double? {
        rate > 0 ? max(0, due.timeIntervalSince(now(at: real)) / rate) : nil
    }
}
