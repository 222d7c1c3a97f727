import AzureCore
import Foundation
import JSON
import TestSupport
import Testing

@testable import Workflows

@Suite(.onEveryStore) struct AlertRowsTests {
    private let fleet: AlertFleet

    init() async throws {
        fleet = try await AlertFleet()
    }

    @Test func `an alert opens once and closes once, however often it is looked at and by however many`() async throws {
        try await fleet.see(daysLeft: 5)
        let fleet = fleet
        let opened = try await withThrowingTaskGroup(of: [AlertEvent].self) { group in
            for number in 0..<6 { group.addTask { try await fleet.settle(number % 2) } }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(opened.map(\.word) == [.opened] && opened.first?.condition.kind == .daysLeft)
        #expect(try await fleet.journals[1].openAlerts() == [.daysLeft: 1])
        fleet.time.pass(60)
        try await fleet.see(daysLeft: 190)
        let closed = try await fleet.settle(1) + fleet.settle(0)
        #expect(closed.map(\.word) == [.closed] && closed.first?.alert == opened.first?.alert)
        #expect(try await fleet.journals[0].openAlerts() == [:])
        #expect(try await fleet.messages() == ["opened queued", "closed queued"])
    }

    @Test func `what comes again after it was over is another alert`() async throws {
        var alerts: [String] = []
        for days in [5.0, 100, 5] {
            try await fleet.see(daysLeft: days)
            alerts += try await fleet.settle().map(\.alert)
            fleet.time.pass(1)
        }
        #expect(alerts.count == 3 && alerts[0] == alerts[1] && alerts[2] != alerts[0])
    }

    @Test func `what still holds after a day is told again, once`() async throws {
        try await fleet.see(daysLeft: 5)
        _ = try await fleet.settle()
        fleet.time.pass(86_399)
        #expect(try await fleet.settle() == [])
        fleet.time.pass(2)
        #expect(try await fleet.settle(1).map(\.word) == [.reminded])
        #expect(try await fleet.settle(0) == [])
    }

    @Test func `an order that is gone has no alert left`() async throws {
        try await fleet.see(daysLeft: 5)
        _ = try await fleet.settle()
        fleet.time.pass(5)
        try await Inventory(fleet.journals[0]).forget(notSeenSince: fleet.time.now)
        #expect(try await fleet.settle().map(\.word) == [.closed])
    }

    @Test func `each machine's clock is an alert of its own, which the looks at orders leave alone`() async throws {
        let wrong = (what: "This machine's clock is wrong by 3 hours.", fix: "timedatectl set-ntp true")
        func settle(_ detail: (what: String, fix: String)?, _ machine: String) async throws -> [AlertEvent.Word] {
            try await fleet.journals[0].settleClockAlert(detail, machine: machine, AlertRules(), hooks: [fleet.hook]).map(\.word)
        }
        #expect(try await settle(wrong, "one") == [.opened])
        #expect(try await settle(wrong, "one") == [])
        #expect(try await settle(wrong, "two") == [.opened])
        #expect(try await fleet.settle() == [])
        #expect(try await settle(nil, "one") == [.closed])
        #expect(try await fleet.journals[0].openAlerts() == [.clockSkew: 1])
    }

    @Test func `a message is taken by one, and what closes an alert waits until what opened it is sent`() async throws {
        try await fleet.see(daysLeft: 5)
        _ = try await fleet.settle()
        fleet.time.pass(1)
        try await fleet.see(daysLeft: 100)
        _ = try await fleet.settle()
        let first = try #require(try await fleet.journals[0].takeMessage(for: fleet.hook))
        #expect(first.body["event"] == "opened")
        #expect(try await fleet.journals[1].takeMessage(for: fleet.hook) == nil)
        #expect(try await fleet.journals[1].takeMessage(for: "another") == nil)
        try await fleet.journals[0].put(first, as: .sent)
        let second = try #require(try await fleet.journals[1].takeMessage(for: fleet.hook))
        #expect(second.body["event"] == "closed" && second.body["alert"] == first.body["alert"])
    }

    @Test func `a message that a killed daemon had taken is sent by another, and the late one changes nothing`() async throws {
        try await fleet.see(daysLeft: 5)
        _ = try await fleet.settle()
        let lost = try #require(try await fleet.journals[0].takeMessage(for: fleet.hook))
        fleet.time.pass(61)
        let taken = try #require(try await fleet.journals[1].takeMessage(for: fleet.hook))
        #expect(taken.id == lost.id && taken.body == lost.body)
        try await fleet.journals[0].put(lost, as: .lost)
        #expect(try await fleet.messages() == ["opened queued"])
        try await fleet.journals[1].put(taken, as: .sent)
        #expect(try await fleet.messages() == ["opened sent"])
    }
}
