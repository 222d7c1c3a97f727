/// Several credentials in order: the first that gives a token is the one from then on, so that an identity never changes while a
/// program runs. Until one has, a refusal of one is the turn of the next.
///
/// ```swift
/// let chain = CredentialChain([("managed identity", managed), ("Azure CLI", cli)])
/// let pipeline = Pipeline(transport: transport, credential: TokenCache(chain))
/// ```
public actor CredentialChain: TokenCredential {
    private let links: [(name: String, credential: any TokenCredential)]
    private var chosen: Int?

    /// A chain; the names appear in errors.
    public init(_ links: [(name: String, credential: any TokenCredential)]) {
        self.links = links
    }

    /// The name of the credential in use, nil until one has given a token.
    public var current: String? { chosen.map { links[$0].name } }

    /// A token of the chosen credential, or of the first that gives one.
    ///
    /// Throws ``AzureError``: what the chosen one throws; `.unauthenticated` with each one's reason when none can; `.cancelled` as soon
    /// as one was cancelled.
    public func token(for scope: TokenScope) async throws(AzureError) -> AccessToken {
        if let chosen { return try await links[chosen].credential.token(for: scope) }
        var failures: [(name: String, error: AzureError)] = []
        for (index, link) in links.enumerated() {
            do {
                let token = try await link.credential.token(for: scope)
                // Another caller may have got there first; its choice stands.
                if chosen == nil { chosen = index }
                return token
            } catch {
                guard error.code != .cancelled else { throw error }
                failures.append((link.name, error))
            }
        }
        throw exhausted(failures)
    }

    private func exhausted(_ failures: [(name: String, error: AzureError)]) -> AzureError {
        let reasons = failures.map { "\($0.name): \($0.error.serviceMessage ?? $0.error.code.rawValue)" }
        let steps = failures.map { "\($0.name): \($0.error.nextStep)" }
        return AzureError(
            code: .unauthenticated,
            operation: ClientCredentialsGrant.operation,
            target: "credential chain (\(links.map(\.name).joined(separator: ", ")))",
            serviceMessage: reasons.isEmpty ? "the chain is empty" : "no credential gave a token. " + reasons.joined(separator: "; "),
            nextStep: steps.isEmpty
                ? "Put at least one credential into the chain." : "Make one of them work. " + steps.joined(separator: " ")
        )
    }
}
