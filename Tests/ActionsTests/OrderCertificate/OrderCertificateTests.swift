import JSON
import Synchronization
import TestSupport
import Testing
import Workflows

@testable import Actions

@Suite struct OrderCertificateTests {
    private let request = OrderRequest(name: "web", domain: "contoso.test", resourceGroup: "group", keyVault: "vault")

    @Test func `a charge that is not accepted leaves no purchase and no run`() async throws {
        let subscription = PretendSubscription()
        let context = try PretendContext.make(subscription.pipeline)
        let problem = await #expect(throws: Problem.self) {
            _ = try await OrderCertificate(context)(request, accept: { _ in false })
        }
        #expect(problem?.kind == .refused)
        #expect(problem?.nextStep.contains("--accept-charge") == true)
        #expect(subscription.writes == ["POST validateCertificateRegistrationInformation"])
        #expect(try await context.engine.journal.runs(workflow: Provision.name, named: "web").isEmpty)
    }

    @Test func `the charge is named before it is asked for`() async throws {
        let asked = Mutex("")
        let context = try PretendContext.make(PretendSubscription().pipeline)
        _ = try? await OrderCertificate(context)(
            request,
            accept: { charge in
                asked.withLock { $0 = "\(charge)" }
                return false
            }
        )
        #expect(asked.withLock { $0 }.contains("contoso.test, one year"))
    }

    @Test func `what blocks is found before anybody is asked for money`() async throws {
        let context = try PretendContext.make(PretendSubscription(vault: ["accessPolicies": []]).pipeline)
        let problem = await #expect(throws: Problem.self) {
            _ = try await OrderCertificate(context)(
                request,
                accept: { _ in
                    Issue.record("asked for money")
                    return true
                }
            )
        }
        #expect(problem?.kind == .precondition)
    }
}
