import AzureCore
import Crypto
import Custody
import Synchronization

/// All secrets this process knows of, as fingerprints: what is sealed, and what its credentials were given meanwhile.
package struct HeldSecrets: Sendable {
    private let screened = Screened()
    private let sealed: Looked<Void>

    /// Records another process sealed are known here within this time.
    private static let memory: Duration = .seconds(1)

    package init(_ custody: Custody) {
        sealed = Looked(for: Self.memory) { [screened] _ in try await screened.take(allOf: custody) }
    }

    /// Throws when something sealed cannot be opened: then nobody can say whether it stands in an answer.
    package func current() async throws -> SecretScreen {
        try await sealed()
        return screened.screen
    }

    /// A value that is being sealed as a handle, which the next look at the records would find too late for the next answer.
    ///
    /// Not by ``note(_:name:)``: handles are many, and would take the room of tokens there.
    func take(_ value: String, handle name: String) { screened.take(value, name: name) }

    /// A secret that is not sealed here: a token, the secret of a profile.
    package func note(_ secret: Secret<String>, name: String) { screened.note(secret.reveal(), name: name) }
}

private final class Screened: Sendable {
    private struct State {
        var screen = SecretScreen()
        /// The versions of the records that were taken in.
        var versions: [String: Int64] = [:]
        /// By its hash, so that the same token is taken in once.
        var noted: Set<SHA256Digest> = []
    }

    private let state = Mutex(State())
    private static let mostNoted = 10_000

    var screen: SecretScreen { state.withLock { $0.screen } }

    func take(_ value: String, name: String) {
        state.withLock { $0.screen.add(Plaintext(value.utf8), name: name) }
    }

    func note(_ value: String, name: String) {
        let hash = SHA256.hash(data: Array(value.utf8))
        state.withLock { state in
            guard state.noted.count < Self.mostNoted, state.noted.insert(hash).inserted else { return }
            state.screen.add(Plaintext(value.utf8), name: name)
        }
    }

    func take(allOf custody: Custody) async throws {
        for record in try await custody.records() where record.kind != .request {
            let key = "\(record.kind.rawValue)/\(record.name)"
            guard state.withLock({ $0.versions[key] }) != record.version else { continue }
            do {
                let secret = try await custody.open(record.kind, name: record.name)
                let name = record.kind == .handle ? record.name : "\(record.kind.rawValue) \(record.name)"
                state.withLock { state in
                    state.screen.add(secret, name: name)
                    state.versions[key] = record.version
                }
            } catch let error as CustodyError where error.code == .notFound {
                continue
            }
        }
    }
}

/// A credential whose tokens are known to the filter of answers before anything is sent with them.
package struct WitnessedCredential: TokenCredential {
    private let credential: any TokenCredential
    private let held: HeldSecrets

    package init(_ credential: any TokenCredential, held: HeldSecrets) {
        (self.credential, self.held) = (credential, held)
    }

    package func token(for scope: TokenScope) async throws(AzureError) -> AccessToken {
        let token = try await credential.token(for: scope)
        held.note(token.token, name: "token")
        return token
    }
}
