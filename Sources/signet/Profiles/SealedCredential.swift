import AzureCore
import Custody
import Foundation
import Workflows

/// A credential as it comes out of custody.
struct SealedCredential: Sendable {
    enum Kind: String, Sendable {
        case clientSecret = "client secret"
        case clientCertificate = "client certificate"

        /// By its first words, as a certificate's PEM file has them.
        init(_ bytes: Data) {
            self = bytes.range(of: Data("-----BEGIN ".utf8)) == nil ? .clientSecret : .clientCertificate
        }
    }

    let kind: Kind
    let text: Secret<String>

    init(_ name: String, from custody: Custody?) async throws {
        guard let custody else {
            throw Problem(
                .precondition,
                "The sealed credential \(name) cannot be read.",
                why: "there is no state to read it from",
                nextStep: "Seal it: signet credential add \(name)"
            )
        }
        do {
            (kind, text) = try await custody.open(.credential, name: name).withBytes { bytes in
                (Kind(Data(bytes)), Secret(String(decoding: bytes, as: UTF8.self)))
            }
        } catch let error as CustodyError {
            throw error.problem
        }
    }
}

/// A token by a sealed credential. It is opened for each token and for no longer, so a command that asks for none needs no key.
struct SealedTokenCredential: TokenCredential {
    let name: String
    let custody: Custody?
    let make: @Sendable (SealedCredential) throws -> any TokenCredential

    func token(for scope: TokenScope) async throws(AzureError) -> AccessToken {
        let credential: any TokenCredential
        do {
            credential = try await make(SealedCredential(name, from: custody))
        } catch {
            throw AzureError(of: .custody(name), error)
        }
        return try await credential.token(for: scope)
    }
}

extension Profile {
    /// Whether it needs the sealed credential of that name.
    func refers(to name: String) -> Bool {
        switch self {
        case .emulator(_, let identity): identity?.credential.refers(to: name) == true
        case .azure(let azure): azure.credential.refers(to: name)
        }
    }
}

extension CredentialReference {
    fileprivate func refers(to name: String) -> Bool {
        switch self {
        case .custody(let own): own == name
        case .chain(let links): links.contains { $0.refers(to: name) }
        default: false
        }
    }
}
