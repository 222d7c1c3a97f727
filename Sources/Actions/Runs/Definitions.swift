import JSON
import Workflows

/// The one place that knows every workflow about an order by its name: what a plan looks through, and what runs, plans and verbs drive.
package struct Definitions: Sendable {
    let context: ActionContext
    var rules: RenewalRules { context.world.rules }

    package init(_ context: ActionContext) {
        self.context = context
    }

    /// The workflow of that name for an input.
    func make(_ workflow: String, _ input: JSONValue) async throws -> any OrderWorkflow {
        let world = context.world
        switch workflow {
        case Provision.name:
            let input = try ProvisionInput(json: input)
            let wasPlaced = try await context.engine.journal.hasOutcome(of: "place-order", subject: input.subject, notBefore: Retire.name)
            return Provision(input: input, world: world, wasPlaced: wasPlaced)
        case Renew.name:
            let input = try RenewInput(json: input)
            let renewer = try await context.engine.journal.renewer(of: input.order.subject)
            return Renew(input: input, world: world, rules: rules, renewer: renewer)
        case Reissue.name: return Reissue(input: try ReissueInput(json: input), world: world, rules: rules)
        case VerifyDomain.name: return VerifyDomain(input: try VerifyDomainInput(json: input), world: world)
        case StoreInVault.name: return StoreInVault(input: try DeliveryInput(json: input), world: world)
        case Bind.name: return Bind(input: try DeliveryInput(json: input), world: world)
        case Sync.name: return Sync(input: try DeliveryInput(json: input), world: world)
        case Retire.name: return Retire(input: try RetireInput(json: input), world: world)
        case Probe.name: return Probe(input: try ProbeInput(json: input), world: world)
        case Adopt.name: return Adopt(input: try AdoptInput(json: input), world: world)
        default: throw UnknownWorkflow(name: workflow)
        }
    }

    /// Starts a run of the workflow, or goes on with the active one of the same order with the input that one has.
    func drive(_ workflow: String, _ input: JSONValue, patience: Patience) async throws -> Engine.Ending {
        if workflow == OrderCall.name { return try await settleCall(input, patience: patience) }
        return try await drive(like: try await make(workflow, input), input, patience: patience)
    }

    /// What became of a call of the API is found out; the call itself is never sent by anybody but its caller.
    private func settleCall(_ input: JSONValue, patience: Patience) async throws -> Engine.Ending {
        try await context.engine.drive(
            { OrderCall(input: try OrderCallInput(json: $0), world: context.world, send: nil) },
            subject: try OrderCallInput(json: input).order.subject,
            input: input,
            patience: patience,
            merge: { $0 }
        )
    }

    private func drive<Definition: OrderWorkflow>(like first: Definition, _ input: JSONValue, patience: Patience) async throws
        -> Engine.Ending
    {
        try await context.engine.drive(
            { input in
                guard let made = try await make(Definition.name, input) as? Definition else { throw UnknownWorkflow(name: Definition.name) }
                return made
            },
            subject: first.order.subject,
            input: input,
            patience: patience,
            merge: { $0 }
        )
    }

    /// What the workflow would do first if it were begun now; nothing is written.
    func firstDecision(of workflow: String, _ input: JSONValue) async throws -> (OrderObservation, Decision<OrderWrite>) {
        let now = context.engine.journal.now()
        let moment = Moment(profile: try await context.engine.clock.now(), wall: now)
        let definition = try await make(workflow, input)
        let run = Run(
            id: "",
            workflow: workflow,
            version: 0,
            subject: definition.order.subject,
            input: input,
            state: .active,
            entries: [],
            created: now,
            updated: now
        )
        return try await look(definition, run, at: moment)
    }

    private func look<Definition: OrderWorkflow>(_ definition: Definition, _ run: Run, at moment: Moment) async throws
        -> (OrderObservation, Decision<OrderWrite>)
    {
        let seen = try await definition.observe(run)
        return (seen, definition.next(seen, run, at: moment))
    }

    struct UnknownWorkflow: Error {
        let name: String
    }
}
