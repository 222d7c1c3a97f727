import FoundationEssentials
import JSON

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

    init(json: JSONValue?, at real: Date) {
        let shown = json?["virtual"]?.string.flatMap(RFC3339.date) ?? real
        let then = json?["real"]?.string.flatMap(RFC3339.date) ?? real
        rate = json?["rate"]?.double ?? 1
        virtualAnchor = shown
        // At the rate of real time it goes on while nobody runs it; a clock somebody steers stands still then.
        realAnchor = rate == 1 ? then : real
    }

    /// What it shows at a real time, and how it goes on.
    func json(at real: Date) -> JSONValue {
        [
            "virtual": .string(RFC3339.text(now(at: real), milliseconds: true)), "real": .string(RFC3339.text(real, milliseconds: true)),
            "rate": JSONNumber(rate).map(JSONValue.number) ?? nil,
        ]
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
