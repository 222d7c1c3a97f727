import AzureCore
import NIOSSL

/// A PEM file of certificate authorities.
enum CertificateAuthorityFile {
    /// The certificates in the file, at least one.
    static func read(_ path: String) throws(AzureError) -> [NIOSSLCertificate] {
        let certificates: [NIOSSLCertificate]
        do {
            certificates = try NIOSSLCertificate.fromPEMFile(path)
        } catch NIOSSLError.failedToLoadCertificate {
            throw unusable(path, "it holds no PEM certificate that can be read")
        } catch {
            throw unusable(path, "it cannot be read: \(error)")
        }
        guard !certificates.isEmpty else { throw unusable(path, "it holds no certificate") }
        return certificates
    }

    private static func unusable(_ path: String, _ why: String) -> AzureError {
        AzureError(
            code: .invalidRequest,
            operation: "AzureHTTP.make",
            target: path,
            serviceMessage: "the CA file cannot be used: \(why)",
            nextStep:
                "Name a readable PEM file with at least one certificate as the profile's CA file: `openssl x509 -in \(path) -noout -subject`."
        )
    }
}
