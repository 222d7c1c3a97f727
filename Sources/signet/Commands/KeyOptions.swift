import ArgumentParser
import CertificateMaterial
import Foundation
import Workflows

/// Who makes the key of a certificate, in the words of the command line.
struct KeyOptions: ParsableArguments {
    enum Maker: String, ExpressibleByArgument, CaseIterable {
        case platform
        case sealed
    }

    @Option(
        help: ArgumentHelp(
            """
            Who makes the key: platform (the service, the default for a new order) or sealed (signet: it is sealed here, and key and \
            certificate are stored in the vault from here). Later it is as before by default.
            """,
            valueName: "who"
        )
    )
    var key: Maker?

    @Option(help: ArgumentHelp("A signing request (PKCS#10) whose key you keep; you install the certificate.", valueName: "file"))
    var csr: String?

    func validate() throws {
        guard key == nil || csr == nil else {
            throw ValidationError("Give --key or --csr, not both: a signing request says who has the key.")
        }
    }

    /// Nil when nothing was said.
    func choice() throws -> KeyChoice? {
        switch key {
        case .platform?: .platform
        case .sealed?: .sealed
        case nil: try request().map { .supplied(csr: $0.pem) }
        }
    }

    /// The name in the signing request.
    func domain() throws -> String? { try request()?.commonName }

    private func request() throws -> SigningRequest? {
        guard let csr else { return nil }
        do {
            let bytes = try BoundedSecret.read(file: csr)
            // openssl writes DER too, which is no text.
            return try bytes.first == 0x30
                ? SigningRequest(der: Array(bytes)) : SigningRequest(text: String(decoding: bytes, as: UTF8.self))
        } catch let error as MaterialError {
            throw Problem(.input, "The signing request \(csr) cannot be used.", why: error.reason, nextStep: error.nextStep + ".")
        }
    }
}
