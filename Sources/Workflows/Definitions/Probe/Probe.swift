import AppServiceCertificates
import AzureCore
import FoundationEssentials
import JSON

/// A handshake with every host name an order's certificate is wanted at, held against the order's leaf. It only reads, so its
/// journal says that it was begun and what it found.
package struct Probe: OrderWorkflow {
    package static let name = "Probe"
    package static let version: Int64 = 1

    let input: ProbeInput
    package let world: World
    package var order: ResourceID { input.order }

    package init(input: ProbeInput, world: World) {
        self.input = input
        self.world = world
    }

    package func observe(_ run: Run) async throws -> OrderObservation {
        var seen = OrderObservation()
        seen.order = try await OrderWrites(world: world, order: order).current()
        let now = try await world.clock.now()
        seen.served = await withTaskGroup(of: Served.self) { group in
            var hosts = Set(input.hostNames).sorted().prefix(ProbeInput.mostHosts).makeIterator()
            for host in hosts.next(ProbeInput.atOnce) { group.addTask { await world.wire.served(host, at: now) } }
            var served: [String: Served] = [:]
            while let one = await group.next() {
                served[one.hostName] = one
                if let host = hosts.next() { group.addTask { await world.wire.served(host, at: now) } }
            }
            return served
        }
        return seen
    }

    package func next(_ seen: OrderObservation, _ run: Run, at moment: Moment) -> Decision<OrderWrite> {
        ProbeRules(input: input).next(seen, run, at: moment)
    }
}

package struct ProbeInput: Sendable, Hashable {
    package let order: ResourceID
    package let hostNames: [String]

    package static let mostHosts = 500
    static let atOnce = 8

    package init(order: ResourceID, hostNames: [String]) {
        self.order = order
        self.hostNames = hostNames.map { $0.lowercased() }
    }

    package init(order: ResourceID, rollout: Rollout) {
        self.init(order: order, hostNames: rollout.hosts.map(\.hostName))
    }

    package var json: JSONValue { ["order": .id(order), "hostNames": .array(hostNames.map(JSONValue.string))] }

    package init(json: JSONValue) throws {
        let fields = try JSONFields(json)
        self.init(order: try fields.requiredID("order"), hostNames: try fields.strings("hostNames") ?? [])
    }
}

/// What the handshakes mean, as a pure function of one look.
struct ProbeRules: Sendable {
    let input: ProbeInput

    func next(_ seen: OrderObservation, _ run: Run, at moment: Moment) -> Decision<OrderWrite> {
        guard let order = seen.order else { return .stop(OrderProblem.gone(input.order)) }
        guard let serial = order.serialNumber else { return .stop(notIssued(order)) }
        let hosts = seen.served.values.sorted { $0.hostName < $1.hostName }
        return .finish([
            "name": .string(input.order.name), "id": .id(input.order), "status": .string(order.status?.rawValue ?? ""),
            "serialNumber": .string(serial), "allServed": .bool(hosts.allSatisfy { $0.shows(serial: serial) }),
            "served": .array(hosts.map { line($0, serial, order, at: moment) }),
            "leftOut": .number(JSONNumber(max(0, Set(input.hostNames).count - seen.served.count))),
        ])
    }

    private func line(_ served: Served, _ serial: String, _ order: CertificateOrder, at moment: Moment) -> JSONValue {
        var object = served.json.object ?? [:]
        object["ok"] = .bool(served.shows(serial: serial))
        object["shows"] = .string(verdict(served, serial).rawValue)
        return .object(object)
    }

    private enum Verdict: String {
        case current
        /// The order's leaf, in a handshake a client would refuse.
        case currentRefused = "current, and a client would refuse it"
        case another
        case nothing
    }

    private func verdict(_ served: Served, _ serial: String) -> Verdict {
        guard let shown = served.serialNumber else { return .nothing }
        guard shown.caseInsensitiveEquals(serial) else { return .another }
        return served.fault == nil ? .current : .currentRefused
    }

    private func notIssued(_ order: CertificateOrder) -> Problem {
        Problem(
            .precondition,
            "\(input.order.name) has no certificate to look for.",
            why: "its status is \(order.status?.rawValue ?? "unknown")",
            nextStep: "See what it waits for: signet status \(input.order.name)"
        )
    }
}

extension IteratorProtocol {
    /// The next elements, so many at most.
    fileprivate mutating func next(_ count: Int) -> [Element] {
        var elements: [Element] = []
        while elements.count < count, let element = next() { elements.append(element) }
        return elements
    }
}
