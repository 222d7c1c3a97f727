import JSON
import Testing

@testable import AzureCore

@Suite struct ThrottleBudgetTests {
    private var budget = ThrottleBudget(verb: .writes)

    /// One call whose answer comes at once.
    private mutating func call(_ result: ThrottleBudget.Result, at now: Duration) {
        budget.finish(budget.start(at: now), result, at: now)
    }

    @Test mutating func `until the first answer one call goes ahead of all others`() {
        #expect(budget.earliestStart(at: .zero) == .zero)
        let ticket = budget.start(at: .zero)
        #expect(budget.earliestStart(at: .seconds(5)) == nil)
        budget.finish(ticket, .remaining(199), at: .seconds(5))
        #expect(budget.earliestStart(at: .seconds(5)) == .seconds(5))
    }

    @Test mutating func `a service that does not count lets everything through`() {
        call(.unmetered, at: .zero)
        for _ in 0..<1000 { _ = budget.start(at: .zero) }
        #expect(budget.earliestStart(at: .zero) == .zero)
    }

    @Test mutating func `a lost answer tells nothing, so the next call goes ahead alone again`() {
        call(.silent, at: .zero)
        #expect(budget.earliestStart(at: .zero) == .zero)
        _ = budget.start(at: .zero)
        #expect(budget.earliestStart(at: .zero) == nil)
    }

    @Test mutating func `what remains shows the regime`() {
        call(.remaining(199), at: .zero)
        #expect(budget.regime == .bucket)
        call(.remaining(1190), at: .zero)
        #expect(budget.regime == .hourly)
        call(.remaining(12), at: .seconds(3000))
        #expect(budget.regime == .hourly)
    }

    @Test mutating func `calls under way count as spent until their answers are in`() {
        call(.remaining(199), at: .zero)
        let tickets = (0..<10).map { _ in budget.start(at: .zero) }
        budget.finish(tickets[0], .remaining(198), at: .zero)
        #expect(budget.remaining(at: .zero) == 189)
        for ticket in tickets.dropFirst() { budget.finish(ticket, .remaining(189), at: .zero) }
        #expect(budget.remaining(at: .zero) == 189)
    }

    @Test mutating func `an answer that was overtaken does not raise what is left`() {
        call(.remaining(100), at: .zero)
        let first = budget.start(at: .seconds(1))
        let second = budget.start(at: .seconds(1))
        budget.finish(second, .remaining(98), at: .seconds(2))
        budget.finish(first, .remaining(99), at: .seconds(3))
        #expect(budget.remaining(at: .seconds(3)) == 98)
    }

    @Test mutating func `a call that never left is given back`() {
        call(.remaining(100), at: .zero)
        let ticket = budget.start(at: .zero)
        #expect(budget.remaining(at: .zero) == 99)
        budget.finish(ticket, .notSent, at: .zero)
        #expect(budget.remaining(at: .zero) == 100)
    }

    @Test mutating func `after a refusal nobody sends before its time, and then one goes ahead`() {
        call(.remaining(199), at: .zero)
        call(.refused(retryAfter: .seconds(17)), at: .seconds(1))
        #expect(budget.earliestStart(at: .seconds(1)) == .seconds(18))
        #expect(budget.earliestStart(at: .seconds(17)) == .seconds(18))
        #expect(budget.earliestStart(at: .seconds(18)) == .seconds(18))
        _ = budget.start(at: .seconds(18))
        #expect(budget.earliestStart(at: .seconds(18)) == nil)
    }

    @Test mutating func `a refusal that is shorter than one before it does not shorten the pause`() {
        let (first, second) = (budget.start(at: .zero), budget.start(at: .zero))
        budget.finish(first, .refused(retryAfter: .seconds(60)), at: .zero)
        budget.finish(second, .refused(retryAfter: .seconds(5)), at: .seconds(1))
        #expect(budget.pausedUntil == .seconds(60))
    }

    @Test mutating func `refusals without a time are paused for longer and longer`() {
        var now = Duration.zero
        var pauses: [Duration] = []
        for _ in 0..<9 {
            call(.refused(retryAfter: nil), at: now)
            pauses.append(budget.pausedUntil - now)
            now = budget.pausedUntil
        }
        #expect(pauses == [1, 2, 4, 8, 16, 32, 64, 64, 64].map { .seconds($0) })
        call(.remaining(100), at: now)
        call(.refused(retryAfter: nil), at: now)
        #expect(budget.pausedUntil - now == .seconds(1))
    }

    @Test mutating func `the rest of an hour's budget goes out in drips that outlast the hour`() {
        call(.remaining(1199), at: .zero)
        call(.remaining(30), at: .seconds(60))
        #expect(budget.earliestStart(at: .seconds(60)) == .seconds(60 + 120))
        call(.remaining(1199), at: .seconds(180))
        #expect(budget.earliestStart(at: .seconds(180)) == .seconds(180))
    }

    @Test mutating func `what is exported is taken over, the pause counted from its moment`() throws {
        call(.remaining(1199), at: .seconds(100))
        call(.remaining(400), at: .seconds(200))
        call(.refused(retryAfter: .seconds(90)), at: .seconds(200))
        let exported = try #require(budget.exported(at: .seconds(210)))
        var other = ThrottleBudget(verb: .writes)
        other.merge(exported, age: .seconds(30), at: .seconds(5))
        #expect(other.pausedUntil == .seconds(5 + 80 - 30))
        #expect(other.regime == .hourly)
    }

    @Test mutating func `of two opinions on what is left the smaller one wins`() throws {
        call(.remaining(1199), at: .zero)
        var other = ThrottleBudget(verb: .writes)
        other.finish(other.start(at: .zero), .remaining(300), at: .zero)
        budget.merge(try #require(other.exported(at: .zero)), age: .zero, at: .zero)
        #expect(budget.remaining(at: .zero) == 300)
    }

    @Test mutating func `what another one tells while the first call is under way leaves room for all the others`() throws {
        var other = ThrottleBudget(verb: .writes)
        other.finish(other.start(at: .zero), .remaining(1199), at: .zero)
        _ = budget.start(at: .zero)
        budget.merge(try #require(other.exported(at: .zero)), age: .zero, at: .zero)
        #expect(budget.earliestStart(at: .zero) == .zero && budget.remaining(at: .zero) == 1198)
    }

    @Test(arguments: [
        "{}", "[]", #"{"limit":-1,"remaining":5}"#, #"{"limit":1e99,"remaining":1}"#, #"{"limit":9,"remaining":1e300}"#,
        #"{"pausedForSeconds":1e12}"#, #"{"limit":200,"remaining":"x"}"#,
    ])
    func `an export that makes no sense changes nothing`(text: String) throws {
        var budget = budget
        budget.merge(try JSONValue(parsing: text), age: .zero, at: .zero)
        #expect(budget.limit == 0)
        #expect(budget.pausedUntil == .zero)
        #expect(budget.exported(at: .zero) == nil)
    }
}

@Suite struct RefillMeterTests {
    private func sample(_ sequence: Int, _ remaining: Int, at seconds: Double, overlaps: Int = 0) -> RefillMeter.Sample {
        .init(sequence: sequence, remaining: remaining, at: .seconds(seconds), overlaps: overlaps)
    }

    private func measure(_ samples: RefillMeter.Sample...) -> [Double?] {
        var meter = RefillMeter()
        return samples.map { meter.measure($0, limit: 200, rate: 10, nominal: 10) }
    }

    @Test func `what came back beside what was spent is the refill`() {
        #expect(measure(sample(1, 100, at: 0), sample(11, 115, at: 2.5)) == [nil, 10])
        #expect(measure(sample(1, 100, at: 0), sample(11, 90, at: 2)) == [nil, 0])
    }

    @Test func `two seconds have to pass`() {
        #expect(measure(sample(1, 100, at: 0), sample(2, 99, at: 1.9)) == [nil, nil])
    }

    @Test func `a budget that was full measures nothing`() {
        #expect(measure(sample(1, 199, at: 0), sample(2, 198, at: 9)) == [nil, nil])
        #expect(measure(sample(1, 150, at: 0), sample(2, 160, at: 9)) == [nil, nil])
    }

    @Test func `calls under way at the same time ask for a longer measure`() {
        #expect(measure(sample(1, 50, at: 0, overlaps: 10), sample(21, 50, at: 3, overlaps: 10)) == [nil, nil])
        #expect(measure(sample(1, 50, at: 0, overlaps: 10), sample(51, 50, at: 5, overlaps: 10)) == [nil, 10])
    }

    @Test func `a calmer moment begins a new measure`() {
        #expect(measure(sample(1, 50, at: 0, overlaps: 60), sample(2, 50, at: 3), sample(12, 50, at: 5)) == [nil, nil, 5])
    }
}
