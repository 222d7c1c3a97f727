import CertificateMaterial
import FoundationEssentials
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
        guard let certificate = servedWebCertificate(serverName),
            let key = certificate.hidden["key"]?.string.flatMap({ try? RSAPrivateKey(pem: $0) })
        else { return nil }
        let chain = certificate.hidden["chain"]?.array?.compactMap { $0.string.flatMap { try? CertificateFacts(pem: $0) } } ?? []
        return ServedCertificate(chain: chain, key: key)
    }

    /// When that ends, without opening it.
    func servedEnd(_ serverName: String) -> Date? {
        servedWebCertificate(serverName)?.properties["expirationDate"]?.string.flatMap(RFC3339.date)
    }

    private func servedWebCertificate(_ serverName: String) -> Resource? {
        guard let binding = binding(serverName), binding.properties["sslState"]?.string != "Disabled" else { return nil }
        return webCertificate(binding.thumbprint, in: Webspace(binding))
    }
}
