import CertificateMaterial
import Testing

@testable import Simulation

/// A small sample of `make simulate`.
@Suite struct FleetSimulationTests {
    @Test(.timeLimit(.minutes(10)), arguments: [(198, 198, 1.1), (47, 10, 0.4)])
    func `no order lapses and no term is bought twice, whatever goes wrong on the way`(leafDays: Int, proofDays: Int, years: Double)
        async throws
    {
        var simulation = FleetSimulation(leafDays: leafDays, proofDays: proofDays)
        simulation.years = years
        simulation.orders = 2
        simulation.faultShare = 0.03
        let report = try await simulation.run(keys: try FleetSimulation.keys(2))
        #expect(report.lapses == [] && report.least > 0)
        #expect(report.boughtTwice == 0 && (years < 1 || report.charges >= 2))
        #expect(report.stopped == [])
        // Each leaf is followed before its end, so there are at least as many as fit into the time.
        #expect(report.renewals >= 2 * (Int(years * 365) / leafDays))
        #expect(report.faults > 0)
        #expect(report.samples == 2 * (Int(years * 365 * 4) + 1))
    }

    @Test(.timeLimit(.minutes(10))) func `where no next term is bought every order lapses, and that is seen`() async throws {
        var simulation = FleetSimulation(leafDays: 198, proofDays: 198)
        simulation.years = 1.1
        simulation.orders = 2
        simulation.acceptsCharges = false
        let report = try await simulation.run(keys: try FleetSimulation.keys(2))
        #expect(report.lapses.count == 2 && report.least <= 0 && report.charges == 0)
    }
}

@Suite struct SimulationReportTests {
    @Test func `the percentile is that of the looks, and the chart has their shares`() {
        var report = SimulationReport()
        report.hoursLeft = [24: 1, 48: 9_999, 240: 10_000]
        #expect(report.daysLeft(atShare: 0) == 1)
        #expect(report.daysLeft(atShare: 0.0001) == 2)
        #expect(report.daysLeft(atShare: 0.5) == 10)
        let lines = report.chart(lines: 11, width: 10).split(separator: "\n")
        #expect(lines.count == 11 && lines.last?.hasSuffix("|########## 50.00 %") == true, "\(lines)")
    }
}
