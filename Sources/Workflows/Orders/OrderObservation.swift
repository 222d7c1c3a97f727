import AppServiceCertificates
import AzureCore
import DNS
import FoundationEssentials
import JSON

/// What a workflow sees of an order and its surroundings in one look. A look goes only as far as it makes sense: what lies behind
/// a step that is not done yet is left out.
package struct OrderObservation: Sendable {
    package var order: CertificateOrder?
    /// Everybody who answers for the domain does so with the order's token.
    package var proofIsVisible = false
    /// Who answers with the token and who does not; nil while there is no token to look for.
    package var proof: Propagation?
    /// Whether the domain's CAA records let the authority issue; nil when that was not looked at, or could not be.
    package var authorisation: Finding?
    /// Read only where it decides something.
    package var history: OrderHistory?
    package var link: OrderCertificate?
    package var secret: StoredSecret?
    /// The web certificates that exist, by their ids.
    package var webCertificates: [ResourceID: WebCertificate] = [:]
    /// Host name records that are not visible yet, in the order they should be published.
    package var missingRecords: [DNSRecord] = []
    package var bindings: [String: HostNameBinding] = [:]
    package var served: [String: Served] = [:]
    /// The order and everything that rests on it; taken only where it decides something.
    package var sight: OrderSight?
    /// Who publishes records by itself now, which may be another one than when the run began; nil for a person.
    package var publisher: String?
    /// The keys of this order that are sealed here.
    package var sealedKeys: [SealedKey] = []
    /// Where the leaf has to arrive, as far as it is known by now.
    package var rollout = Rollout(link: nil)

    package init() {}

    var leaf: Leaf? { order.flatMap(Leaf.init) }
}

/// The leaf an order says it has.
package struct Leaf: Sendable, Hashable {
    package let serialNumber: String
    package let thumbprint: String

    /// Nil while the order is not issued, or issued and its certificate not listed yet.
    init?(_ order: CertificateOrder) {
        guard order.status == .issued, let serial = order.serialNumber, let thumbprint = order.signedCertificate?.thumbprint else {
            return nil
        }
        serialNumber = serial
        self.thumbprint = thumbprint
    }
}

/// What the actions of an order tell about its term and its proof.
package struct OrderHistory: Sendable, Hashable {
    package let created: Date?
    package let provenAt: Date?
    /// How often the domain was proven.
    package let proofs: Int

    package init(created: Date?, provenAt: Date?, proofs: Int = 0) {
        self.created = created
        self.provenAt = provenAt
        self.proofs = proofs
    }
}

extension ResourceID {
    /// How runs name what they are about, however the id was written.
    package var subject: String { description.lowercased() }
}

/// The newest version of the order's secret, judged against the leaf.
package struct StoredSecret: Sendable, Hashable {
    package let id: String
    /// The leaf inside; nil while the secret is the service's placeholder.
    package let thumbprint: String?
    /// Why the content could not be imported by App Service, if it could not.
    package let defect: String?

    package init(id: String, thumbprint: String?, defect: String? = nil) {
        self.id = id
        self.thumbprint = thumbprint
        self.defect = defect
    }
}

/// What one handshake showed.
package struct Served: Sendable, Hashable {
    package let hostName: String
    package let serialNumber: String?
    /// Why this handshake is not good enough; nil when the chain is trusted and names the host.
    package let fault: String?

    package init(hostName: String, serialNumber: String?, fault: String?) {
        self.hostName = hostName
        self.serialNumber = serialNumber
        self.fault = fault
    }

    func shows(serial: String) -> Bool { fault == nil && serialNumber?.caseInsensitiveEquals(serial) == true }

    package var json: JSONValue {
        [
            "hostName": .string(hostName), "serialNumber": serialNumber.map(JSONValue.string) ?? nil, "ok": .bool(fault == nil),
            "fault": fault.map(JSONValue.string) ?? nil,
        ]
    }
}

extension HostNameBinding {
    func serves(_ thumbprint: String) -> Bool {
        sslState == .sniEnabled && self.thumbprint?.caseInsensitiveEquals(thumbprint) == true
    }
}

extension String {
    func caseInsensitiveEquals(_ other: String) -> Bool { lowercased() == other.lowercased() }
}
