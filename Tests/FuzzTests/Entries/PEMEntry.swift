import CertificateMaterial

@testable import AzureCore

extension FuzzEntry {
    /// Text with PEM blocks, read by everything that takes such text.
    static let pem = FuzzEntry("PEM", mutants: 2000) { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        let certificates = try read { () throws(MaterialError) in try CertificateFacts.all(inPEM: text) }
        if let certificates {
            let written = certificates.map(\.pem).joined()
            try hold((try? CertificateFacts.all(inPEM: written)) == certificates, "other certificates after writing")
        }
        let key = try read { () throws(MaterialError) in try RSAPrivateKey(pem: text) }
        if let key { try hold((try? RSAPrivateKey(pem: key.pem))?.der == key.der, "another key after writing") }
        let request = try read { () throws(MaterialError) in try SigningRequest(text: text) }
        if let request { try hold((try? SigningRequest(text: request.pem))?.der == request.der, "another request after writing") }

        for block in PEMBlock.all(in: text) {
            try hold(!block.label.isEmpty && block.der.count <= bytes.count, "a block larger than its text")
        }
        try checkClientCertificate(text)
        return certificates?.isEmpty == false || key != nil || request != nil
    }
}

private func checkClientCertificate(_ text: String) throws {
    do {
        let certificate = try ClientCertificate(pem: Secret(text))
        try hold("\(certificate)".contains("redacted"), "a certificate that prints its key")
    } catch let error as AzureError {
        try hold(error.code == .invalidRequest && error.description.utf8.count < 1000, "an error without measure")
    }
}
