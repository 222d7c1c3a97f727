import AppServiceCertificates
import AzureCore
import JSON

/// One call a plan expects to be made, in the order in which it would be.
package struct PlannedCall: Sendable, Hashable {
    /// The verb of HTTP, `DNS` for a record that whoever the profile says publishes, or `LOCAL` for a sealed record here.
    package let method: String
    package let path: String
    package let purpose: String
    /// When it is made; nil when it surely is.
    package let condition: String?
    package let isCharged: Bool

    package init(_ write: OrderWrite, of order: ResourceID, if condition: String? = nil, isCharged: Bool = false) {
        (method, path) = write.call(of: order)
        purpose = write.title
        self.condition = condition
        self.isCharged = isCharged
    }

    init(dns name: String, purpose: String, if condition: String? = nil) {
        (method, path) = ("DNS", name)
        self.purpose = purpose
        self.condition = condition
        isCharged = false
    }

    package var json: JSONValue {
        [
            "method": .string(method), "path": .string(path), "purpose": .string(purpose),
            "condition": condition.map(JSONValue.string) ?? nil, "charged": .bool(isCharged),
        ]
    }
}

extension OrderWrite {
    /// Which call the write is.
    func call(of order: ResourceID) -> (method: String, path: String) {
        switch self {
        case .placeOrder: ("PUT", "\(order)")
        case .publishProof(let record, _), .publishHostRecord(let record), .unpublishProof(let record, _):
            ("DNS", "\(record.name) \(record.kind.rawValue)")
        case .verifyDomain: ("POST", "\(order)/verifyDomainOwnership")
        case .setAutoRenew: ("PATCH", "\(order)")
        case .renew: ("POST", "\(order)/renew")
        case .reissue: ("POST", "\(order)/reissue")
        case .makeKey(let plan): ("LOCAL", plan.record)
        case .storeSecret(let place, _): ("PUT", "\(place.vault)/secrets/\(place.secret)")
        case .removeKeys(let records): ("LOCAL", records.joined(separator: " "))
        case .linkVault(let place): ("PUT", "\(order)/certificates/\(place.link)")
        case .importCertificate(let place, _, _): ("PUT", "\(place.certificate)")
        case .bind(let host, _), .unbind(let host): ("PUT", "\(host.site)/hostNameBindings/\(host.hostName)")
        case .deleteWebCertificate(let id): ("DELETE", "\(id)")
        case .unlinkVault(let link): ("DELETE", "\(order)/certificates/\(link)")
        case .deleteOrder: ("DELETE", "\(order)")
        }
    }
}
