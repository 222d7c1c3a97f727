import AppServiceCertificates
import AzureCore
import FoundationEssentials
import JSON

extension AlertRules {
    /// Everything worth an alert among what is known: a pure function.
    ///
    /// - Parameters:
    ///   - now: by the profile's clock, by which certificates live.
    ///   - wall: by the state's, by which runs do.
    func conditions(_ facts: AlertFacts, now: Date, wall: Date) -> [AlertCondition] {
        facts.orders.flatMap { order in
            let occupation = facts.occupations[order.id.subject]
            return [occupied(order, occupation, wall: wall) ?? pending(order, now), ending(order, now)].compactMap(\.self) + seen(order)
        }
    }

    private static let passing: [OrderStatus] = [.pendingIssuance, .pendingRekey, .notSubmitted, .unused, .pendingRevocation]
    /// An order that ended so long ago, in days, is nobody's any more.
    private static let forgottenDays = 30.0

    private func occupied(_ order: AlertFacts.Order, _ run: AlertFacts.Occupation?, wall: Date) -> AlertCondition? {
        guard let run else { return nil }
        let subject = order.id.subject
        if run.isStopped {
            let words = "its run \(run.workflow) was stopped\(run.waiting.map { ": \($0)" } ?? "")"
            return AlertCondition(.runStopped, subject, words, fix: verb("status", order))
        }
        guard wall.timeIntervalSince(run.since) > stateAge else { return nil }
        let words =
            "its run \(run.workflow) is not over since \(RFC3339.text(run.since))\(run.waiting.map { ": it waits, as \($0)" } ?? "")"
        return AlertCondition(.stateAge, subject, words, fix: verb("status", order))
    }

    private func pending(_ order: AlertFacts.Order, _ now: Date) -> AlertCondition? {
        guard let status = order.status, Self.passing.contains(status), let since = order.statusSince,
            now.timeIntervalSince(since) > stateAge
        else { return nil }
        let words = "it is \(status.rawValue) since \(RFC3339.text(since)) or longer"
        return AlertCondition(.stateAge, order.id.subject, words, fix: verb("status", order))
    }

    private func ending(_ order: AlertFacts.Order, _ now: Date) -> AlertCondition? {
        guard let end = order.expires else { return nil }
        let days = end.timeIntervalSince(now) / 86_400
        let isOver = order.status.map { [.denied, .canceled, .revoked].contains($0) } ?? false
        guard days < Double(daysLeft), days > -Self.forgottenDays, !isOver else { return nil }
        let words = days < 0 ? "its certificate ended on \(RFC3339.text(end))" : "its certificate ends on \(RFC3339.text(end))"
        let why = order.next.map { "\(words); \($0.why)" } ?? words
        let action = order.next?.action ?? ""
        return AlertCondition(.daysLeft, order.id.subject, why, fix: action.hasPrefix("signet ") ? action : verb("status", order))
    }

    /// Rights that are gone are an alert of their own, which says more than the drift they cause.
    private func seen(_ order: AlertFacts.Order) -> [AlertCondition] {
        guard let sighting = order.sighting else { return [] }
        let drift = sighting.lostRights != nil && sighting.drift?.hop == .vault ? nil : sighting.drift
        let notes: [(AlertKind, Drift?)] = [
            (.vaultRights, sighting.lostRights), (.drift, drift), (.overlapHalfGone, sighting.overlap),
            (.nameDropped, sighting.droppedName), (.fraud, sighting.fraud),
        ]
        return notes.compactMap { kind, note in
            note.map { AlertCondition(kind, order.id.subject, "\($0.hop.rawValue), \($0.what): \($0.detail)", fix: $0.fix) }
        }
    }

    private func verb(_ verb: String, _ order: AlertFacts.Order) -> String {
        "signet \(verb) \(order.id.name)" + (order.id.resourceGroup.map { " --resource-group \($0)" } ?? "")
    }
}
