import Foundation
import Workflows

/// Where a credential comes from at each use. A profile keeps this and never a secret.
indirect enum CredentialReference: Sendable, Hashable {
    /// A client secret in an environment variable.
    case environment(String)
    /// A client secret in a file.
    case file(String)
    /// A client certificate with its key, in a PEM or PKCS#12 file.
    case certificate(String)
    /// A client secret, or a client certificate with its key, sealed in the state under that name.
    case custody(String)
    /// What the platform federates: AZURE_FEDERATED_TOKEN_FILE.
    case workload
    /// The identity of this machine, or one assigned to it.
    case managedIdentity(clientId: String?)
    /// Whoever is signed in to the Azure CLI.
    case azureCLI
    /// Several in order: the first that gives a token. No chain is in it.
    case chain([CredentialReference])

    static let forms = "env:NAME|file:PATH|certificate:PATH|custody:NAME|workload|managed-identity[:CLIENT_ID]|az|chain:ONE,TWO,…"
    private static let longestChain = 8

    init(_ text: String) throws {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let value = parts.count == 2 ? parts[1] : nil
        switch (parts.first ?? "", value) {
        case ("env", let name?) where !name.isEmpty: self = .environment(name)
        case ("file", let path?) where !path.isEmpty: self = .file(Self.absolute(path))
        case ("certificate", let path?) where !path.isEmpty: self = .certificate(Self.absolute(path))
        case ("custody", let name?) where Self.isSealedName(name): self = .custody(name)
        case ("workload", nil): self = .workload
        case ("managed-identity", nil): self = .managedIdentity(clientId: nil)
        case ("managed-identity", let id?) where !id.isEmpty: self = .managedIdentity(clientId: id)
        case ("az", nil): self = .azureCLI
        case ("chain", let list?): self = .chain(try Self.links(list))
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
        case .environment, .file, .certificate, .custody: true
        case .workload, .managedIdentity, .azureCLI: false
        case .chain(let links): links.contains(where: \.needsClientId)
        }
    }

    private static func links(_ list: String) throws -> [CredentialReference] {
        let links = try list.split(separator: ",", omittingEmptySubsequences: false).map { try CredentialReference(String($0)) }
        let holdsChain = links.contains { if case .chain = $0 { true } else { false } }
        guard links.count <= longestChain, !holdsChain else {
            throw Problem(
                .input,
                "The chain of credentials cannot be used.",
                why: holdsChain ? "it holds another chain" : "it names \(links.count) credentials",
                nextStep: "Name up to \(longestChain) in one list: chain:workload,managed-identity,az"
            )
        }
        return links
    }

    /// What a sealed credential can be called: nothing that a chain or a shell would read otherwise.
    static func isSealedName(_ name: String) -> Bool {
        (1...64).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"): true
                default: false
                }
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
        case .custody(let name): "custody:\(name)"
        case .workload: "workload"
        case .managedIdentity(let id): id.map { "managed-identity:\($0)" } ?? "managed-identity"
        case .azureCLI: "az"
        case .chain(let links): "chain:" + links.map(\.description).joined(separator: ",")
        }
    }
}
