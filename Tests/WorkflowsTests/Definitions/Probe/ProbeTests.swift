import AppServiceCertificates
import Foundation
import JSON
import Testing

@testable import Workflows

@Suite struct ProbeTests {
    let fixture = OrderFixture()

    @Test func `each host is held against the order's leaf`() throws {
        var seen = try fixture.seen("Issued", fixture.before)
        for (host, serial, fault) in [
            ("a.test", "0a", nil), ("b.test", "0B", nil), ("c.test", "0A", "expired"), ("d.test", nil, "nobody answers"),
        ] as [(String, String?, String?)] {
            seen.served[host] = Served(hostName: host, serialNumber: serial, fault: fault)
        }
        let input = ProbeInput(order: fixture.order, hostNames: ["A.test", "b.test", "c.test", "d.test"])
        let result = try #require(ProbeRules(input: input).next(seen, fixture.run(), at: fixture.moment).result)
        let hosts = result["served"]?.array ?? []
        #expect(hosts.map { $0["shows"]?.string } == ["current", "another", "current, and a client would refuse it", "nothing"])
        #expect(hosts.map { $0["ok"]?.bool } == [true, false, false, false])
        #expect(result["allServed"] == false && result["leftOut"] == 0)
    }

    @Test func `an order without a certificate has nothing to look for`() throws {
        var seen = OrderObservation()
        seen.order = try CertificateOrder(json: ["name": "web", "location": "global", "properties": ["status": "Pendingissuance"]])
        let rules = ProbeRules(input: ProbeInput(order: fixture.order, rollout: fixture.rollout))
        #expect(rules.next(seen, fixture.run(), at: fixture.moment).problem?.why.contains("Pendingissuance") == true)
        #expect(ProbeInput(order: fixture.order, rollout: fixture.rollout).hostNames == ["contoso.test"])
    }
}
