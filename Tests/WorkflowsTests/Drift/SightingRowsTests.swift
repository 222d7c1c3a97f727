import AppServiceCertificates
import AzureCore
import Foundation
import JSON
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Workflows

/// Two daemons on one state, and a clock that the test moves.
@Suite(.onEveryStore) struct SightingRowsTests {
    private let journals: [Journal]

    init() async throws {
        let location = try TestedStore.current.newLocation()
        let time = Time()
        self.time = time
        var journals: [Journal] = []
        for _ in 0..<2 {
            journals.append(Journal(store: try await Store.open(location, migrations: Journal.migrations), now: { time.now }))
        }
        self.journals = journals
    }

    private let time: Time

    private final class Time: Sendable {
        private let state = Mutex(Date(timeIntervalSince1970: 1_700_000_000))
        var now: Date { state.withLock(\.self) }
        func pass(_ seconds: Double) { state.withLock { $0 += seconds } }
    }

    private func keep(_ count: Int, status: String = "Issued") async throws {
        let orders = try (0..<count).map { number in
            try CertificateOrder(json: [
                "id": .string("\(SightFixture.group)/Microsoft.CertificateRegistration/certificateOrders/order-\(number)"),
                "name": .string("order-\(number)"), "location": "global",
                "properties": ["distinguishedName": "CN=a.test", "status": .string(status)],
            ])
        }
        try await Inventory(journals[0]).keep(orders, seenAt: time.now)
    }

    private func rules(_ most: Int) -> LookRules {
        var rules = LookRules()
        rules.most = most
        return rules
    }

    private func sighting() -> Sighting {
        var sighting = Sighting()
        sighting.at = time.now
        return sighting
    }

    @Test func `two daemons take different orders, and none is taken twice before its look is old`() async throws {
        try await keep(5)
        let first = try await journals[0].claimLooks(rules(3), at: time.now)
        let second = try await journals[1].claimLooks(rules(3), at: time.now)
        #expect(first.items.count == 3 && second.items.count == 2)
        #expect(Set((first.items + second.items).map(\.id.name)).count == 5)
        for (journal, looks) in zip(journals, [first, second]) {
            try await journal.keep(Dictionary(uniqueKeysWithValues: looks.items.map { ($0.id.subject, sighting()) }), of: looks)
        }
        #expect(try await journals[0].claimLooks(rules(9), at: time.now).items.isEmpty)
        time.pass(901)
        #expect(try await journals[0].claimLooks(rules(9), at: time.now).items.count == 5)
    }

    @Test func `those that were looked at longest ago come first`() async throws {
        try await keep(3)
        for _ in 0..<3 {
            let looks = try await journals[0].claimLooks(rules(1), at: time.now)
            try await journals[0].keep([try #require(looks.items.first).id.subject: sighting()], of: looks)
            time.pass(1)
        }
        time.pass(2000)
        let next = try await journals[0].claimLooks(rules(1), at: time.now).items.first?.id.name
        #expect(next == "order-0")
    }

    @Test func `what a killed daemon took is taken by another, and what it writes when it wakes up is not`() async throws {
        try await keep(1)
        let lost = try await journals[0].claimLooks(rules(1), at: time.now)
        #expect(try await journals[1].claimLooks(rules(1), at: time.now).items.isEmpty)
        time.pass(Journal.lookSeconds + 1)
        let taken = try await journals[1].claimLooks(rules(1), at: time.now)
        let subject = try #require(taken.items.first).id.subject
        var late = sighting()
        late.serial = "late"
        try await journals[0].keep([subject: late], of: lost)
        #expect(try await journals[0].sighting(of: subject) == nil)
        try await journals[1].keep([subject: sighting()], of: taken)
        #expect(try await journals[0].sighting(of: subject)?.at == time.now)
    }

    @Test func `looks there was no time for are given back`() async throws {
        try await keep(2)
        let looks = try await journals[0].claimLooks(rules(2), at: time.now)
        try await journals[0].keep([looks.items[0].id.subject: sighting()], of: looks)
        #expect(try await journals[1].claimLooks(rules(2), at: time.now).items.map(\.id) == [looks.items[1].id])
    }

    @Test func `an order that is gone from the inventory leaves nothing behind`() async throws {
        try await keep(2)
        _ = try await journals[0].claimLooks(rules(2), at: time.now)
        time.pass(5)
        try await Inventory(journals[0]).forget(notSeenSince: time.now)
        _ = try await journals[0].claimLooks(rules(2), at: time.now)
        let left = try await journals[0].store.read { try $0.rows("SELECT subject FROM sighting", []).count }
        #expect(left == 0)
    }
}
