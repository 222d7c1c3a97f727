import AzureCore
import CertificateMaterial
import Custody
import Foundation
import Workflows

/// Who a profile acts as: where its credential is kept, and the application where the credential does not know it itself.
struct ProfileIdentity: Sendable, Hashable {
    var clientId: String?
    var credential: CredentialReference

    /// Where it is used.
    struct Place: Sendable {
        let tenantId: String
        let subscriptionId: String
        let cloud: AzureCloud
    }

    /// The transports a credential is made with: managed identity has one that nothing else uses.
    struct Transports: Sendable {
        let service: HTTPTransport
        let identity: HTTPTransport
    }

    typealias Maker = @Sendable (Transports) -> any TokenCredential

    /// Reads what the profile refers to, and makes the credential of it once there are transports: whatever is wrong with it shows before
    /// anything is opened.
    func resolve(
        _ place: Place,
        custody: Custody? = nil,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> Maker {
        let (tenantId, authority) = (place.tenantId, place.cloud.authority)
        switch credential {
        case .environment, .file:
            return secret(Secret(try credential.secret(environment)), of: try requiredClientId(), place)
        case .certificate(let path):
            let clientId = try requiredClientId()
            return try certificate(CertificateFile(path: path).pem(environment), source: path, of: clientId, place)
        case .custody(let name):
            let clientId = try requiredClientId()
            return { transports in
                SealedTokenCredential(name: name, custody: custody) { sealed in
                    switch sealed.kind {
                    case .clientSecret: secret(sealed.text, of: clientId, place)(transports)
                    case .clientCertificate:
                        try certificate(sealed.text, source: credential.description, of: clientId, place)(transports)
                    }
                }
            }
        case .workload:
            let workload = try WorkloadIdentity(environment: environment, tenantId: tenantId, clientId: clientId)
            return { WorkloadIdentityCredential(workload, authority: authority, transport: $0.service) }
        case .managedIdentity(let id):
            let source = try ManagedIdentitySource(environment: environment)
            return {
                ManagedIdentityCredential(
                    identity: id.map { .clientId($0) } ?? .systemAssigned,
                    source: source,
                    transport: $0.identity
                )
            }
        case .azureCLI:
            let subscriptionId = place.subscriptionId
            return { _ in AzureCLICredential(tenantId: tenantId, subscriptionId: subscriptionId) }
        case .chain(let links): return chain(links, place, custody, environment)
        }
    }

    private func secret(_ secret: Secret<String>, of clientId: String, _ place: Place) -> Maker {
        {
            ClientSecretCredential(
                tenantId: place.tenantId,
                clientId: clientId,
                secret: secret,
                authority: place.cloud.authority,
                transport: $0.service
            )
        }
    }

    private func certificate(_ pem: Secret<String>, source: String, of clientId: String, _ place: Place) throws -> Maker {
        let certificate = try ClientCertificate(pem: pem, source: source)
        return {
            ClientCertificateCredential(
                tenantId: place.tenantId,
                clientId: clientId,
                certificate: certificate,
                authority: place.cloud.authority,
                transport: $0.service
            )
        }
    }

    /// A link that cannot be made here, such as a variable that is not set, is one that gives no token: the next has its turn.
    private func chain(_ links: [CredentialReference], _ place: Place, _ custody: Custody?, _ environment: [String: String]) -> Maker {
        let makers = links.map { link -> (name: String, make: Maker) in
            do {
                let identity = ProfileIdentity(clientId: clientId, credential: link)
                return (link.description, try identity.resolve(place, custody: custody, environment: environment))
            } catch {
                let unusable = UnusableCredential(AzureError(of: link, error))
                return (link.description, { _ in unusable })
            }
        }
        return { transports in CredentialChain(makers.map { ($0.name, $0.make(transports)) }) }
    }

    private func requiredClientId() throws -> String {
        if let clientId { return clientId }
        throw Problem(
            .input,
            "The profile names no application.",
            why: "the credential \(credential) needs a client id",
            nextStep: "Add the profile again with --client-id ID."
        )
    }
}

/// A link of a chain that is not there on this machine; it says why when asked.
private struct UnusableCredential: TokenCredential {
    let why: AzureError

    init(_ why: AzureError) { self.why = why }

    func token(for scope: TokenScope) async throws(AzureError) -> AccessToken { throw why }
}

extension AzureError {
    /// Why the credential a profile refers to cannot be used.
    init(of credential: CredentialReference, _ error: any Error) {
        if let error = error as? AzureError {
            self = error
            return
        }
        let problem = error as? Problem
        self.init(
            code: .invalidRequest,
            operation: "Identity.token",
            target: credential.description,
            serviceMessage: problem?.why ?? "\(error)",
            nextStep: problem?.nextStep ?? "Name another credential: signet profile add --help"
        )
    }
}

extension CredentialReference {
    /// The text of a client secret.
    func secret(_ environment: [String: String] = ProcessInfo.processInfo.environment) throws -> String {
        let text: String? =
            switch self {
            case .environment(let name): environment[name]
            case .file(let path): try? String(contentsOfFile: path, encoding: .utf8)
            case .certificate, .custody, .workload, .managedIdentity, .azureCLI, .chain: nil
            }
        let secret = text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        guard !secret.isEmpty else { throw unreadable }
        return secret
    }

    fileprivate var unreadable: Problem {
        Problem(
            .precondition,
            "The profile's credential could not be read.",
            why: "\(self) is not there or empty",
            nextStep: "Set it, or name another place: signet profile add --help"
        )
    }
}

/// A client certificate with its key as people keep them: PEM, or PKCS#12 (`.pfx`, `.p12`).
private struct CertificateFile {
    private static let passwordVariable = "AZURE_CLIENT_CERTIFICATE_PASSWORD"
    private static let maximumBytes = 512 << 10

    let path: String

    func pem(_ environment: [String: String]) throws -> Secret<String> {
        guard let handle = FileHandle(forReadingAtPath: path), let data = try? handle.read(upToCount: Self.maximumBytes), !data.isEmpty
        else {
            throw CredentialReference.certificate(path).unreadable
        }
        if let text = String(data: data, encoding: .utf8), text.contains("-----BEGIN ") || !data.starts(with: [0x30]) {
            return Secret(text)
        }
        do {
            let bundle = try PKCS12(bytes: Array(data), passphrase: environment[Self.passwordVariable] ?? "")
            return Secret(bundle.key.pem + bundle.chain.map(\.pem).joined())
        } catch {
            throw Problem(
                .precondition,
                "The client certificate \(path) cannot be used.",
                why: error.reason,
                nextStep: "Put its password into \(Self.passwordVariable) (no such variable means none), "
                    + "or look at it: openssl pkcs12 -info -noout -in '\(path)'"
            )
        }
    }
}
