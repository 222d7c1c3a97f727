import AppServiceCertificates
import AzureCore
import Foundation
import JSON
import Testing

@testable import Workflows

@Suite struct AlertConditionsTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_000)
    private let wall = Date(timeIntervalSince1970: 1_700_000_000)

    private func order(_ status: String = "Issued", _ sighting: Sighting? = nil, since: Double = 0, days: Double = 100) throws
        -> AlertFacts.Order
    {
        let id = try #require(ResourceID("\(SightFixture.group)/Microsoft.CertificateRegistration/certificateOrders/web"))
        return AlertFacts.Order(
            id: id,
            status: .init(rawValue: status),
            statusSince: now - since,
            expires: now + days * 86_400,
            sighting: sighting
        )
    }

    private func conditions(_ order: AlertFacts.Order, _ run: AlertFacts.Occupation? = nil) -> [AlertCondition] {
        var facts = AlertFacts()
        facts.orders = [order]
        if let run { facts.occupations[order.id.subject] = run }
        return AlertRules().conditions(facts, now: now, wall: wall)
    }

    private func note(_ hop: Hop) -> Drift { Drift(hop, what: "it", detail: "differs", fix: "signet sync web", since: wall) }

    @Test func `an order that is as it should be is worth no alert`() throws {
        #expect(conditions(try order("Issued", since: 1e7)) == [])
        #expect(conditions(try order("Pendingissuance", since: 3600)) == [])
    }

    @Test func `a certificate with few days left says what is next`() throws {
        var ending = try order(days: 9)
        ending.next = ("signet renew web", "due since 2027-01-01, free")
        let condition = try #require(conditions(ending).first)
        #expect(condition.kind == .daysLeft && condition.fix == "signet renew web" && condition.detail.contains("due since"))
        #expect(conditions(try order("Expired", days: -1)).map(\.kind) == [.daysLeft], "it did not become well by ending")
        #expect(conditions(try order("Revoked", days: 3)) == [])
        #expect(conditions(try order("Expired", days: -31)) == [])
    }

    @Test(arguments: ["Pendingissuance", "PendingRekey", "NotSubmitted", "Pendingrevocation"])
    func `an order that stays in a state that should pass is old after a day`(status: String) throws {
        #expect(conditions(try order(status, since: 90_000)).map(\.kind) == [.stateAge])
    }

    @Test func `a run that does not end is told with what it waits for, and one that was stopped at once`() throws {
        let waiting = AlertFacts.Occupation(workflow: "Renew", isStopped: false, waiting: "the record", since: wall - 90_000)
        let old = try #require(conditions(try order("Pendingissuance", since: 90_000), waiting).first)
        #expect(old.kind == .stateAge && old.detail.contains("the record"), "\(old)")
        let stopped = AlertFacts.Occupation(workflow: "Renew", isStopped: true, waiting: nil, since: wall)
        #expect(conditions(try order(), stopped).map(\.kind) == [.runStopped])
        #expect(conditions(try order(), stopped).first?.fix == "signet status web --resource-group group")
    }

    @Test func `rights that are gone are one alert and not two`() throws {
        var sighting = Sighting()
        sighting.lostRights = note(.vault)
        sighting.drift = note(.vault)
        #expect(conditions(try order("Issued", sighting)).map(\.kind) == [.vaultRights])
        sighting.drift = note(.order)
        #expect(conditions(try order("Issued", sighting)).map(\.kind) == [.vaultRights, .drift])
    }

    @Test func `dropped names, fraud and an overlap half gone are alerts of their own`() throws {
        var sighting = Sighting()
        sighting.overlap = note(.wire)
        sighting.droppedName = note(.order)
        sighting.fraud = note(.order)
        #expect(conditions(try order("Issued", sighting)).map(\.kind) == [.overlapHalfGone, .nameDropped, .fraud])
    }
}
