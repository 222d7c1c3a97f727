import Foundation
import HTTPTypes
import JSON
import Testing

/// The real process, killed from outside by SIGKILL, over and over: nothing is lost and nothing is bought twice.
@Suite(.fewAtOnce) struct CrashMatrixTests {
    private static let grave: Set = ["order", "renew charged", "renew due", "apply", "retire sealed", "api renew"]

    @Test(.timeLimit(.minutes(10))) func `killed at every point of every verb, nothing is lost and nothing bought twice`() async throws {
        var matrix = CrashMatrix()
        try await matrix.round(0, ways: [.unharmed, .everyPoint], atOnce: true)
        try await matrix.round(1, ways: [.missedPoints], atOnce: true)
        // The whole campaign lives every verb in every way; here it is those that cost or revoke.
        try await matrix.round(2, ways: [.lostAnswers], atOnce: true, only: Self.grave)
        try await matrix.round(3, ways: [.anyMoment], atOnce: false, only: Self.grave)
        print(matrix.summary)
        #expect(matrix.faults == [])
        for verb in CrashVerb.all {
            #expect(matrix.missed(verb) == [])
            let known = matrix.known[verb.name] ?? []
            #expect(known.count == CrashVerb.points[verb.name], "\(verb.name): \(known)")
        }
        #expect(matrix.total >= 500)
    }

    @Test(.timeLimit(.minutes(5))) func `without the reconciler the same matrix finds purchases made twice`() async throws {
        try await Sandbox.with { sandbox in
            let verb = try #require(CrashVerb.all.first { $0.name == "order" })
            // Every look before a purchase, the last one too, has to find nothing for it to happen twice.
            let off = ["SIGNET_RECONCILER": "off"]
            // A second PUT buys again only while the first one is being placed.
            try await sandbox.emulator.control(.patch, "settings", ["provisioningMilliseconds": 15_000])
            var life = CrashLife(verb, "unsettled", in: sandbox, .everyPoint, environment: off, lag: 6)
            let report = try await life.run()
            #expect(report.bill.purchases > 1)
            #expect(report.faults != [])
        }
    }

    /// `make crash`: as many kills as CRASH_KILLS says.
    @Test(.enabled(if: CrashCampaign.kills > 0), .timeLimit(.minutes(240)))
    func `a campaign of many kills`() async throws {
        var matrix = CrashMatrix()
        var number = 0
        while matrix.total < CrashCampaign.kills, matrix.faults.count < 20 {
            let ways = CrashLife.Way.allCases.filter { number == 0 || $0 != .unharmed }
            try await matrix.round(number, ways: ways, atOnce: number.isMultiple(of: 2))
            number += 1
            print("round \(number): \(matrix.total) kills, \(matrix.faults.count) faults")
        }
        print(matrix)
        #expect(matrix.faults == [])
        for verb in CrashVerb.all { #expect(matrix.missed(verb) == []) }
    }
}

enum CrashCampaign {
    static let kills = ProcessInfo.processInfo.environment["CRASH_KILLS"].flatMap { Int($0) } ?? 0
}
