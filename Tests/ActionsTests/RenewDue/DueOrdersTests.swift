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
        for (effect, group) in table {
            #expect(DueOrders.group(of: outlook(effect), renewer: .signet, isUnderWay: false) == group, "\(effect)")
        }
    }

    @Test func `a renewal under way is gone on with, however the order looks meanwhile`() {
        #expect(DueOrders.group(of: outlook(.impossible(["the order is Pendingissuance"])), renewer: .signet, isUnderWay: true) == .now)
    }

    @Test(arguments: [Renewer.unknown, .platform])
    func `what nobody gave to signet stands apart, unless the platform does renew it`(renewer: Renewer) {
        let end = Date(timeIntervalSince1970: 1_810_000_000)
        for effect in [RenewalOutlook.Effect.free(until: end), .purchase(until: end), .unchanged] {
            #expect(DueOrders.group(of: outlook(effect), renewer: renewer, isUnderWay: false) == .unadopted)
        }
        #expect(DueOrders.group(of: outlook(.platform), renewer: renewer, isUnderWay: false) == .platform)
    }
}
