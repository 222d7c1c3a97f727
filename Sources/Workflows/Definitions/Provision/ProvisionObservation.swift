import AppServiceCertificates
import JSON

/// What Provision sees in one look. A look goes only as far as it makes sense: what lies behind a step that is not done yet
/// is left out.
package struct ProvisionObservation: Sendable {
    package var order: CertificateOrder?
    /// Resolvers answer with the order's token.
    package var proofIsVisible = false
    package var link: OrderCertificate?
    package var secret: StoredSecret?
    package var webCertificate: WebCertificate?
    /// Host name records that are not visible yet, in the order they should be published.
    package var missingRecords: [DNSRecord] = []
    package var bindings: [String: HostNameBinding] = [:]
    package var served: [String: Served] = [:]

    package init() {}
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

extension String {
    func caseInsensitiveEquals(_ other: String) -> Bool { lowercased() == other.lowercased() }
}
