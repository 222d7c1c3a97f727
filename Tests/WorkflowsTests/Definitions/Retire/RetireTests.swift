import AppServiceCertificates
import AzureCore
import AzureResources
import Foundation
import JSON
import Testing

@testable import Workflows

/// The table of Retire: what rests on the order, what was asked for, and the step that follows.
@Suite struct RetireTests {
    let orders = OrderFixture()
    let sights = SightFixture()

    private func input(unbind: Bool = false, revokeWhileServed: Bool = false) -> RetireInput {
        RetireInput(
            order: orders.order,
            domain: "contoso.test",
            serialNumber: "1A2B3C",
            unbind: unbind,
            revokeWhileServed: revokeWhileServed
        )
    }

    private func decide(_ sight: OrderSight?, _ input: RetireInput, _ run: Run? = nil, keys: [String] = []) -> Decision<OrderWrite> {
        let keys = keys.map { SealedKey(record: $0, csr: "", publicKey: KeyDigest(text: $0)) }
        return RetireRules(input: input).next(sight, keys: keys, run ?? orders.run(), at: orders.moment)
    }

    /// An issued order that is imported, bound on a site and on a slot, and shown by both.
    private func inUse() throws -> OrderSight {
        var sight = try sights.sight()
        sight.imports = [try sights.copy(SightFixture.leaf)]
        let slot = ResourceID("\(SightFixture.group)/Microsoft.Web/sites/site/slots/next")
        sight.bindings = [
            sights.host("www.contoso.test", SightFixture.leaf),
            BoundHost(hostName: "next.contoso.test", site: slot, thumbprint: SightFixture.leaf.lowercased()),
            sights.host("other.contoso.test", String(repeating: "9", count: 40)),
        ]
        sight.served["www.contoso.test"] = Served(hostName: "www.contoso.test", serialNumber: "1a2b3c", fault: nil)
        return sight
    }

    @Test func `an order nothing rests on is deleted`() throws {
        guard case .perform(.deleteOrder(let identity)) = decide(try sights.sight(), input()) else { return #expect(Bool(false)) }
        #expect(identity == OrderIdentity(serialNumber: "1A2B3C", token: "token1"))
    }

    @Test func `an order in use is refused with who uses it, slots too, and with both ways to go on`() throws {
        let problem = try #require(decide(try inUse(), input()).problem)
        #expect(problem.kind == .refused)
        #expect(problem.what == "Deleting web would take down next.contoso.test, www.contoso.test.")
        #expect(problem.why.contains("site, site/next"))
        #expect(problem.nextStep.contains("signet retire web --unbind") && problem.nextStep.contains("--revoke-while-served"))
    }

    @Test func `a handshake that shows the leaf without any binding refuses, also after everything was unbound`() throws {
        var sight = try sights.sight()
        sight.served["contoso.test"] = Served(hostName: "contoso.test", serialNumber: "1A2B3C", fault: "not trusted")
        for input in [input(), input(unbind: true)] {
            #expect(decide(sight, input).problem?.why.contains("contoso.test shows without a binding") == true)
        }
        sight.served["contoso.test"] = Served(hostName: "contoso.test", serialNumber: "FF", fault: nil)
        #expect(decide(sight, input()).step == "delete-order")
    }

    @Test func `a copy that no host name serves refuses too`() throws {
        var sight = try sights.sight()
        sight.imports = [try sights.copy(SightFixture.leaf)]
        #expect(decide(sight, input()).problem?.why.contains("it is imported as web") == true)
        #expect(decide(sight, input(unbind: true)).step == "delete-web-certificate web")
    }

    @Test func `a lock refuses whatever is asked for`() throws {
        var sight = try sights.sight()
        sight.locks = [try Lock(json: ["name": "keep", "properties": ["level": "CanNotDelete"]])]
        #expect(decide(sight, input(unbind: true, revokeWhileServed: true)).problem?.what.contains("the lock keep") == true)
    }

    @Test func `what cannot be looked at counts as used`() throws {
        var sight = try sights.sight()
        sight.unread = [.warning("slots", "could not be looked at: forbidden", fix: "Grant it.")]
        #expect(decide(sight, input()).problem?.nextStep.contains("Grant it.") == true)
        #expect(decide(sight, input(revokeWhileServed: true)).step == "delete-order")
    }

    @Test func `only the flag named for it deletes an order that is served`() throws {
        #expect(decide(try inUse(), input(revokeWhileServed: true)).step == "delete-order")
    }

    @Test func `what is to be taken away goes from the host names to the vault, and then the order`() throws {
        var sight = try inUse()
        sight.served = [:]
        #expect(decide(sight, input(unbind: true)).step == "unbind www.contoso.test")
        #expect(decide(sight, input(unbind: true), orders.run((step: "unbind www.contoso.test", secondsAgo: 5))).wait != nil)
        sight.bindings.removeAll { $0.hostName == "www.contoso.test" }
        guard case .perform(.unbind(let host)) = decide(sight, input(unbind: true)) else { return #expect(Bool(false)) }
        #expect(host.siteName == "site" && host.slot == "next" && host.hostName == "next.contoso.test")
        sight.bindings.removeAll { $0.hostName == "next.contoso.test" }
        #expect(decide(sight, input(unbind: true)).step == "delete-web-certificate web")
        sight.imports = []
        #expect(decide(sight, input(unbind: true)).step == "delete-order")
    }

    @Test func `a vault link is removed before the order`() throws {
        let link: JSONValue = ["keyVaultId": .string("\(SightFixture.group)/Microsoft.KeyVault/vaults/vault"), "keyVaultSecretName": "web"]
        let sight = try sights.sight("Issued", ["certificates": ["web": link]])
        #expect(decide(sight, input(unbind: true)).step == "unlink-vault web")
        #expect(decide(sight, input()).step == "delete-order")
    }

    @Test func `front ends are given time to follow an unbinding, and no more than that`() throws {
        var sight = try sights.sight()
        sight.served["www.contoso.test"] = Served(hostName: "www.contoso.test", serialNumber: "1A2B3C", fault: nil)
        #expect(decide(sight, input(unbind: true), orders.run((step: "unbind www.contoso.test", secondsAgo: 60))).wait != nil)
        #expect(decide(sight, input(unbind: true), orders.run((step: "unbind www.contoso.test", secondsAgo: 400))).problem != nil)
    }

    @Test func `a deleted order that is gone ends the run with what was taken away`() throws {
        let run = orders.run((step: "unbind www.contoso.test", secondsAgo: 9), (step: "delete-order", secondsAgo: 1))
        let result = try #require(decide(nil, input(unbind: true), run).result)
        #expect(result["deletedBySignet"] == true && result["unbound"] == ["www.contoso.test"])
        #expect(result["revokedSerialNumber"] == "1A2B3C")
    }

    @Test func `a deleted order that still shows is waited for, and not for ever`() throws {
        let sight = try sights.sight()
        #expect(decide(sight, input(), run(deleted: "1A2B3C", "token1", secondsAgo: 60)).wait != nil)
        #expect(decide(sight, input(), run(deleted: "1A2B3C", "token1", secondsAgo: 700)).problem?.kind == .service)
    }

    @Test func `another order of the same name is not deleted for the one before`() throws {
        let result = decide(try sights.sight(), input(), run(deleted: "0F", "older", secondsAgo: 1)).result
        #expect(result?["deletedBySignet"] == true)
    }

    @Test func `an order that never showed counts as gone only after a while`() throws {
        var run = orders.run((step: "unbind www.contoso.test", secondsAgo: 5))
        #expect(decide(nil, input(), run).wait != nil)
        run = orders.run((step: "unbind www.contoso.test", secondsAgo: 40))
        #expect(decide(nil, input(), run).result?["deletedBySignet"] == false)
    }

    @Test func `sealed keys are removed when the order is gone, before that none, and none of an order placed since`() throws {
        let input = RetireInput(order: orders.order, domain: "contoso.test", serialNumber: "1A2B3C", sealedKeys: ["web@1", "web@2"])
        #expect(decide(try sights.sight(), input, keys: ["web@1"]).step == "delete-order")
        let deleted = run(deleted: "1A2B3C", "token1", secondsAgo: 60)
        #expect(decide(try sights.sight(), input, deleted, keys: ["web@1"]).wait != nil, "it shows, so nothing is certain")
        let begun = orders.run((step: "unbind www.contoso.test", secondsAgo: 5))
        #expect(decide(nil, input, begun, keys: ["web@1"]).wait != nil, "a replica may lag")
        guard case .perform(.removeKeys(let records)) = decide(nil, input, deleted, keys: ["web@1", "web@9"]) else {
            return #expect(Bool(false))
        }
        #expect(records == ["web@1"])
        let newer = run(deleted: "0F", "older", secondsAgo: 1)
        #expect(decide(try sights.sight(), input, newer, keys: ["web@9"]).result?["deletedBySignet"] == true)
    }

    @Test func `which keys are to go is kept with the run`() throws {
        let input = RetireInput(order: orders.order, domain: "contoso.test", sealedKeys: ["web@1"])
        #expect(try RetireInput(json: input.json) == input)
        #expect(try RetireInput(json: ["order": .string(orders.order.description), "domain": "d"]).sealedKeys == [])
    }

    private func run(deleted serial: String, _ token: String, secondsAgo: Double) -> Run {
        var run = orders.run()
        let body = OrderIdentity(serialNumber: serial, token: token).json
        run.entries.append(JournalEntry(sequence: 2, kind: .outcome, step: "delete-order", body: body, at: orders.now - secondsAgo))
        return run
    }
}
