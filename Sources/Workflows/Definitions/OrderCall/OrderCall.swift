import AppServiceCertificates
import AzureCore
import FoundationEssentials
import JSON

/// One call of the API that changes an order, made under the order's lease and journalled like every other write, so that no
/// workflow runs into it and a lost answer is settled before anything else is sent.
package struct OrderCall: Workflow {
    package static let name = "OrderCall"
    package static let version: Int64 = 1

    let input: OrderCallInput
    let world: World
    /// Nil when the run is only to be settled: the body of a call is never kept, so nobody else can send it.
    let send: (@Sendable () async throws -> Void)?

    package init(input: OrderCallInput, world: World, send: (@Sendable () async throws -> Void)?) {
        self.input = input
        self.world = world
        self.send = send
    }

    /// The order before the call; a call that has been made needs no look.
    package func observe(_ run: Run) async throws -> CertificateOrder? {
        guard !run.entries.contains(where: { $0.kind == .outcome }) else { return nil }
        return try await OrderWrites(world: world, order: input.order).current()
    }

    package func next(_ before: CertificateOrder?, _ run: Run, at moment: Moment) -> Decision<OrderCallStep> {
        if let outcome = run.entries.last(where: { $0.kind == .outcome }) {
            return .finish(["operation": .string(input.operation), "settledBy": outcome.body["settledBy"] ?? nil])
        }
        guard send != nil else {
            let wasTried = run.entries.contains { $0.kind == .withdrawn }
            return .stop(notSent(wasTried ? "it was tried and had no effect" : "the process that was to send it ended before"))
        }
        return .perform(OrderCallStep(input: input, before: before))
    }

    package func perform(_ step: OrderCallStep) async throws -> JSONValue {
        try await send?()
        return [:]
    }

    package func reconcile(_ intent: JournalEntry, at moment: Moment) async throws -> Reconciliation {
        try await OrderWrites(world: world, order: input.order).settle(intent, at: moment)
    }

    private func notSent(_ why: String) -> Problem {
        Problem(
            .precondition,
            "\(input.operation) of \(input.order.name) was not carried out.",
            why: why,
            nextStep: "Call it again: signet api \(input.operation) --parameter certificateOrderName=\(input.order.name) …"
        )
    }
}

/// Which call, of which order; the body only as its digest.
package struct OrderCallInput: Sendable, Hashable {
    package let order: ResourceID
    package let operation: String
    package let requestDigest: String

    package init(order: ResourceID, operation: String, body: JSONValue?) {
        self.order = order
        self.operation = operation
        requestDigest = OrderWrite.digest(body ?? nil)
    }

    package var json: JSONValue {
        ["order": .id(order), "operation": .string(operation), "requestDigest": .string(requestDigest)]
    }

    package init(json: JSONValue) throws {
        let fields = try JSONFields(json)
        order = try fields.requiredID("order")
        operation = try fields.requiredString("operation")
        requestDigest = try fields.requiredString("requestDigest")
    }
}

/// The call itself, with what its effect will be recognised by.
package struct OrderCallStep: WorkflowStep {
    let input: OrderCallInput
    let before: CertificateOrder?

    /// As the workflows name the same write: so its effect is recognised in the same way, and they know of it.
    package var name: String {
        switch input.operation {
        case "AppServiceCertificateOrders_CreateOrUpdate" where before == nil: "place-order"
        case "AppServiceCertificateOrders_Renew": "renew"
        case "AppServiceCertificateOrders_Reissue": "reissue"
        case "AppServiceCertificateOrders_Delete": "delete-order"
        default: input.operation
        }
    }

    package var title: String { "call \(input.operation)" }
    package var intent: JSONValue {
        var intent = (before.map(OrderIdentity.init) ?? OrderIdentity(serialNumber: nil, token: nil)).json.object ?? [:]
        intent["requestDigest"] = .string(input.requestDigest)
        return .object(intent)
    }
}
