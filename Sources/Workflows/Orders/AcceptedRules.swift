import AzureCore
import FoundationEssentials

/// After a renewal or reissue was accepted: the service answers before anything happens, so its word alone is no reason to wait for
/// ever.
struct AcceptedRules: Sendable {
    let order: ResourceID

    func next(_ asked: JournalEntry, at moment: Moment) -> Decision<OrderWrite> {
        guard moment.wall.timeIntervalSince(asked.at) < Self.longestSilence else { return .stop(silent(asked.step)) }
        return .wait(Wait("'\(asked.step)' was accepted and no new certificate shows yet"))
    }

    private func silent(_ step: String) -> Problem {
        Problem(
            .service,
            "'\(step)' of \(order.name) was accepted a day ago and nothing was issued.",
            why: "the order is still issued with the serial number it had before",
            nextStep: "Read what happened to it: signet history \(order.name) — then ask Azure support.",
            owner: .service
        )
    }

    private static let longestSilence = 24.0 * 3600
}
