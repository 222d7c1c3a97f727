import AppServiceCertificates
import AzureCore
import FoundationEssentials
import JSON
import Workflows

/// One line of the inventory.
package struct OrderSummary: Sendable {
    package let name: String
    package let resourceGroup: String
    package let domain: String
    package let product: String
    package let status: String
    package let expires: Date?
    /// Whole days until the leaf ends, by the profile's clock; negative once it has.
    package let daysLeft: Int?
    package let autoRenew: Bool?
    package let renewer: Renewer
    package let next: NextAction
    package let id: String
    /// Where the daemon saw last that it is not what it should be.
    package var drift: Drift?

    /// - Parameters:
    ///   - run: the newest run of the order.
    ///   - history: when it was placed and proven, when something better than the resource's own note is known.
    ///   - renewer: who renews it, as the journal says.
    init(_ order: CertificateOrder, run: Run?, history: OrderHistory? = nil, renewer: Renewer, rules: RenewalRules, now: Date) {
        let id = order.id
        name = order.name ?? id?.name ?? ""
        resourceGroup = id?.resourceGroup ?? ""
        domain = order.commonName
        product =
            order.productType == .wildcard ? "wildcard" : order.productType == .standard ? "standard" : order.productType?.rawValue ?? ""
        status = order.status?.rawValue ?? order.provisioningState?.rawValue ?? ""
        expires = order.expirationTime
        daysLeft = order.expirationTime.map { Int(($0.timeIntervalSince(now) / 86_400).rounded(.down)) }
        autoRenew = order.autoRenew
        let known = OrderHistory(created: history?.created ?? order.systemData?.createdAt, provenAt: history?.provenAt)
        next = NextAction(order, run: run, history: known, renewer: renewer, rules: rules, at: now)
        self.renewer = renewer
        self.id = id?.description ?? ""
    }

    package var json: JSONValue {
        [
            "name": .string(name), "resourceGroup": .string(resourceGroup), "domain": .string(domain), "product": .string(product),
            "status": .string(status), "expirationTime": expires.map { .string(RFC3339.text($0)) } ?? nil,
            "daysLeft": daysLeft.map { .number(JSONNumber($0)) } ?? nil, "autoRenew": autoRenew.map(JSONValue.bool) ?? nil,
            "renewedBy": .string(renewer.rawValue), "nextAction": next.json, "drift": drift?.json ?? nil, "id": .string(id),
        ]
    }
}
