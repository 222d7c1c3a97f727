import AppServiceCertificates
import AzureCore
import FoundationEssentials
import JSON
import Workflows

/// Orders a certificate and goes on until it is served; a second call for the same name goes on where the first one was.
package struct OrderCertificate: Sendable {
    let context: ActionContext

    package init(_ context: ActionContext) {
        self.context = context
    }

    package enum Outcome: Sendable {
        case done(OrderReport)
        case waiting(OrderReport, Wait)
    }

    /// - Parameter accept: asked once before anything is charged; false refuses the purchase.
    package func callAsFunction(
        _ request: OrderRequest,
        patience: Patience = Patience(),
        findings: @Sendable ([Finding]) -> Void = { _ in },
        accept: Consent
    ) async throws -> Outcome {
        let known = try await earlierInput(of: request)
        let input = try known ?? request.input(subscriptionId: context.world.subscriptionId)
        try context.world.records.check()
        if try await context.engine.journal.activeRun(Provision.name, subject: input.subject) == nil {
            let plan = try await MakePlan(context).order(request, input)
            findings(plan.preconditions)
            try await plan.agree(accept)
        }
        let ending = try await goOn(with: input, patience: patience)
        switch ending {
        case .finished(let run, let result): return .done(OrderReport(run: run.id, result: result))
        case .stopped(_, let problem): throw problem
        case .waiting(let run, let wait): return .waiting(OrderReport(run: run.id, input: input, wait: wait), wait)
        }
    }

    /// Drives the run of an input whose purchase was agreed to, from wherever it stands.
    private func goOn(with input: ProvisionInput, patience: Patience) async throws -> Engine.Ending {
        try await context.engine.drive(
            { Provision(input: try ProvisionInput(json: $0), world: context.world, wasPlaced: try await wasPlaced(input)) },
            subject: input.subject,
            input: input.json,
            patience: patience,
            merge: { try Self.merge($0, with: input) }
        )
    }

    /// A request that gives only a name means: what I asked for before.
    func earlierInput(of request: OrderRequest) async throws -> ProvisionInput? {
        guard request.domain == nil, request.keyVault == nil, request.site == nil, request.hostNames.isEmpty else { return nil }
        let runs = try await context.engine.journal.runs(workflow: Provision.name, named: request.name)
        let inputs = try runs.map { try ProvisionInput(json: $0.input) }.filter { input in
            guard input.order.subscriptionId?.lowercased() == context.world.subscriptionId.lowercased() else { return false }
            return request.resourceGroup.map { $0.lowercased() == input.order.resourceGroup?.lowercased() } ?? true
        }
        return inputs.first
    }

    private func wasPlaced(_ input: ProvisionInput) async throws -> Bool {
        try await context.engine.journal.hasOutcome(of: "place-order", subject: input.subject, notBefore: Retire.name)
    }

    /// The purchase of an active run cannot be changed any more; where it is stored and served can.
    private static func merge(_ active: JSONValue, with input: ProvisionInput) throws -> JSONValue {
        let before = try ProvisionInput(json: active)
        guard before.domain == input.domain, before.product == input.product else {
            throw Problem(
                .input,
                "\(input.name) is being ordered already, for \(before.domain).",
                why: "this request is for \(input.domain) (\(input.product.rawValue)) and an order's subject cannot change",
                nextStep: "Go on with: signet order \(input.name) — or choose another name for the new certificate."
            )
        }
        guard before.key == input.key else {
            throw Problem(
                .input,
                "\(input.name) is being ordered already, with another key.",
                why: "its key is \(before.key.word), and the key of an order that is placed changes only by a reissue",
                nextStep: "Go on with: signet order \(input.name) — and then: signet reissue \(input.name)"
            )
        }
        return input.json
    }
}
