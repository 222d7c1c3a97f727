import Foundation
import JSON
import Testing

@testable import Workflows

@Suite struct FleetRulesTests {
    static let day = 86_400.0
    /// A Monday, midnight.
    let due = Date(timeIntervalSince1970: 1_795_392_000)
    var end: Date { due + 60 * Self.day }

    private func rules(_ change: (inout FleetRules) -> Void) -> FleetRules {
        var rules = FleetRules()
        rules.spreadHours = 0
        change(&rules)
        return rules
    }

    @Test func `without windows a renewal begins on its day, or now when that has passed`() {
        let rules = rules { _ in }
        #expect(rules.start(due: due, end: end, subject: "/a", now: due - Self.day) == .init(at: due, cause: .due))
        #expect(rules.start(due: due, end: end, subject: "/a", now: due + Self.day) == .init(at: due + Self.day, cause: .due))
    }

    @Test func `it waits for its window and for the end of a blackout`() throws {
        let window = try #require(MaintenanceWindow("Wed 02:00-05:00"))
        let windowed = rules { $0.windows = [window] }
        let wednesday = due + 2 * Self.day + 2 * 3600
        #expect(windowed.start(due: due, end: end, subject: "/a", now: due) == .init(at: wednesday, cause: .window))
        let freeze = try #require(Blackout(from: due - Self.day, to: wednesday + 3600))
        let frozen = rules { ($0.windows, $0.blackouts) = ([window], [freeze]) }
        #expect(frozen.start(due: due, end: end, subject: "/a", now: due).at == wednesday + 3600)
        let long = try #require(Blackout(from: due, to: wednesday + 4 * 3600))
        let later = rules { ($0.windows, $0.blackouts) = ([window], [long]) }
        #expect(later.start(due: due, end: end, subject: "/a", now: due).at == wednesday + 7 * Self.day)
    }

    @Test func `no window and no blackout holds it past half of the time that is left`() throws {
        let freeze = try #require(Blackout(from: due - Self.day, to: end))
        let frozen = rules { $0.blackouts = [freeze] }
        let half = due + 30 * Self.day
        #expect(frozen.start(due: due, end: end, subject: "/a", now: due) == .init(at: half, cause: .emergency))
        #expect(frozen.start(due: due, end: end, subject: "/a", now: half + 1) == .init(at: half + 1, cause: .emergency))
    }

    @Test func `what is due at one moment is spread, each order always to the same place, never past the emergency`() {
        let rules = FleetRules()
        let starts = (0..<1000).map { rules.start(due: due, end: end, subject: "/order-\($0)", now: due - Self.day).at }
        #expect(starts.allSatisfy { $0 >= due && $0 < due + Self.day })
        let hours = Dictionary(grouping: starts) { Int($0.timeIntervalSince(due) / 3600) }
        #expect(hours.count == 24 && hours.values.allSatisfy { (20...70).contains($0.count) }, "\(hours.mapValues(\.count))")
        #expect(rules.start(due: due, end: end, subject: "/ORDER-7", now: due - Self.day).at == starts[7])
        let short = (0..<100).map { rules.start(due: due, end: due + 3600, subject: "/\($0)", now: due).at }
        #expect(short.allSatisfy { $0 <= due + 1800 })
    }
}
