import AppServiceCertificates
import AzureCore
import FoundationEssentials
import JSON
import Testing
import Workflows

@testable import Actions

/// What makes two plans the same and what does not.
@Suite struct PlanDigestTests {
    private static let order = "/subscriptions/s/resourceGroups/g/providers/Microsoft.CertificateRegistration/certificateOrders/web"

    private func plan(_ change: (inout Plan) -> Void = { _ in }, input: JSONValue = ["serialBefore": "0A"], seen: String = "0A") throws
        -> Plan
    {
        let id = try #require(ResourceID(Self.order))
        var plan = Plan(
            request: .renew(OrderName("web", resourceGroup: "g")),
            order: id,
            input: input,
            summary: "renewal",
            observed: Plan.Observed(
                status: "Issued",
                serialNumber: seen,
                expirationTime: Date(timeIntervalSince1970: 1_800_000_000),
                autoRenew: false
            ),
            calls: [PlannedCall(.verifyDomain("web.test"), of: id)],
            preconditions: [.passed("CAA", "no records")],
            blastRadius: Plan.BlastRadius(),
            madeAt: Date(timeIntervalSince1970: 1_790_000_000)
        )
        change(&plan)
        return plan
    }

    private func digest(_ plan: Plan) -> String? { plan.json["digest"]?.string }

    @Test func `neither times nor words nor estimates change a digest`() throws {
        let changes: [(inout Plan) -> Void] = [
            { $0.summary = "other words" },
            { $0.preconditions = [.passed("CAA", "read anew"), .warning("proof", "grows old", fix: "prove it")] },
            { $0.expectedExpiry = .init(date: Date(timeIntervalSince1970: 1_810_000_000), source: "the table") },
            { $0.isTooEarly = true }, { $0.blastRadius.breaks = ["nothing new is called"] },
        ]
        let before = digest(try plan())
        for change in changes { #expect(digest(try plan(change)) == before) }
        let later = try plan()
        let again = Plan(
            request: later.request,
            order: later.order,
            input: later.input,
            summary: later.summary,
            observed: later.observed,
            calls: later.calls,
            preconditions: later.preconditions,
            blastRadius: later.blastRadius,
            madeAt: Date(timeIntervalSince1970: 1_795_000_000)
        )
        #expect(digest(again) == before)
    }

    @Test func `what would be done, what was seen, the price and what forbids it change a digest`() throws {
        let id = try #require(ResourceID(Self.order))
        let charge = { (amount: JSONNumber) throws in
            Charge(
                what: "a year",
                price: Prices(standard: amount, wildcard: 300, currency: "USD", source: "f").price(of: .none),
                isBilled: true
            )
        }
        let (cheap, dear) = (try charge(70), try charge(71))
        let digests = [
            try plan(), try plan(input: ["serialBefore": "0B"]), try plan(seen: "0B"), try plan { $0.calls = [] },
            try plan { $0.calls.append(PlannedCall(.verifyDomain("web.test"), of: id, if: "if asked")) }, try plan { $0.charge = cheap },
            try plan { $0.charge = dear }, try plan { $0.preconditions = [.blocking("CAA", "forbids", fix: "add it")] },
        ].map { $0.json["digest"]?.string }
        #expect(Set(digests).count == digests.count)
    }

    @Test func `the order in which members were written does not change a digest`() throws {
        let before = digest(try plan(input: ["a": 1, "b": ["c": 2, "d": 3]]))
        #expect(digest(try plan(input: ["b": ["d": 3, "c": 2], "a": 1])) == before)
        #expect(digest(try plan(input: ["a": [1, 2]])) != digest(try plan(input: ["a": [2, 1]])))
    }

    @Test func `a difference is named by its place, with both values`() throws {
        let (before, now) = (try plan().json, try plan(seen: "0C").json)
        #expect(PlanDigest.differences(before, now) == ["observed.serialNumber was 0A, is 0C"])
        #expect(PlanDigest.differences(before, before).isEmpty)
        let fewer = PlanDigest.differences(before, try plan { $0.calls = [] }.json)
        #expect(fewer.contains("calls[0].method was POST, is not there"))
    }

    @Test func `a written plan is read back, and one changed by hand is not`() throws {
        let json = try plan().json
        let saved = try SavedPlan(json: try JSONValue(parsing: json.text(pretty: true)))
        #expect(saved.request == .renew(OrderName("web", resourceGroup: "g")))
        #expect(saved.command == "signet plan renew web --resource-group g")
        let changes: [(String, JSONValue)] = [("input", ["serialBefore": "0B"]), ("calls", []), ("digest", "sha256:0"), ("format", 2)]
        for (name, value) in changes {
            var object = try #require(json.object)
            object[name] = value
            let problem = #expect(throws: Problem.self) { _ = try SavedPlan(json: .object(object)) }
            #expect(problem?.kind == .input)
        }
        for junk: JSONValue in [nil, [], "plan", [:]] { #expect(throws: Problem.self) { _ = try SavedPlan(json: junk) } }
    }

    @Test(arguments: [
        PlanRequest.renew(OrderName("web", resourceGroup: "g")), .sync(OrderName("web")), .verifyDomain(OrderName("web")),
        .reissue(OrderName("web"), keySize: 4096, overlapHours: 24), .bind(OrderName("web"), site: "s", hostNames: ["a.test"]),
        .order(OrderRequest(name: "web", domain: "a.test", resourceGroup: "g", keyVault: "v", secret: "x", hostNames: ["a.test"])),
        .retire(OrderName("web"), unbind: true, revokeWhileServed: false),
    ])
    func `a request survives its file`(request: PlanRequest) throws {
        #expect(try PlanRequest(json: try JSONValue(parsing: request.json.text())) == request)
    }
}

@Suite struct PricesTests {
    @Test func `without a table the price is a list price and says so`() {
        let standard = Prices().price(of: .standard), wildcard = Prices().price(of: .wildcard)
        #expect(standard.description.contains("list price about 70 USD") && standard.description.contains("third parties"))
        #expect(wildcard.description.contains("300 USD"))
    }

    @Test func `a table says what this account pays and where that is from`() throws {
        let ours = Prices(standard: try #require(JSONNumber(text: "64.50")), wildcard: 280, currency: "EUR", source: "ours")
        #expect(ours.price(of: .standard).description == "64.50 EUR by ours")
    }
}
