import NIOCore
import NIOSSL

/// The certificate and key a listener shows, as files in PEM.
package struct ServerTLS: Sendable, Hashable {
    /// The leaf first, then its issuers.
    let certificateFile: String
    let keyFile: String

    package struct Unusable: Error, CustomStringConvertible {
        package let description: String
    }

    package init(certificateFile: String, keyFile: String) {
        self.certificateFile = certificateFile
        self.keyFile = keyFile
    }

    func configuration() throws -> TLSConfiguration {
        let chain: [NIOSSLCertificate]
        do {
            chain = try NIOSSLCertificate.fromPEMFile(certificateFile)
        } catch {
            throw Unusable(description: "\(certificateFile) holds no certificate in PEM")
        }
        guard let key = try? NIOSSLPrivateKey(file: keyFile, format: .pem) else {
            throw Unusable(description: "\(keyFile) holds no private key in PEM that is not encrypted")
        }
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) },
            privateKey: .privateKey(key)
        )
        tls.minimumTLSVersion = .tlsv12
        tls.applicationProtocols = ["http/1.1"]
        // A client that does not answer a closing connection must not hold up the end.
        tls.shutdownTimeout = .milliseconds(500)
        return tls
    }
}
