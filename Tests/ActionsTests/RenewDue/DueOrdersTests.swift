import FoundationEssentials
import Testing

@testable import Actions
@testable import Workflows

@Suite struct DueOrdersTests {
    private func outlook(_ effect: RenewalOutlook.Effect) -> RenewalOutlook {
        let end = Date(timeIntervalSince1970: 1_800_000_000)
        return RenewalOutlook(effect: effect, leafEnd: end, term: .init(end: end, source: "a test"), due: end, isDueCharged: true)
    }

    @Test func `each effect has its group`() {
        let end = Date(timeIntervalSince1970: 1_810_000_000)
        let table: [(RenewalOutlook.Effect, DueOrders.Group)] = [
            (.free(until: end), .now), (.purchase(until: end), .charge), (.unchanged, .scheduled), (.platform, .platform),
            (.impossible(["ExpirationNotInRenewalTimeRange"]), .scheduled), (.impossible(["SubscriptionNotActive"]), .impossible),
        ]
        for (effect, group) in table { #expect(DueOrders.group(of: outlook(effect), isUnderWay: false) == group, "\(effect)") }
    }

    @Test func `a renewal under way is gone on with, however the order looks meanwhile`() {
        #expect(DueOrders.group(of: outlook(.impossible(["the order is Pendingissuance"])), isUnderWay: true) == .now)
    }
}
