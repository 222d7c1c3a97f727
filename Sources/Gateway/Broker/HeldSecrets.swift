import AzureCore
import Custody
import FoundationEssentials

/// All secrets this process knows of, as fingerprints: what is sealed, and what its credentials were given meanwhile.
package actor HeldSecrets {
    private let custody: Custody
    private var screen = SecretScreen()
    private var known: [String: Int64] = [:]
    private var noted: Set<String> = []
    private var looked: ContinuousClock.Instant?

    /// Records another process sealed are known here within this time.
    private static let memory: Duration = .seconds(1)
    private static let mostNoted = 10_000

    package init(_ custody: Custody) {
        self.custody = custody
    }

    /// Throws when something sealed cannot be opened: then nobody can say whether it stands in an answer.
    package func current() async throws -> SecretScreen {
        if let looked, looked.duration(to: .now) < Self.memory { return screen }
        let began = ContinuousClock.now
        for record in try await custody.records() where record.kind != .request {
            let name = record.kind == .handle ? record.name : "\(record.kind.rawValue) \(record.name)"
            guard known["\(record.kind.rawValue)/\(record.name)"] != record.version else { continue }
            do {
                screen.add(try await custody.open(record.kind, name: record.name), name: name)
            } catch let error as CustodyError where error.code == .notFound {
                continue
            }
            known["\(record.kind.rawValue)/\(record.name)"] = record.version
        }
        looked = began
        return screen
    }

    /// A value that is being sealed as a handle, which the next look at the records would find too late for the next answer.
    ///
    /// Not by ``note(_:name:)``: handles are many, and would take the room of tokens there.
    func take(_ value: String, handle name: String) {
        screen.add(Plaintext(value.utf8), name: name)
    }

    /// A secret that is not sealed here: a token, the secret of a profile.
    package func note(_ secret: Secret<String>, name: String) {
        let text = secret.reveal()
        // By its hash, so that the same token is taken in once.
        guard noted.count < Self.mostNoted, noted.insert(AuditEntry.hash(of: text)).inserted else { return }
        screen.add(Plaintext(text.utf8), name: name)
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
        await held.note(token.token, name: "token")
        return token
    }
}
