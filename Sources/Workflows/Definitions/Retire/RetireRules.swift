import AppServiceCertificates
import AzureCore
import FoundationEssentials
import JSON

/// What Retire does next, as a pure function of one look, the journal and the time.
struct RetireRules: Sendable {
    let input: RetireInput

    /// - Parameter keys: the order's keys that are sealed here.
    func next(_ sight: OrderSight?, keys: [SealedKey] = [], _ run: Run, at moment: Moment) -> Decision<OrderWrite> {
        let deleted = run.outcome(of: "delete-order")
        let isGone = sight.map { isAnother($0, deleted) } ?? (deleted != nil || isQuiet(run, at: moment))
        if isGone { return removeKeys(keys) ?? .finish(report(run, isDeletedHere: deleted != nil)) }
        guard let sight else { return .wait(Wait("the order does not show; looking again before it counts as gone")) }
        if let deleted { return stillThere(sight, deleted, at: moment) }
        let use = OrderFindings(sight).use
        if let problem = use.lockProblem(input.order.name) { return .stop(problem) }
        if !input.revokeWhileServed, let problem = unseen(sight) { return .stop(problem) }
        if input.unbind, let decision = takeAway(use, sight, run, at: moment) { return decision }
        if !input.revokeWhileServed, let problem = use.useProblem(input.order.name, otherwise: otherwise) { return .stop(problem) }
        return .perform(.deleteOrder(OrderIdentity(sight.order)))
    }

    /// Bindings before the copies they hold, copies before the secret they come from.
    private func takeAway(_ use: OrderUse, _ sight: OrderSight, _ run: Run, at moment: Moment) -> Decision<OrderWrite>? {
        for host in use.hosts {
            guard let site = host.site else { continue }
            return once(.unbind(HostPlace(site: site, hostName: host.hostName)), run, at: moment)
        }
        for copy in use.copies {
            guard let id = copy.id else { continue }
            return once(.deleteWebCertificate(id), run, at: moment)
        }
        if let link = sight.order.certificates.keys.sorted().first { return once(.unlinkVault(link), run, at: moment) }
        guard let last = use.shown.first, !use.isOver, let unbound = lastRemoval(run),
            moment.wall.timeIntervalSince(unbound) < Self.secondsUntilFrontEndsFollow
        else { return nil }
        return .wait(Wait("\(last) still shows the certificate that was taken off it"))
    }

    /// A look may come from before the write, so a write that was done is not repeated at once.
    private func once(_ write: OrderWrite, _ run: Run, at moment: Moment) -> Decision<OrderWrite> {
        guard let done = run.outcome(of: write.name), moment.wall.timeIntervalSince(done.at) < Self.secondsBetweenTries else {
            return .perform(write)
        }
        return .wait(Wait("'\(write.name)' was done and does not show yet"))
    }

    private func lastRemoval(_ run: Run) -> Date? {
        run.entries.last { $0.kind == .outcome && $0.step.hasPrefix("unbind ") }?.at
    }

    /// Once nothing is left that they would be needed for. What is made meanwhile for another order of this name stays.
    private func removeKeys(_ keys: [SealedKey]) -> Decision<OrderWrite>? {
        let records = keys.map(\.record).filter { input.sealedKeys.contains($0) }
        return records.isEmpty ? nil : .perform(.removeKeys(records))
    }

    /// An order that never showed to this run may only be late: a read can come from a replica that lags.
    private func isQuiet(_ run: Run, at moment: Moment) -> Bool {
        // What was removed here since shows that it had counted as gone.
        if run.outcome(of: "remove-keys") != nil { return true }
        let quiet = run.entries.last.map { moment.wall.timeIntervalSince($0.at) } ?? 0
        return quiet >= ProvisionRules.secondsUntilGone
    }

    /// Whether what shows after the deletion is an order that was placed under the name since.
    private func isAnother(_ sight: OrderSight, _ deleted: JournalEntry?) -> Bool {
        deleted.map { OrderIdentity(sight.order).isAnother(than: OrderIdentity(json: $0.body)) } ?? false
    }

    private func stillThere(_ sight: OrderSight, _ deleted: JournalEntry, at moment: Moment) -> Decision<OrderWrite> {
        guard moment.wall.timeIntervalSince(deleted.at) >= Self.secondsUntilGone else {
            return .wait(Wait("the order is deleted and still shows"))
        }
        return .stop(
            Problem(
                .service,
                "\(input.order.name) was deleted and still shows.",
                why: "the service took the deletion, and the order is \(sight.order.status?.rawValue ?? "without a status") after it",
                nextStep: "Read what happened to it: signet history \(input.order.name) — then ask Azure support.",
                owner: .service
            )
        )
    }

    private func report(_ run: Run, isDeletedHere: Bool) -> JSONValue {
        func names(_ prefix: String) -> JSONValue {
            let steps = run.entries.filter { $0.kind == .outcome && $0.step.hasPrefix(prefix) }.map(\.step)
            return .array(Set(steps.map { String($0.dropFirst(prefix.count)) }).sorted().map(JSONValue.string))
        }
        return [
            "name": .string(input.order.name), "id": .id(input.order), "status": "Deleted", "domain": .string(input.domain),
            "deletedBySignet": .bool(isDeletedHere), "revokedSerialNumber": input.serialNumber.map(JSONValue.string) ?? nil,
            "unbound": names("unbind "), "deletedWebCertificates": names("delete-web-certificate "), "removedLinks": names("unlink-vault "),
            "removedKeys": run.outcome(of: "remove-keys") == nil ? [] : .array(input.sealedKeys.map(JSONValue.string)),
        ]
    }

    private static let secondsBetweenTries = 30.0
    private static let secondsUntilFrontEndsFollow = 300.0
    private static let secondsUntilGone = 600.0
}

extension RetireRules {
    private var otherwise: String {
        let name = input.order.name
        let unbind = input.unbind ? "" : "or have them go without one: signet retire \(name) --unbind; "
        return "\(unbind)to break them now: signet retire \(name) --revoke-while-served"
    }

    /// Who uses the certificate cannot be said while the places it may be used in cannot be read.
    private func unseen(_ sight: OrderSight) -> Problem? {
        let needed = ["web certificates", "sites", "slots", "locks"]
        guard let blind = sight.unread.first(where: { needed.contains($0.what) }) else { return nil }
        return Problem(
            .precondition,
            "Whether \(input.order.name) is still used cannot be seen.",
            why: "the \(blind.what) \(blind.detail)",
            nextStep: "\(blind.fix) Or delete it unseen: signet retire \(input.order.name) --revoke-while-served"
        )
    }
}
