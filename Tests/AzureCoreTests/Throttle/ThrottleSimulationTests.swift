import Testing

@testable import AzureCore

/// The figure to reach: of what is allowed at least nine tenths is used while work waits, and no refusal is our own making.
@Suite struct ThrottleSimulationTests {
    @Test(arguments: [ThrottleVerb.reads, .writes, .deletes])
    func `a full bucket is used up and then followed at the pace it fills`(verb: ThrottleVerb) {
        let model = BucketModel(
            capacity: Double(ThrottleRegime.capacity(verb)),
            refill: ThrottleRegime.refillPerSecond(verb)
        )
        var simulation = Simulation(model, verb: verb)
        let report = simulation.run(until: 600)
        #expect(report.refused == 0)
        #expect(report.share >= 0.9, "\(report.share)")
    }

    @Test(arguments: [1, 4, 16, 64, 200])
    func `the pace does not depend on how many calls may be under way`(concurrency: Int) {
        var simulation = Simulation(BucketModel(capacity: 200, refill: 10), concurrency: concurrency, latency: 0.02...0.06)
        let report = simulation.run(until: 600)
        #expect(report.refused == 0)
        #expect(report.share >= 0.9, "\(report.share)")
    }

    @Test(arguments: [(50.0, 2.0), (100.0, 5.0), (20.0, 1.0)])
    func `a subscription with another bucket is learnt`(capacity: Double, refill: Double) {
        var simulation = Simulation(BucketModel(capacity: capacity, refill: refill), concurrency: 16)
        let report = simulation.run(until: 1200)
        #expect(report.refused == 0)
        #expect(report.share >= 0.9, "\(report.share)")
    }

    @Test(arguments: [0.0, 3, 40, 120])
    func `a bucket that others have emptied before is not overdrawn`(tokens: Double) {
        var simulation = Simulation(BucketModel(capacity: 200, refill: 10, tokens: tokens + 1), concurrency: 16)
        let report = simulation.run(until: 600)
        #expect(report.refused == 0)
        #expect(report.share >= 0.9, "\(report.share)")
    }

    @Test(arguments: [(ThrottleVerb.writes, 1200), (.reads, 12_000), (.deletes, 15_000)])
    func `an hourly budget is used up in each hour without knowing when it begins`(verb: ThrottleVerb, limit: Int) {
        var simulation = Simulation(HourModel(limit: limit), verb: verb, concurrency: 16)
        let report = simulation.run(until: 2 * 3600 - 1)
        #expect(report.refused == 0)
        #expect(report.share >= 0.9, "\(report.share)")
    }

    @Test(arguments: [600.0, 1800, 3500], [0, 300, 1000])
    func `an hour that began earlier, and others have used, is not overdrawn`(before: Double, used: Int) {
        var simulation = Simulation(HourModel(limit: 1200, elapsedBefore: before, usedBefore: used))
        let report = simulation.run(until: 3 * 3600 - before - 1)
        #expect(report.refused == 0)
        #expect(report.share >= 0.9, "\(report.share)")
    }

    @Test(arguments: [1150, 1190, 1197])
    func `the last calls of an hour are not taken for a bucket that fills`(used: Int) {
        var simulation = Simulation(HourModel(limit: 1200, elapsedBefore: 1800, usedBefore: used))
        let report = simulation.run(until: 1799)
        #expect(report.refused == 0)
    }

    @Test func `slow answers that overtake each other cause no refusal`() {
        var simulation = Simulation(BucketModel(capacity: 200, refill: 10), concurrency: 128, latency: 0.05...8)
        let report = simulation.run(until: 1200)
        #expect(report.refused == 0)
        #expect(report.share >= 0.7, "\(report.share)")
    }

    /// Without knowing of the other, each takes what the other spends for a bucket that does not fill, and both come to a standstill.
    @Test(arguments: [4, 8, 16], [0.0, 60])
    func `two daemons use up one budget together and are not refused, whenever the second one begins`(calls: Int, later: Double) {
        for latency in [0.02...0.06, 0.1...0.4] {
            let model = BucketModel(capacity: 200, refill: 10)
            var simulation = Simulation(model, concurrency: calls, latency: latency, starts: [0, later])
            let report = simulation.run(until: 600)
            #expect(report.refused == 0, "\(latency)")
            #expect(report.share >= 0.9, "\(latency): \(report.share)")
        }
    }
}
