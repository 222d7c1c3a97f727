import AppServiceCertificates
import AzureCore
import FoundationEssentials
import JSON

/// Says who renews an order that Signet did not place. What the order itself says about it is set and read back before it counts.
package struct Adopt: OrderWorkflow {
    package static let name = "Adopt"
    package static let version: Int64 = 1

    let input: AdoptInput
    package let world: World
    package var order: ResourceID { input.order }

    package init(input: AdoptInput, world: World) {
        self.input = input
        self.world = world
    }

    package func observe(_ run: Run) async throws -> OrderObservation {
        var seen = OrderObservation()
        seen.order = try await OrderWrites(world: world, order: order).current()
        return seen
    }

    package func next(_ seen: OrderObservation, _ run: Run, at moment: Moment) -> Decision<OrderWrite> {
        AdoptRules(input: input).next(seen, run, at: moment)
    }
}

package struct AdoptInput: Sendable, Hashable {
    package let order: ResourceID
    /// Never `unknown`.
    package let renewer: Renewer

    package init(order: ResourceID, renewer: Renewer) {
        self.order = order
        self.renewer = renewer
    }

    package var json: JSONValue { ["order": .id(order), "renewer": .string(renewer.rawValue)] }

    package init(json: JSONValue) throws {
        let fields = try JSONFields(json)
        guard let renewer = Renewer(rawValue: try fields.requiredString("renewer")), renewer != .unknown else {
            throw JSONFieldError(pointer: "/renewer", expected: "signet or platform", found: "another text")
        }
        self.init(order: try fields.requiredID("order"), renewer: renewer)
    }
}

/// What Adopt does next, as a pure function of one look, the journal and the time.
struct AdoptRules: Sendable {
    let input: AdoptInput

    func next(_ seen: OrderObservation, _ run: Run, at moment: Moment) -> Decision<OrderWrite> {
        guard let order = seen.order else { return .stop(OrderProblem.gone(input.order)) }
        let ended: [OrderStatus] = [.denied, .canceled, .expired, .revoked, .pendingRevocation]
        if let status = order.status, ended.contains(status) {
            return .stop(OrderProblem.ended(order, named: input.order.name, domain: order.commonName))
        }
        // An order that does not say it is renewed by the platform, as that is what the service does when nothing was said.
        let wanted = input.renewer == .platform
        if (order.autoRenew ?? true) == wanted { return .finish(report(order)) }
        guard let asked = run.outcome(of: "set-auto-renew") else {
            return .perform(.setAutoRenew(wanted, product: order.productType))
        }
        guard moment.wall.timeIntervalSince(asked.at) < Self.longestSilence else { return .stop(notTaken(order)) }
        return .wait(Wait("autoRenew was set to \(wanted) and does not read so yet"))
    }

    private func report(_ order: CertificateOrder) -> JSONValue {
        [
            "name": .string(input.order.name), "id": .id(input.order), "domain": .string(order.commonName),
            "status": .string(order.status?.rawValue ?? ""), "renewer": .string(input.renewer.rawValue),
            "autoRenew": .bool(order.autoRenew ?? true),
        ]
    }

    private func notTaken(_ order: CertificateOrder) -> Problem {
        Problem(
            .service,
            "\(input.order.name) still says autoRenew \(order.autoRenew ?? true).",
            why: "the service took the change ten minutes ago and does not show it; until then two might renew",
            nextStep: "Set it in the portal, then: signet adopt \(input.order.name) --renewed-by \(input.renewer.rawValue)",
            owner: .service
        )
    }

    private static let longestSilence = 600.0
}
