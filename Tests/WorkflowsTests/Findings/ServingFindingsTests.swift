import AppServiceCertificates
import AzureCore
import AzureResources
import FoundationEssentials
import JSON
import Testing

@testable import Workflows

@Suite struct ServingFindingsTests {
    let fixture = SightFixture()

    private func sight(_ copy: String, _ host: String?, _ serial: String? = "1A2B3C", fault: String? = nil) throws -> OrderSight {
        var sight = try fixture.sight()
        sight.imports = [try fixture.copy(copy)]
        sight.bindings = [fixture.host("www.contoso.test", host)]
        sight.served = ["www.contoso.test": Served(hostName: "www.contoso.test", serialNumber: serial, fault: fault)]
        return sight
    }

    @Test func `where order, copy, binding and wire agree nothing is wrong`() throws {
        let findings = OrderFindings(try sight(SightFixture.leaf.lowercased(), SightFixture.leaf)).serving
        #expect(findings.wrong.isEmpty)
        #expect(findings.about("host www.contoso.test").first?.detail == "serves serial 1A2B3C")
    }

    @Test func `a copy App Service has not synced is named, with the verb that syncs it, and what lies behind it is left out`() throws {
        let wrong = OrderFindings(try sight(SightFixture.older, SightFixture.older, "77")).serving.wrong
        #expect(wrong.map(\.what) == ["web certificate web"])
        #expect(wrong.first?.detail.contains("www.contoso.test serves") == true)
        let fix = try #require(wrong.first?.fix)
        #expect(fix == "signet sync web --resource-group group")
    }

    @Test func `a binding to another certificate, or to none, is named with the verb that binds`() throws {
        for bound in ["1111111111111111111111111111111111111111", nil] {
            let wrong = OrderFindings(try sight(SightFixture.leaf, bound)).serving.wrong
            #expect(wrong.map(\.what) == ["host www.contoso.test"])
            #expect(wrong.first?.fix == "signet bind web --resource-group group --site site --hostname www.contoso.test")
        }
    }

    @Test func `a wire that still shows another serial, and one that shows none, are told apart`() throws {
        let other = OrderFindings(try sight(SightFixture.leaf, SightFixture.leaf, "77")).serving.wrong.first
        #expect(other?.level == .blocking && other?.detail.contains("serial 77, not 1A2B3C") == true)
        let none = OrderFindings(try sight(SightFixture.leaf, SightFixture.leaf, nil, fault: "refused")).serving.wrong.first
        #expect(none?.level == .warning && none?.detail.contains("refused") == true)
        let untrusted = OrderFindings(try sight(SightFixture.leaf, SightFixture.leaf, fault: "unknown root")).serving.wrong.first
        #expect(untrusted?.detail.contains("unknown root") == true)
    }

    @Test func `a wanted host the certificate does not name is missing, and the way to a certificate that does is given`() throws {
        var sight = try fixture.sight()
        sight.leaf = LeafFacts(names: ["contoso.test"], issuer: "CN=Issuing", usages: [])
        sight.wantedHosts = ["contoso.test", "www.contoso.test"]
        let finding = try #require(OrderFindings(sight).coverage.first)
        #expect(finding.what == "host www.contoso.test" && finding.level == .blocking)
        #expect(finding.fix.contains("contoso.test  TXT") && finding.fix.contains("&& signet reissue web --resource-group group"))
        sight.leaf = LeafFacts(names: ["*.contoso.test", "contoso.test"], issuer: "CN=Issuing", usages: [])
        #expect(OrderFindings(sight).coverage.isEmpty)
    }

    @Test func `a name the authority dropped from the present certificate is told, one from before is not`() throws {
        var sight = try fixture.sight()
        sight.leaf = LeafFacts(names: ["contoso.test"], issuer: "CN=Issuing", usages: [])
        sight.history = [try fixture.action("SanDrop", -98)]
        #expect(OrderFindings(sight).coverage.first?.detail.contains("SanDrop") == true)
        sight.history = [try fixture.action("SanDrop", -300)]
        #expect(OrderFindings(sight).coverage.isEmpty)
    }

    @Test func `a new issuer and a certificate for servers only are told to those who pin or use it as a client`() throws {
        var sight = try fixture.sight()
        sight.leaf = LeafFacts(names: ["contoso.test"], issuer: "CN=R1, O=New", usages: ["1.3.6.1.5.5.7.3.1"])
        sight.imports = [try fixture.copy(SightFixture.older, issuer: "CN=G2, O=Old")]
        let findings = OrderFindings(sight).chain
        #expect(findings.about("extended key usage").first?.detail.contains("mutual TLS") == true)
        #expect(findings.about("issuer").first?.detail.contains("CN=R1, O=New") == true)
        sight.imports = [try fixture.copy(SightFixture.older, issuer: "O=New,CN=R1")]
        #expect(OrderFindings(sight).chain.about("issuer").isEmpty, "the same name in another order")
    }

    @Test func `deleting is told what it takes down, and a lock is named with how to remove it`() throws {
        var sight = try sight(SightFixture.leaf, SightFixture.leaf)
        let findings = OrderFindings(sight)
        #expect(findings.deletion.first?.detail == "would revoke the certificate that www.contoso.test serves")
        #expect(findings.deletionProblem?.what == "Deleting web would take down www.contoso.test.")
        #expect(findings.deletionProblem?.nextStep.contains("--yes") == true)
        let id = "\(SightFixture.group)/Microsoft.KeyVault/vaults/vault/providers/Microsoft.Authorization/locks/AppServiceCertificateLock"
        let json: JSONValue = ["id": .string(id), "name": "AppServiceCertificateLock", "properties": ["level": "CanNotDelete"]]
        sight.locks = [try Lock(json: json)]
        #expect(OrderFindings(sight).deletionProblem?.nextStep.contains("az lock delete --ids \(id)") == true)
        #expect(OrderFindings(sight).deletion.first?.detail.contains("CanNotDelete") == true)
        #expect(OrderFindings(try fixture.sight()).deletionProblem == nil)
    }
}
