import AppServiceCertificates
import DNS
import FoundationEssentials
import JSON
import Testing

@testable import Workflows

@Suite struct ProofFindingsTests {
    let fixture = SightFixture()

    private func proof(_ sight: OrderSight) -> [Finding] { OrderFindings(sight).proof }

    @Test func `a token that is nowhere is asked for with the exact record and the verb that has it checked`() throws {
        let finding = try #require(proof(try fixture.pending()).first)
        #expect(finding.level == .warning)
        #expect(finding.fix.contains("contoso.test  TXT  \"token1\""))
        #expect(finding.fix.contains("signet verify-domain web --resource-group group"))
    }

    @Test(arguments: ["www.contoso.test", "contoso.test.contoso.test", "_dnsauth.contoso.test", "token1.contoso.test"])
    func `a token in the wrong place is found there`(place: String) throws {
        var sight = try fixture.pending()
        let record = try #require(sight.order.proofRecord)
        #expect(ProofSight.misplacements(of: record, domain: "contoso.test").contains(place))
        sight.proof?.foundAt = [place]
        let finding = try #require(proof(sight).first)
        #expect(finding.level == .blocking)
        #expect(finding.detail.contains("the token is at \(place), and the authority looks for it at contoso.test"))
    }

    @Test func `an order of a subdomain is proven at the registered domain, and its own name is a wrong place`() throws {
        let record = try #require(try fixture.order("Pendingissuance", ["distinguishedName": "CN=a.b.contoso.test"]).proofRecord)
        #expect(record.name == "contoso.test")
        #expect(ProofSight.misplacements(of: record, domain: "a.b.contoso.test").contains("a.b.contoso.test"))
    }

    @Test func `a token in its place only waits to be checked`() throws {
        var sight = try fixture.pending()
        sight.proof?.foundAt = ["contoso.test"]
        #expect(proof(sight).first?.level == .warning)
        #expect(proof(sight).first?.fix == "signet verify-domain web --resource-group group")
    }

    @Test func `a page that is redirected or absent proves nothing, one with the token does`() throws {
        var sight = try fixture.pending()
        let url = "http://contoso.test/token1.html"
        sight.proof?.page = PageSight(url: url, status: 301, location: "https://contoso.test/token1.html")
        #expect(proof(sight).about("proof by page").first?.detail.contains("redirected to https://contoso.test/token1.html") == true)
        #expect(proof(sight).about("proof by page").first?.fix.contains("TXT") == true)
        sight.proof?.page = PageSight(url: url, status: 404)
        #expect(proof(sight).about("proof by page").first?.level == .passed)
        sight.proof?.page = PageSight(url: url, status: 200, holdsToken: true)
        #expect(proof(sight).about("proof by page").first?.detail.contains("without www") == true)
    }

    @Test func `the deadline is counted by the stricter of the two texts`() throws {
        var sight = try fixture.pending()
        for (age, level, text) in [
            (2.0, Finding.Level.passed, "13 days left"), (10, .warning, "5 days left"), (20, .warning, "over since"),
        ] {
            sight.history = [try fixture.action("CertificateOrderCreated", -age)]
            let finding = try #require(proof(sight).about("proof deadline").first)
            #expect(finding.level == level, "\(age)")
            #expect(finding.detail.contains(text), "\(finding.detail)")
            #expect(finding.detail.contains("15 to 45 days") || age == 20)
        }
        sight.history = nil
        #expect(proof(sight).about("proof deadline").isEmpty, "nothing is claimed of an order whose history cannot be read")
    }

    @Test func `a renewal that waits for a proof has its own deadline, and the present certificate stays good`() throws {
        let finding = try #require(proof(try fixture.sight("PendingRekey")).about("proof deadline").first)
        #expect(finding.detail.contains("45 days") && finding.detail.contains("stays good"))
    }

    @Test func `a renewal whose proof still serves needs nobody`() throws {
        var sight = try fixture.sight("Pendingissuance")
        sight.proof = sight.order.proofRecord.map { ProofSight(record: $0) }
        #expect(proof(sight).wrong.count == 2)
        sight.history = [try fixture.action("DomainValidationComplete", -100)]
        #expect(proof(sight).wrong.isEmpty && proof(sight).about("domain proof").first?.detail.contains("within minutes") == true)
        sight.history = [try fixture.action("DomainValidationComplete", -199)]
        #expect(proof(sight).wrong.count == 2)
    }

    @Test(arguments: [(10.0, Finding.Level.passed), (180, .warning), (210, .warning)])
    func `the age of the last proof is told before a renewal waits for a new one`(age: Double, level: Finding.Level) throws {
        var sight = try fixture.sight()
        sight.history = [try fixture.action("DomainValidationComplete", -400), try fixture.action("DomainValidationComplete", -age)]
        let finding = try #require(proof(sight).about("age of the domain proof").first)
        #expect(finding.level == level)
        #expect(finding.detail.contains("a proof serves 198 days"))
        if age == 210 { #expect(finding.detail.contains("will wait for a new one")) }
        if level == .warning { #expect(finding.fix.contains("contoso.test  TXT  \"token1\"")) }
    }

    @Test func `how long a proof serves can be set`() throws {
        var sight = try fixture.sight()
        sight.history = [try fixture.action("DomainValidationComplete", -60)]
        var rules = RenewalRules()
        rules.proofReuseDays = 10
        #expect(OrderFindings(sight, rules: rules).proof.first?.level == .warning)
    }

    @Test func `CAA records that leave the authority out name the level that has them`() throws {
        var sight = try fixture.sight()
        let other = CAARecord(tag: "issue", value: "other.test")
        sight.authorisation = CAAWalk(visited: ["www.contoso.test", "contoso.test"], records: [other])
        #expect(proof(sight).about("CAA").first?.fix == "Add this record: contoso.test  CAA  0 issue \"godaddy.com\"")
        let wildcard = CAARule.finding(CAAWalk(visited: ["contoso.test"], records: [other]), domain: "*.contoso.test")
        #expect(wildcard.fix.contains("0 issuewild \"godaddy.com\""))
        sight.authorisation = CAAWalk(visited: ["contoso.test", "test"], records: [])
        #expect(proof(sight).about("CAA").first?.level == .passed)
    }
}
