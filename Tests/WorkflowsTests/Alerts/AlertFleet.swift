import AppServiceCertificates
import AzureCore
import Foundation
import JSON
import Storage
import Synchronization
import TestSupport

@testable import Workflows

/// A state with one order, as two daemons see it, and a clock that the test moves.
struct AlertFleet {
    final class Time: Sendable {
        private let state = Mutex(Date(timeIntervalSince1970: 1_700_000_000))
        var now: Date { state.withLock(\.self) }
        func pass(_ seconds: Double) { state.withLock { $0 += seconds } }
    }

    let time = Time()
    let journals: [Journal]
    let hook = "hook"

    init() async throws {
        let location = try TestedStore.current.newLocation()
        var journals: [Journal] = []
        for _ in 0..<2 {
            let store = try await Store.open(location, migrations: Journal.migrations)
            journals.append(Journal(store: store, now: { [time] in time.now }))
        }
        self.journals = journals
    }

    /// The order is seen with so many days left.
    func see(daysLeft: Double) async throws {
        let order = try CertificateOrder(json: [
            "id": .string("\(SightFixture.group)/Microsoft.CertificateRegistration/certificateOrders/web"), "name": "web",
            "location": "global",
            "properties": [
                "distinguishedName": "CN=a.test", "status": "Issued",
                "expirationTime": .string(RFC3339.text(time.now + daysLeft * 86_400)),
            ],
        ])
        try await Inventory(journals[0]).keep([order], seenAt: time.now)
    }

    func settle(_ number: Int = 0, _ rules: AlertRules = AlertRules()) async throws -> [AlertEvent] {
        try await journals[number].settleAlerts(rules, hooks: [hook], at: time.now)
    }

    /// The states of all messages, those made first at the front.
    func messages() async throws -> [String] {
        try await journals[0].store.read {
            try $0.rows("SELECT body, state FROM alert_message ORDER BY made, id", []).map { row in
                "\(try row.json("body")["event"]?.string ?? "") \(try row.text("state"))"
            }
        }
    }
}
