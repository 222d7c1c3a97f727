import CertificateMaterial
import JSON

/// What an application may prove itself with beside its secret.
struct ApplicationProofs: Sendable {
    private static let limit = 20

    private(set) var certificates: [RegisteredCertificate] = []
    private(set) var federated: [FederatedCredential] = []

    var isEmpty: Bool { certificates.isEmpty && federated.isEmpty }

    mutating func add(_ certificate: RegisteredCertificate) throws(ServiceFailure) {
        guard certificates.count < Self.limit else { throw .control("the application has \(Self.limit) certificates already") }
        certificates.append(certificate)
    }

    mutating func add(_ credential: FederatedCredential) throws(ServiceFailure) {
        guard federated.count < Self.limit else { throw .control("the application has \(Self.limit) federated credentials already") }
        guard !federated.contains(where: { $0.name == credential.name }) else {
            throw .control("the application has a federated credential named '\(credential.name)' already", status: 409)
        }
        guard !federated.contains(where: { $0.issuer == credential.issuer && $0.subject == credential.subject }) else {
            throw .control("the application has a federated credential of that issuer and subject already", status: 409)
        }
        federated.append(credential)
    }

    /// Whether there was one.
    mutating func remove(certificate keyID: String) -> Bool {
        let before = certificates.count
        certificates.removeAll { $0.keyID == keyID }
        return certificates.count < before
    }

    /// By id or name; whether there was one.
    mutating func remove(federated id: String) -> Bool {
        let before = federated.count
        federated.removeAll { $0.id == id || $0.name == id }
        return federated.count < before
    }
}

extension ApplicationProofs {
    /// For the state file: certificates whole.
    var stored: JSONValue {
        let certificates = certificates.map { certificate -> JSONValue in
            ["keyId": .string(certificate.keyID), "pem": .string(certificate.facts.pem)]
        }
        return ["certificates": .array(certificates), "federatedCredentials": .array(federated.map(\.json))]
    }

    init(stored: JSONValue) throws {
        for tree in stored["certificates"]?.array ?? [] {
            let fields = try JSONFields(tree)
            let certificate = try RegisteredCertificate(
                pem: fields.requiredString("pem"),
                keyID: fields.requiredString("keyId")
            )
            certificates.append(certificate)
        }
        federated = try (stored["federatedCredentials"]?.array ?? []).map { try FederatedCredential(JSONFields($0).object) }
    }
}
