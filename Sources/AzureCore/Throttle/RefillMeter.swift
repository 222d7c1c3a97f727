/// Measures how fast a budget fills, from what two answers said remained and the calls made between them.
struct RefillMeter: Sendable, Hashable {
    /// Calls are counted in the order they were sent, give or take those under way at the same time: the measure must outweigh them.
    struct Sample: Sendable, Hashable {
        let sequence: Int
        let remaining: Int
        let at: Duration
        /// The calls under way while this one was.
        let overlaps: Int
    }

    private static let shortest = 2.0
    private var anchor: Sample?

    mutating func reset() { anchor = nil }

    /// The refill per second since the anchor, nil while that says nothing.
    ///
    /// - Parameters:
    ///   - limit: The most that ever remained: a full budget does not fill, so it measures nothing.
    ///   - rate: The refill believed in so far.
    ///   - nominal: The refill of the regime, which the error is held against.
    mutating func measure(_ sample: Sample, limit: Int, rate: Double, nominal: Double) -> Double? {
        guard let anchor else {
            self.anchor = sample
            return nil
        }
        guard sample.sequence > anchor.sequence else { return nil }
        let elapsed = (sample.at - anchor.at).inSeconds
        let mayHaveBeenFull = sample.remaining >= limit - 2 || Double(anchor.remaining) + rate * elapsed >= Double(limit)
        if mayHaveBeenFull || sample.overlaps * 2 < anchor.overlaps {
            self.anchor = sample
            return nil
        }
        let overlaps = Double(max(anchor.overlaps, sample.overlaps))
        guard elapsed >= max(Self.shortest, overlaps / (0.2 * nominal)) else { return nil }
        self.anchor = sample
        let refilled = sample.remaining - anchor.remaining + (sample.sequence - anchor.sequence)
        return max(0, Double(refilled)) / elapsed
    }
}
