import AppServiceCertificates
import AzureCore
import FoundationEssentials
import JSON

extension Provision {
    /// How old an unanswered purchase has to be before "not found" proves that it never happened: until then it may still be
    /// on its way, or the answer may come from a replica that lags.
    static let secondsUntilAbsenceIsProof = 5.0

    package func reconcile(_ intent: JournalEntry, at moment: Moment) async throws -> Reconciliation {
        guard intent.step == "place-order" else {
            return .mayRepeat(reason: "done twice it changes nothing; the next look shows whether it is needed")
        }
        if let order = try await existingOrder() {
            return .happened(["settledBy": "read", "id": .string((order.id ?? input.order).description)])
        }
        guard moment.wall.timeIntervalSince(intent.at) >= Self.secondsUntilAbsenceIsProof else {
            return .unknown(Wait("the answer to the purchase was lost; reading until its effect or its absence is proven"))
        }
        return .mayRepeat(reason: "the order does not exist \(Int(Self.secondsUntilAbsenceIsProof)) seconds after the purchase was sent")
    }
}
