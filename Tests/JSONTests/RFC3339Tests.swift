import FoundationEssentials
import JSON
import Testing

@Suite struct RFC3339Tests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2026-01-31T08:00:00Z", 1_769_846_400), ("2022-11-12T23:40:25+00:00", 1_668_296_425),
            ("2022-11-13T01:10:25+01:30", 1_668_296_425), ("2022-11-12T15:40:25-08:00", 1_668_296_425),
            ("2022-11-12t23:40:25z", 1_668_296_425),
            ("2000-02-29T00:00:00Z", 951_782_400), ("1969-12-31T23:59:59Z", -1), ("0000-01-01T00:00:00Z", -62_167_219_200),
            ("9999-12-31T23:59:59Z", 253_402_300_799), ("2016-12-31T23:59:60Z", 1_483_228_800), ("2024-03-01T00:00:00Z", 1_709_251_200),
        ]
    )
    func `a date is read`(text: String, seconds: Int) {
        #expect(RFC3339.date(text)?.timeIntervalSince1970 == TimeInterval(seconds))
    }

    @Test func `decimals of any number are read`() throws {
        let half = try #require(RFC3339.date("1970-01-01T00:00:01.5Z"))
        #expect(half.timeIntervalSince1970 == 1.5)
        let ticks = try #require(RFC3339.date("1970-01-01T00:00:01.1234567Z"))
        #expect(abs(ticks.timeIntervalSince1970 - 1.1234567) < 1e-6)
        let long = try #require(RFC3339.date("1970-01-01T00:00:01.\(String(repeating: "9", count: 5000))Z"))
        #expect(abs(long.timeIntervalSince1970 - 2) < 1e-6)
    }

    @Test(
        arguments: [
            "", "2026", "2026-01-31", "2026-01-31T08:00:00", "2026-01-31 08:00:00Z", "2026-1-31T08:00:00Z", "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z", "2026-01-32T00:00:00Z", "2026-01-00T00:00:00Z", "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z",
            "2026-04-31T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:61Z", "2026-01-01T00:00:00.Z",
            "2026-01-01T00:00:00Zx", "2026-01-01T00:00:00+0000", "2026-01-01T00:00:00+24:00", "2026-01-01T00:00:00+00:60",
            "2026-01-01T00:00Z", "+2026-01-01T00:00:00Z", "2026-01-01T00:00:00 Z", "２026-01-01T00:00:00Z", "2026-01-01T00:00:00\u{0}",
        ]
    )
    func `anything else is no date`(text: String) {
        #expect(RFC3339.date(text) == nil)
    }

    @Test func `a date is written in UTC and whole seconds`() {
        #expect(RFC3339.text(Date(timeIntervalSince1970: 1_668_296_425.9)) == "2022-11-12T23:40:25Z")
        #expect(RFC3339.text(Date(timeIntervalSince1970: -0.5)) == "1969-12-31T23:59:59Z")
        #expect(RFC3339.text(Date(timeIntervalSince1970: 1_668_296_425.25), milliseconds: true) == "2022-11-12T23:40:25.250Z")
    }

    @Test(arguments: [Double.infinity, -.infinity, .nan, 1e300, -1e300])
    func `a date that cannot be written becomes one that can`(seconds: Double) {
        let text = RFC3339.text(Date(timeIntervalSince1970: seconds))
        #expect(["0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z"].contains(text))
    }

    @Test func `every day of five centuries comes back, and they follow each other`() throws {
        var previous = ""
        for day in stride(from: -150_000, through: 60_000, by: 1) {
            let date = Date(timeIntervalSince1970: TimeInterval(day * 86_400 + 86_399))
            let text = RFC3339.text(date)
            #expect(text > previous)
            #expect(RFC3339.date(text) == date)
            previous = text
        }
    }
}
