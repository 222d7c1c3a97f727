import AppServiceCertificates
import AzureCore
import FoundationEssentials
import JSON

/// By what an order is known again: once it is deleted its name can be ordered anew, and that one is not to be deleted for it.
package struct OrderIdentity: Sendable, Hashable {
    package let serialNumber: String?
    package let token: String?

    package init(serialNumber: String?, token: String?) {
        self.serialNumber = serialNumber
        self.token = token
    }

    init(_ order: CertificateOrder) {
        self.init(serialNumber: order.serialNumber, token: order.domainVerificationToken)
    }

    init(json: JSONValue) {
        self.init(serialNumber: json["serialBefore"]?.string, token: json["tokenBefore"]?.string)
    }

    var json: JSONValue {
        ["serialBefore": serialNumber.map(JSONValue.string) ?? nil, "tokenBefore": token.map(JSONValue.string) ?? nil]
    }

    /// A renewal changes either by itself, a new order both.
    func isAnother(than other: OrderIdentity) -> Bool {
        serialNumber?.lowercased() != other.serialNumber?.lowercased() && token != other.token
    }
}

extension OrderWrites {
    /// The writes that take away. Doing one again finds nothing to do.
    func remove(_ write: OrderWrite) async throws -> JSONValue {
        switch write {
        case .unbind(let host):
            try await unbind(host)
            return [:]
        case .deleteWebCertificate(let id):
            return ["existed": .bool(try await world.webCertificates.delete(resourceGroup: id.resourceGroup ?? "", name: id.name))]
        case .unlinkVault(let link):
            return ["existed": .bool(try await world.orderCertificates.delete(resourceGroup: group, order: order.name, name: link))]
        case .deleteOrder(let identity):
            let existed = try await world.orders.delete(resourceGroup: group, name: order.name)
            var outcome = identity.json.object ?? [:]
            outcome["existed"] = .bool(existed)
            return .object(outcome)
        default:
            return [:]
        }
    }

    private func unbind(_ host: HostPlace) async throws {
        _ = try await world.hostNameBindings.createOrUpdate(
            resourceGroup: host.site.resourceGroup ?? "",
            site: host.siteName,
            slot: host.slot,
            hostName: host.hostName,
            HostNameBinding(siteName: host.siteName, sslState: .disabled, thumbprint: nil)
        )
    }

    /// A deleted order reads as missing; another order of its name says so too.
    func settleDeletion(_ intent: JournalEntry, at moment: Moment) async throws -> Reconciliation {
        let identity = OrderIdentity(json: intent.body)
        guard let order = try await current(), !OrderIdentity(order).isAnother(than: identity) else {
            var facts = identity.json.object ?? [:]
            facts["settledBy"] = "read"
            return .happened(.object(facts))
        }
        return absent(intent, at: moment, "the order is still there")
    }
}
