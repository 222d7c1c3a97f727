import JSON
import TestSupport
import Testing
import Workflows

@testable import Actions

/// Plans and verbs over a subscription that answers as the test says.
@Suite struct VerbPlanTests {
    private let request = OrderRequest(name: "web", domain: "contoso.test", resourceGroup: "group", keyVault: "vault")

    @Test func `planning an order writes nothing and names every call to come`() async throws {
        let subscription = PretendSubscription()
        let plan = try await MakePlan(PretendContext.make(subscription.pipeline))(.order(request))
        #expect(subscription.writes == ["POST validateCertificateRegistrationInformation"])
        #expect(plan.calls.map(\.method) == ["PUT", "DNS", "POST", "PUT"])
        #expect(plan.calls.map(\.isCharged) == [true, false, false, false])
        #expect(plan.charge?.isBilled == true && plan.obstacle == nil && plan.observed == nil)
        #expect(plan.blastRadius.vaultSecret == "vault/web")
    }

    @Test func `the same world gives the same digest, another one a different digest`() async throws {
        func digest(_ subscription: PretendSubscription) async throws -> String? {
            try await MakePlan(PretendContext.make(subscription.pipeline))(.order(request)).json["digest"]?.string
        }
        let first = try await digest(PretendSubscription())
        #expect(first != nil)
        #expect(try await digest(PretendSubscription()) == first)
        #expect(try await digest(PretendSubscription(vault: ["accessPolicies": []])) != first)
    }

    @Test func `what blocks stands in the plan with its fix, and neither charge nor calls are promised`() async throws {
        let subscription = PretendSubscription(vault: ["accessPolicies": []])
        let plan = try await MakePlan(PretendContext.make(subscription.pipeline))(.order(request))
        #expect(plan.obstacle?.kind == .precondition)
        #expect(plan.calls.isEmpty && plan.charge == nil && !plan.isIdle)
        let blocking = plan.preconditions.filter { $0.level == .blocking }
        #expect(blocking.contains { $0.fix.hasPrefix("az keyvault set-policy --name vault") })
    }

    @Test func `a refused charge leaves no run behind, for a plan as for a verb`() async throws {
        let subscription = PretendSubscription()
        let context = try PretendContext.make(subscription.pipeline)
        let saved = try SavedPlan(json: try await MakePlan(context)(.order(request)).json)
        let problem = await #expect(throws: Problem.self) {
            _ = try await ApplyPlan(context)(saved, accept: { _ in false })
        }
        #expect(problem?.kind == .refused && problem?.nextStep.contains("--accept-charge") == true)
        #expect(try await context.engine.journal.runs(named: "web").isEmpty)
        #expect(!subscription.writes.contains { $0.hasPrefix("PUT") })
    }

    @Test func `a plan for another subscription is refused`() async throws {
        let context = try PretendContext.make(PretendSubscription().pipeline)
        let plan = try await MakePlan(context)(.order(request)).json.text()
        let other = try JSONValue(parsing: plan.replacing(PretendContext.subscription, with: "22222222-2222-2222-2222-222222222222"))
        var object = try #require(other.object)
        object["digest"] = .string(PlanDigest.digest(of: other))
        let saved = try SavedPlan(json: .object(object))
        let problem = await #expect(throws: Problem.self) { _ = try await ApplyPlan(context)(saved, accept: { _ in true }) }
        #expect(problem?.kind == .input && problem?.nextStep.contains("--profile") == true)
    }
}
