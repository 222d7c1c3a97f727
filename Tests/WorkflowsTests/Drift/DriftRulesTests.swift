import AppServiceCertificates
import Foundation
import JSON
import Testing

@testable import Workflows

@Suite struct DriftRulesTests {
    let fixture = SightFixture()
    private let wall = Date(timeIntervalSince1970: 1_700_000_000)
    private let host = "www.contoso.test"

    /// An order that is served as it should be, with the properties given.
    private func sight(_ changes: [String: JSONValue?] = [:]) throws -> OrderSight {
        var sight = try fixture.sight("Issued", changes)
        var store = try fixture.store("Succeeded", fixture.stored(SightFixture.leaf))
        store.rights = [.passed("rights of Microsoft Azure App Service", "granted on vault")]
        sight.stores = [store]
        sight.imports = [try fixture.copy(SightFixture.leaf)]
        sight.bindings = [fixture.host(host, SightFixture.leaf)]
        sight.served = [host: Served(hostName: host, serialNumber: sight.order.serialNumber, fault: nil)]
        return sight
    }

    private func look(_ sight: OrderSight, _ before: Sighting? = nil, renewer: Renewer = .signet, runs: [Run] = [], after: Double = 0)
        -> Sighting
    {
        let past = OrderPast(before: before, renewer: renewer, runs: runs)
        return DriftRules(OrderFindings(sight), past: past, at: wall + after).sighting
    }

    private func run(
        _ workflow: String,
        _ state: Run.State,
        input: JSONValue = [:],
        _ entries: [(JournalEntry.Kind, String, JSONValue)] = [],
        ended: Double = 0
    ) -> Run {
        let lines = entries.enumerated().map { JournalEntry(sequence: Int64($0), kind: $1.0, step: $1.1, body: $1.2, at: wall) }
        return Run(
            id: workflow,
            workflow: workflow,
            version: 1,
            subject: "s",
            input: input,
            state: state,
            entries: lines,
            created: wall,
            updated: wall + ended
        )
    }

    @Test func `where every place has the order's certificate nothing drifts, and its host names are remembered`() throws {
        let seen = look(try sight())
        #expect(seen.drift == nil && seen.lostRights == nil)
        #expect(Set(seen.hosts.keys) == [host] && seen.serial == "1A2B3C")
    }

    @Test func `the first place that differs is named, whatever lies behind it`() throws {
        var stale = try sight()
        stale.stores[0].content = fixture.stored(SightFixture.older)
        stale.imports = [try fixture.copy(SightFixture.older)]
        stale.bindings = [fixture.host(host, SightFixture.older)]
        #expect(look(stale).drift?.hop == .vault)
        stale.stores[0].content = fixture.stored(SightFixture.leaf)
        #expect(look(stale).drift?.hop == .webCertificate)
        #expect(look(stale).drift?.fix == "signet sync web --resource-group group")
        stale.imports = [try fixture.copy(SightFixture.leaf)]
        stale.bindings = [fixture.host(host, "1111")]
        let wrong = look(stale, look(try sight()))
        #expect(wrong.drift?.hop == .binding)
        stale.bindings = [fixture.host(host, SightFixture.leaf)]
        stale.served = [host: Served(hostName: host, serialNumber: "77", fault: nil)]
        #expect(look(stale).drift?.hop == .wire)
    }

    @Test func `a host whose certificate somebody took off is missed, as it was seen bound before`() throws {
        var unbound = try sight()
        unbound.bindings = [fixture.host(host, nil)]
        unbound.served = [:]
        let seen = look(unbound, look(try sight()))
        #expect(seen.drift?.hop == .binding && seen.drift?.detail.contains("no certificate is bound") == true)
        #expect(seen.drift?.fix == "signet bind web --resource-group group --site site --hostname \(host)")
        #expect(Set(seen.hosts.keys) == [host], "or the next look would not miss it")
    }

    @Test func `a host that no site has any more is missed, unless signet took it away or somebody adopts the order as it is`() throws {
        var gone = try sight()
        gone.bindings = []
        gone.served = [:]
        let before = look(try sight())
        let seen = look(gone, before)
        #expect(seen.drift?.hop == .binding && seen.drift?.detail.contains("no site has it any more") == true)
        #expect(seen.drift?.fix.contains("signet bind web --resource-group group --site site --hostname \(host)") == true)
        let unbound = run(Retire.name, .stopped, [(.outcome, "unbind \(host)", [:])])
        #expect(look(gone, before, runs: [unbound]).drift == nil)
        let adopted = look(gone, seen, runs: [run(Adopt.name, .done, ended: 60)], after: 120)
        #expect(adopted.drift == nil && adopted.hosts == [:])
    }

    @Test func `a right that is gone is told as such, and as drift of the vault`() throws {
        var lost = try sight()
        lost.stores[0].rights = [.blocking("rights of Microsoft Azure App Service", "it may not use the secrets of vault", fix: "az grant")]
        let seen = look(lost)
        #expect(seen.lostRights?.fix == "az grant" && seen.drift?.hop == .vault && seen.drift?.fix == "az grant")
    }

    @Test func `a certificate nobody here asked for is a foreign renewal until a run has brought it everywhere`() throws {
        let before = look(try sight())
        let renewed = try sight(["serialNumber": "2B"])
        let seen = look(renewed, before, after: 60)
        #expect(seen.drift?.hop == .order && seen.drift?.detail.contains("serial 2B") == true && seen.serial == "1A2B3C")
        let again = look(renewed, seen, after: 120)
        #expect(again.drift?.since == wall + 60, "it is the same one")
        let synced = look(renewed, again, runs: [run(Sync.name, .done, ended: 180)], after: 240)
        #expect(synced.drift == nil && synced.serial == "2B")
    }

    @Test func `what signet asked for itself, and what the platform renews, is not foreign`() throws {
        let before = look(try sight())
        let renewed = try sight(["serialNumber": "2B"])
        let ours = run(Renew.name, .done, [(.intent, "renew", ["serialBefore": "1a2b3c"])])
        #expect(look(renewed, before, runs: [ours]).drift == nil)
        #expect(look(renewed, before, renewer: .platform).drift == nil)
        #expect(look(renewed, before, renewer: .unknown).drift == nil)
    }

    @Test func `autoRenew that somebody turned on for an order signet renews is drift of the order`() throws {
        let seen = look(try sight(["autoRenew": true]))
        #expect(seen.drift?.hop == .order && seen.drift?.fix == "signet adopt web --resource-group group --renewed-by signet")
        #expect(look(try sight(["autoRenew": true]), renewer: .platform).drift == nil)
    }

    @Test func `while a new certificate is on its way nothing is called stale`() throws {
        var stale = try sight()
        stale.stores[0].content = fixture.stored(SightFixture.older)
        let rolling = run(Renew.name, .active, [(.intent, "renew", ["serialBefore": "00"])])
        #expect(look(stale, runs: [rolling]).drift == nil)
        let stopped = run(Renew.name, .stopped, [(.intent, "renew", ["serialBefore": "00"])])
        #expect(look(stale, runs: [stopped]).drift?.hop == .vault)
        var fresh = try sight(["lastCertificateIssuanceTime": .string(RFC3339.text(fixture.now - 60))])
        fresh.stores[0].content = fixture.stored(SightFixture.older)
        #expect(look(fresh).drift == nil)
    }

    @Test func `what drifted is not over while something could not be looked at`() throws {
        var stale = try sight()
        stale.stores[0].content = fixture.stored(SightFixture.older)
        let before = look(stale)
        var blind = try sight()
        blind.unread = [.warning("secret web", "could not be looked at: Forbidden", fix: "")]
        let seen = look(blind, before, after: 60)
        #expect(seen.drift == before.drift && seen.unread == ["secret web: could not be looked at: Forbidden"])
        #expect(look(try sight(), seen).drift == nil)
    }

    @Test func `half of an overlap over, a host that still shows the old certificate is named with the day of its end`() throws {
        let input: JSONValue = [
            "order": .string("\(SightFixture.group)/Microsoft.CertificateRegistration/certificateOrders/web"), "domain": "contoso.test",
            "serialBefore": "0A", "overlapHours": 100, "rollout": ["imports": [], "hosts": [], "watched": []], "key": ["kind": "platform"],
        ]
        let reissue = run(Reissue.name, .active, input: input, [(.outcome, "reissue", [:])])
        func seen(hoursAgo: Double, shows serial: String) throws -> Sighting {
            var sight = try sight(["lastCertificateIssuanceTime": .string(RFC3339.text(fixture.now - hoursAgo * 3600))])
            sight.served = [host: Served(hostName: host, serialNumber: serial, fault: nil)]
            return look(sight, runs: [reissue])
        }
        #expect(try seen(hoursAgo: 40, shows: "0A").overlap == nil)
        #expect(try seen(hoursAgo: 60, shows: "1A2B3C").overlap == nil)
        let late = try #require(try seen(hoursAgo: 60, shows: "0A").overlap)
        #expect(late.detail.contains("\(host) still serves serial 0A, which is revoked on \(RFC3339.text(fixture.now + 40 * 3600))"))
    }

    @Test func `a dropped name and a suspicion of fraud are kept until the history is read again`() throws {
        var dropped = try sight()
        dropped.history = [try fixture.action("SanDrop", -97)]
        let seen = look(dropped)
        #expect(seen.droppedName?.detail.contains("SanDrop") == true && seen.historyAt == wall)
        let unread = look(try sight(), seen, after: 60)
        #expect(unread.droppedName == seen.droppedName && unread.historyAt == wall)
        var pending = try fixture.pending()
        pending.history = [try fixture.action("FraudDetected", -1)]
        let suspected = look(pending)
        #expect(suspected.fraud?.what == "fraud review")
        pending.history = [try fixture.action("FraudDetected", -1), try fixture.action("FraudCleared", 0)]
        #expect(look(pending, suspected).fraud == nil)
    }

    @Test func `a look is the same after it was written down and read`() throws {
        var lost = try sight()
        lost.stores[0].rights = [.blocking("rights of App Service", "gone", fix: "az grant")]
        lost.history = [try fixture.action("SanDrop", -97)]
        let seen = look(lost)
        #expect(Sighting(json: seen.json, at: seen.at) == seen)
    }
}
