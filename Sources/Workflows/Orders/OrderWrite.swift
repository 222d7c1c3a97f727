import AppServiceCertificates
import AzureCore
import CertificateMaterial
import Crypto
import FoundationEssentials
import JSON

/// Every write a workflow makes about an order. Each is one call, and all it needs is in it.
package enum OrderWrite: WorkflowStep, Hashable {
    /// The purchase.
    case placeOrder(CertificateOrder)
    /// Records are published by whoever the profile says, never by a call to the service.
    /// - existed: somebody else had it published, so it stays when the proof is over.
    case publishProof(DNSRecord, existed: Bool)
    case publishHostRecord(DNSRecord)
    /// Away again what this run published, by whom.
    case unpublishProof(DNSRecord, by: String)
    case verifyDomain(String)
    /// Whether the platform renews by itself.
    case setAutoRenew(Bool, product: ProductType?)
    /// May be the purchase of the next term.
    case renew(RenewRequest, before: Leaf?)
    case reissue(ReissueRequest, before: Leaf?)
    /// Sealed before its request leaves.
    case makeKey(KeyPlan)
    case linkVault(VaultPlace)
    /// Certificate and sealed key, written to the vault from here.
    case storeSecret(VaultPlace, thumbprint: String)
    /// Keys that nothing is served with any more.
    case removeKeys([String])
    case importCertificate(ImportPlace, from: VaultPlace, thumbprint: String)
    case bind(HostPlace, thumbprint: String)
    /// The host name stays with its site, without a certificate.
    case unbind(HostPlace)
    case deleteWebCertificate(ResourceID)
    /// The link and, deleted softly, the secret behind it.
    case unlinkVault(String)
    /// Revokes the certificate; nothing brings it back.
    case deleteOrder(OrderIdentity)

    package var name: String {
        switch self {
        case .placeOrder: "place-order"
        case .publishProof: "publish-proof"
        case .publishHostRecord(let record): "publish \(record.kind.rawValue) \(record.name)"
        case .unpublishProof: "unpublish-proof"
        case .verifyDomain: "verify-domain"
        case .setAutoRenew: "set-auto-renew"
        case .renew: "renew"
        case .reissue: "reissue"
        case .makeKey: "make-key"
        case .linkVault: "link-vault"
        case .storeSecret: "store-secret"
        case .removeKeys: "remove-keys"
        case .importCertificate(let place, _, _): "import-certificate \(place.certificate.name)"
        case .bind(let host, _): "bind \(host.hostName)"
        case .unbind(let host): "unbind \(host.hostName)"
        case .deleteWebCertificate(let id): "delete-web-certificate \(id.name)"
        case .unlinkVault(let link): "unlink-vault \(link)"
        case .deleteOrder: "delete-order"
        }
    }

    package var title: String {
        switch self {
        case .placeOrder(let order): "order a certificate for \(order.commonName)"
        case .publishProof(let record, _): "publish the domain proof  \(record)"
        case .publishHostRecord(let record): "publish  \(record)"
        case .unpublishProof(let record, RecordPublisher.person.name): "no longer needed, and yours to remove:  \(record)"
        case .unpublishProof(let record, _): "take away the domain proof  \(record)"
        case .verifyDomain(let domain): "ask for the domain check of \(domain)"
        case .setAutoRenew(let on, _): "turn the platform's own renewal \(on ? "on" : "off")"
        case .renew: "renew it"
        case .reissue: "reissue it with a new key"
        case .makeKey(let plan): "make a key of \(plan.bits) bits for \(plan.domain) and seal it"
        case .storeSecret(let place, _): "store key and certificate in Key Vault \(place.vault.name) as secret \(place.secret)"
        case .removeKeys(let records): "remove the sealed keys that no certificate needs any more (\(records.count))"
        case .linkVault(let place): "store it in Key Vault \(place.vault.name) as secret \(place.secret)"
        case .importCertificate(let place, _, _): "import it as \(place.certificate.name) for plan \(place.plan.name)"
        case .bind(let host, _): "bind it to \(host.hostName)"
        case .unbind(let host): "take the certificate off \(host.hostName)"
        case .deleteWebCertificate(let id): "delete the web certificate \(id.name)"
        case .unlinkVault(let link): "remove the vault link \(link)"
        case .deleteOrder: "delete the order, which revokes its certificate"
        }
    }

    package var intent: JSONValue {
        switch self {
        case .placeOrder(let order):
            ["domain": .string(order.commonName), "serialBefore": nil, "requestDigest": .string(Self.digest(order.requestBody()))]
        case .publishProof(let record, let existed): Self.proofIntent(record, existed)
        case .publishHostRecord(let record), .unpublishProof(let record, _): record.json
        case .verifyDomain(let domain): ["domain": .string(domain)]
        case .setAutoRenew(let on, _): ["autoRenew": .bool(on)]
        case .renew(let request, let before): Self.keyIntent(request.requestBody(), before)
        case .reissue(let request, let before): Self.keyIntent(request.requestBody(), before)
        case .makeKey(let plan): ["record": .string(plan.record), "bits": .number(JSONNumber(plan.bits))]
        case .storeSecret(let place, let thumbprint):
            ["vault": .id(place.vault), "secret": .string(place.secret), "thumbprint": .string(thumbprint)]
        case .removeKeys(let records): ["records": .array(records.map(JSONValue.string))]
        case .linkVault(let place): ["vault": .id(place.vault), "secret": .string(place.secret)]
        case .importCertificate(let place, _, let thumbprint): ["certificate": .id(place.certificate), "thumbprint": .string(thumbprint)]
        case .bind(let host, let thumbprint): ["site": .id(host.site), "host": .string(host.hostName), "thumbprint": .string(thumbprint)]
        case .unbind(let host): ["site": .id(host.site), "host": .string(host.hostName)]
        case .deleteWebCertificate(let id): ["certificate": .id(id)]
        case .unlinkVault(let link): ["link": .string(link)]
        case .deleteOrder(let identity): identity.json
        }
    }

    private static func proofIntent(_ record: DNSRecord, _ existed: Bool) -> JSONValue {
        var object = record.json.object ?? [:]
        object["existed"] = .bool(existed)
        return .object(object)
    }

    private static func keyIntent(_ body: JSONValue, _ before: Leaf?) -> JSONValue {
        ["serialBefore": (before?.serialNumber).map(JSONValue.string) ?? nil, "requestDigest": .string(digest(body))]
    }

    /// What the journal keeps of a body that may hold a signing request.
    package static func digest(_ body: JSONValue) -> String {
        "sha256:" + Hexadecimal.text(SHA256.hash(data: body.bytes())).lowercased()
    }
}
