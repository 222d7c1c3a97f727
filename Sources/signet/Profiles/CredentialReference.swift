import AzureCore
import Foundation
import Workflows

/// Where a credential comes from at each use. A profile keeps this and never a secret.
enum CredentialReference: Sendable, Hashable {
    /// A client secret in an environment variable.
    case environment(String)
    /// A client secret in a file.
    case file(String)
    /// A client certificate with its key, in a PEM file.
    case certificate(String)
    /// What the platform federates: AZURE_FEDERATED_TOKEN_FILE.
    case workload
    /// The identity of this machine, or one assigned to it.
    case managedIdentity(clientId: String?)
    /// Whoever is signed in to the Azure CLI.
    case azureCLI

    static let forms = "env:NAME|file:PATH|certificate:PATH|workload|managed-identity[:CLIENT_ID]|az"

    init(_ text: String) throws {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let value = parts.count == 2 ? parts[1] : nil
        switch (parts.first ?? "", value) {
        case ("env", let name?) where !name.isEmpty: self = .environment(name)
        case ("file", let path?) where !path.isEmpty: self = .file(Self.absolute(path))
        case ("certificate", let path?) where !path.isEmpty: self = .certificate(Self.absolute(path))
        case ("workload", nil): self = .workload
        case ("managed-identity", nil): self = .managedIdentity(clientId: nil)
        case ("managed-identity", let id?) where !id.isEmpty: self = .managedIdentity(clientId: id)
        case ("az", nil): self = .azureCLI
        default:
            throw Problem(
                .input,
                "'\(text.prefix(8))…' does not say where the credential is kept.",
                why: "a profile refers to a secret and never holds one",
                nextStep: "Use --credential \(Self.forms), for example env:NAME for a client secret in an environment variable."
            )
        }
    }

    /// Whether the profile has to name the application: the others know who they are.
    var needsClientId: Bool {
        switch self {
        case .environment, .file, .certificate: true
        case .workload, .managedIdentity, .azureCLI: false
        }
    }

    private static func absolute(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }
}

extension CredentialReference: CustomStringConvertible {
    var description: String {
        switch self {
        case .environment(let name): "env:\(name)"
        case .file(let path): "file:\(path)"
        case .certificate(let path): "certificate:\(path)"
        case .workload: "workload"
        case .managedIdentity(let id): id.map { "managed-identity:\($0)" } ?? "managed-identity"
        case .azureCLI: "az"
        }
    }
}

extension AzureProfile {
    /// The transports a credential is made with: managed identity has one that nothing else uses.
    struct Transports: Sendable {
        let service: HTTPTransport
        let identity: HTTPTransport
    }

    /// Reads what the profile refers to, and makes the credential of it once there are transports: whatever is wrong with it shows before
    /// anything is opened.
    func resolveCredential(
        cloud: AzureCloud,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> @Sendable (Transports) -> any TokenCredential {
        let (tenantId, subscriptionId, authority) = (tenantId, subscriptionId, cloud.authority)
        switch credential {
        case .environment, .file:
            let (clientId, secret) = (try requiredClientId(), Secret(try credential.read(environment)))
            return {
                ClientSecretCredential(
                    tenantId: tenantId,
                    clientId: clientId,
                    secret: secret,
                    authority: authority,
                    transport: $0.service
                )
            }
        case .certificate(let path):
            let (clientId, pem) = (try requiredClientId(), Secret(try credential.read(environment)))
            let certificate = try ClientCertificate(pem: pem, source: path)
            return {
                ClientCertificateCredential(
                    tenantId: tenantId,
                    clientId: clientId,
                    certificate: certificate,
                    authority: authority,
                    transport: $0.service
                )
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
            return { _ in AzureCLICredential(tenantId: tenantId, subscriptionId: subscriptionId) }
        }
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

extension CredentialReference {
    /// The text of the secret or of the PEM file.
    func read(_ environment: [String: String] = ProcessInfo.processInfo.environment) throws -> String {
        let text: String? =
            switch self {
            case .environment(let name): environment[name]
            case .file(let path), .certificate(let path): try? String(contentsOfFile: path, encoding: .utf8)
            case .workload, .managedIdentity, .azureCLI: nil
            }
        let secret = text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        guard !secret.isEmpty else {
            throw Problem(
                .precondition,
                "The profile's credential could not be read.",
                why: "\(self) is not there or empty",
                nextStep: "Set it, or name another place: signet profile add --help"
            )
        }
        return secret
    }
}
