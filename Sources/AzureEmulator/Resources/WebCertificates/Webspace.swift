import CertificateMaterial
import JSON

/// What shares certificates: a resource group in one region.
struct Webspace: Hashable, Sendable {
    let resourceGroup: String
    let location: String

    init(_ resource: Resource) {
        resourceGroup = resource.id.split(separator: "/").dropFirst(3).first.map { $0.lowercased() } ?? ""
        location = (resource.envelope["location"]?.string ?? "").lowercased().replacing(" ", with: "")
    }
}

extension Resource {
    var thumbprint: String { properties["thumbprint"]?.string ?? "" }
}

extension EmulatorState {
    func webCertificate(_ thumbprint: String, in space: Webspace) -> Resource? {
        resources.all(WebCertificates.type).first { $0.thumbprint == thumbprint && Webspace($0) == space }
    }

    func bindings(of thumbprint: String, in space: Webspace) -> [Resource] {
        allBindings.filter { $0.thumbprint == thumbprint && Webspace($0) == space }
    }

    mutating func syncCertificates() {
        for certificate in resources.all(WebCertificates.type) { WebCertificates.sync(certificate, &self) }
    }

    /// What the front end serves for a name.
    func servedCertificate(_ serverName: String) -> ServedCertificate? {
        guard let binding = binding(serverName), binding.properties["sslState"]?.string != "Disabled",
            let certificate = webCertificate(binding.thumbprint, in: Webspace(binding)),
            let key = certificate.hidden["key"]?.string.flatMap({ try? RSAPrivateKey(pem: $0) })
        else { return nil }
        let chain = certificate.hidden["chain"]?.array?.compactMap { $0.string.flatMap { try? CertificateFacts(pem: $0) } } ?? []
        return ServedCertificate(chain: chain, key: key)
    }
}
