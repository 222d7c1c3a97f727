import Foundation
import JSON
import Testing

@testable import Workflows

@Suite struct MaintenanceWindowTests {
    private func date(_ text: String) throws -> Date { try #require(RFC3339.date(text)) }

    @Test(arguments: [
        ("Mon-Fri 02:00-05:00", "2026-11-23T02:00:00Z", true), ("Mon-Fri 02:00-05:00", "2026-11-23T05:00:00Z", false),
        ("Mon-Fri 02:00-05:00", "2026-11-22T03:00:00Z", false), ("Sat,Sun 00:00-24:00", "2026-11-22T23:59:59Z", true),
        ("Fri-Mon 10:00-11:00", "2026-11-22T10:30:00Z", true), ("Fri-Mon 10:00-11:00", "2026-11-24T10:30:00Z", false),
        ("Sun 22:00-02:00", "2026-11-23T01:00:00Z", true), ("Sun 22:00-02:00", "2026-11-24T01:00:00Z", false),
        ("daily 22:00-02:00", "1969-12-31T23:00:00Z", true),
    ])
    func `a moment is inside or not, across midnight and the week's end too`(window: String, moment: String, inside: Bool) throws {
        #expect(try #require(MaintenanceWindow(window)).contains(try date(moment)) == inside)
    }

    @Test func `the next beginning is later the same day, or a week away`() throws {
        let window = try #require(MaintenanceWindow("Mon 02:00-05:00"))
        #expect(window.start(after: try date("2026-11-23T01:59:59Z")) == (try date("2026-11-23T02:00:00Z")))
        #expect(window.start(after: try date("2026-11-23T02:00:00Z")) == (try date("2026-11-30T02:00:00Z")))
    }

    @Test(arguments: [
        "", "Mon", "02:00-05:00", "Mon 2:00-5:00", "Mon 02:00", "Mon 02:00-02:00", "Mon 25:00-26:00", "Mon 02:60-03:00", "Mo 02:00-03:00",
        "Mon-Tue-Wed 02:00-03:00", "Mon, 02:00-03:00", "Mon 24:00-02:00", "Mon 02:00-03:00-04:00",
    ])
    func `what is no window is refused`(text: String) {
        #expect(MaintenanceWindow(text) == nil)
    }

    @Test(arguments: [
        ("2026-12-20/2027-01-02", "2026-12-20T00:00:00Z", "2027-01-03T00:00:00Z"),
        ("2026-12-24/2026-12-24", "2026-12-24T00:00:00Z", "2026-12-25T00:00:00Z"),
        ("2026-12-20T18:00:00Z/2026-12-21T06:00:00+01:00", "2026-12-20T18:00:00Z", "2026-12-21T05:00:00Z"),
    ])
    func `a blackout lasts to the end of its last day, or to a time`(text: String, from: String, to: String) throws {
        let blackout = try #require(Blackout(text))
        #expect(blackout.from == (try date(from)))
        #expect(blackout.to == (try date(to)))
    }

    @Test(arguments: [
        "", "2026-12-20", "2027-01-02/2026-12-20", "2026-12-20/2026-12-21/2026-12-22", "2026-13-01/2027-01-02", "/2027-01-02",
    ])
    func `what is no blackout is refused`(text: String) {
        #expect(Blackout(text) == nil)
    }
}
