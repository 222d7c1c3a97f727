import AppServiceCertificates
import Foundation
import JSON
import Testing
import Workflows

@testable import Actions

/// What a list says of an order, by its state, its newest run and the day.
@Suite struct NextActionTests {
    static let day = 86_400.0
    let now = Date(timeIntervalSince1970: 1_800_000_000)

    private func order(_ status: String, daysLeft: Double = 150, _ more: JSONObject = [:]) throws -> CertificateOrder {
        var properties: JSONObject = [
            "status": .string(status), "distinguishedName": "CN=contoso.test", "domainVerificationToken": "token", "autoRenew": false,
            "expirationTime": .string(RFC3339.text(now + daysLeft * Self.day)),
            "lastCertificateIssuanceTime": .string(RFC3339.text(now + (daysLeft - 198) * Self.day)),
        ]
        for (name, value) in more { properties[name] = value }
        return try CertificateOrder(json: ["name": "web", "location": "global", "properties": .object(properties)])
    }

    private func next(
        _ order: CertificateOrder,
        placedDaysAgo: Double? = nil,
        provenDaysAgo: Double? = nil,
        run: Run? = nil,
        by renewer: Renewer = .signet
    ) -> NextAction {
        let history = OrderHistory(created: placedDaysAgo.map { now - $0 * Self.day }, provenAt: provenDaysAgo.map { now - $0 * Self.day })
        return NextAction(order, run: run, history: history, renewer: renewer, rules: RenewalRules(), at: now)
    }

    private func run(_ workflow: String, _ state: Run.State, _ entry: JournalEntry) -> Run {
        Run(
            id: "01234567-aaaa",
            workflow: workflow,
            version: 1,
            subject: "/web",
            input: [:],
            state: state,
            entries: [entry],
            created: now,
            updated: now
        )
    }

    @Test func `an order that waits for its proof names the record and its owner`() throws {
        let next = next(try order("Pendingissuance"))
        #expect(next.action == "signet verify-domain web")
        #expect(next.why.contains("contoso.test  TXT  \"token\""))
        #expect(next.who == .domainOwner)
    }

    @Test func `an order whose next certificate is being issued needs nobody while its proof serves`() throws {
        let again = try order("Pendingissuance", ["serialNumber": "0A"])
        #expect(next(again, provenDaysAgo: 100).who == .service)
        #expect(next(again, provenDaysAgo: 199).who == .domainOwner)
        #expect(next(again).who == .domainOwner, "as far as is known it waits for a proof")
        #expect(next(try order("PendingRekey", ["serialNumber": "0A"])).who == .service)
    }

    @Test func `a proof that is too old for the renewal is made young two weeks before it`() throws {
        // Due in 14 days, when the proof is 185 days old: the last 14 of its 198 are left alone.
        let near = next(try order("Issued", daysLeft: 80), placedDaysAgo: 118, provenDaysAgo: 171)
        #expect(near.kind == .refresh && near.action == "signet verify-domain web" && near.why.contains("too long ago"))
        #expect(next(try order("Issued", daysLeft: 80), placedDaysAgo: 118, provenDaysAgo: 169).kind == .renew)
        #expect(next(try order("Issued", daysLeft: 82), placedDaysAgo: 116, provenDaysAgo: 190).kind == .renew, "it is not time yet")
        #expect(
            next(try order("Issued", daysLeft: 60), placedDaysAgo: 138, provenDaysAgo: 190).kind == .renew,
            "due already, it asks itself"
        )
    }

    @Test func `before the platform renews, the proof is made young for it`() throws {
        let soon: JSONObject = ["autoRenew": true, "nextAutoRenewalTimeStamp": .string(RFC3339.text(now + 10 * Self.day))]
        #expect(next(try order("Issued", daysLeft: 42, soon), provenDaysAgo: 180).kind == .refresh)
        #expect(next(try order("Issued", daysLeft: 42, soon), provenDaysAgo: 100).kind == .sync)
        #expect(next(try order("Issued", daysLeft: 42, ["autoRenew": true]), provenDaysAgo: 180).kind == .refresh, "32 days before the end")
    }

    @Test func `a proof or a binding that waits for somebody holds up no renewal that is due`() throws {
        let problem = Problem(.service, "It stopped.", why: "a test", nextStep: "None.")
        let stopped = JournalEntry(sequence: 1, kind: .stopped, step: "", body: problem.json, at: now)
        let started = JournalEntry(sequence: 1, kind: .started, step: "", body: [:], at: now)
        let intent = JournalEntry(sequence: 1, kind: .intent, step: "verify-domain", body: [:], at: now)
        let due = try order("Issued", daysLeft: 60)
        #expect(next(due, placedDaysAgo: 138, run: run("VerifyDomain", .active, started)).kind == .renew)
        #expect(next(due, placedDaysAgo: 138, run: run("Bind", .stopped, stopped)).kind == .renew)
        #expect(next(due, placedDaysAgo: 138, run: run("VerifyDomain", .active, intent)).kind == .resume, "its doubt comes first")
        #expect(next(due, placedDaysAgo: 138, run: run("Reissue", .stopped, stopped)).kind == .retry)
        #expect(next(try order("Issued"), placedDaysAgo: 48, run: run("VerifyDomain", .active, started)).kind == .resume)
    }

    @Test func `a renewal is named with its day and whether it costs`() throws {
        let later = next(try order("Issued", daysLeft: 150), placedDaysAgo: 48)
        #expect(later.why.hasSuffix(", free") && later.who == nil)
        #expect(later.on.map { ($0.timeIntervalSince(now) / Self.day).rounded() } == 84)
        let due = next(try order("Issued", daysLeft: 60), placedDaysAgo: 138)
        #expect(due.action == "signet renew web" && due.why.hasPrefix("due since") && due.who == .person)
        let charged = next(try order("Issued", daysLeft: 20), placedDaysAgo: 345)
        #expect(charged.why.hasSuffix("buys the next term"))
    }

    @Test func `without the day it was placed no price is claimed`() throws {
        #expect(next(try order("Issued", daysLeft: 60)).why.hasSuffix("price unknown: see signet status"))
    }

    @Test func `what the platform renews is left to it`() throws {
        let next = next(try order("Issued", ["autoRenew": true]), placedDaysAgo: 48)
        #expect(next.why == "the platform renews it" && next.who == .service)
    }

    @Test func `an order nobody has given to signet is to be adopted, by the day it is due`() throws {
        let unknown = next(try order("Issued", daysLeft: 60), placedDaysAgo: 138, by: .unknown)
        #expect(unknown.action == "signet adopt web --renewed-by signet" && unknown.who == .person)
        #expect(unknown.why.hasPrefix("nobody has said"))
        let given = next(try order("Issued", daysLeft: 150), placedDaysAgo: 48, by: .platform)
        #expect(given.action == "signet adopt web --renewed-by platform" && given.why.hasPrefix("given to the platform") && given.on != nil)
        #expect(next(try order("Issued", ["autoRenew": true]), placedDaysAgo: 48, by: .platform).why == "the platform renews it")
    }

    @Test(arguments: ["Expired", "Denied", "Revoked", "SomethingNew"])
    func `an order that is over needs a person`(status: String) throws {
        #expect(next(try order(status)).who == .person)
    }

    @Test func `an unfinished run comes before everything else, a finished one counts for nothing`() throws {
        let problem = Problem(.service, "The vault refused.", why: "Forbidden", nextStep: "Grant get.", owner: .vaultOwner)
        var run = run("Renew", .stopped, JournalEntry(sequence: 1, kind: .stopped, step: "", body: problem.json, at: now))
        let stopped = next(try order("Issued"), placedDaysAgo: 48, run: run)
        #expect(stopped.action == "signet runs retry 01234567" && stopped.why == "The vault refused. Forbidden")
        #expect(stopped.who == .vaultOwner)
        run.state = .done
        #expect(next(try order("Issued"), placedDaysAgo: 48, run: run).action == "signet renew web")
    }
}
