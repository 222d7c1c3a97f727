/// Where access tokens come from.
public protocol TokenCredential: Sendable {
    /// A token for the scope.
    ///
    /// Throws ``AzureError`` with code `.unauthenticated` when the identity is refused, `.network` or `.timeout` when the
    /// identity service cannot be reached, `.cancelled` when the task was cancelled.
    func token(for scope: TokenScope) async throws(AzureError) -> AccessToken
}

/// What a token is asked for: a resource's scope, and what a service's challenge added to it.
public struct TokenScope: Sendable, Hashable {
    /// The scope text, ending in `/.default` for applications: `https://management.azure.com/.default`.
    public var value: String
    /// The tenant a challenge named; nil means the credential's own.
    public var tenantId: String?
    /// The claims a continuous-access-evaluation challenge asked for, as JSON text.
    public var claims: String?
    /// Whether a token held already will not do, because a service said that it has expired.
    public var isFresh: Bool

    /// A scope by its text.
    public init(_ value: String, tenantId: String? = nil, claims: String? = nil, isFresh: Bool = false) {
        self.value = value
        self.tenantId = tenantId
        self.claims = claims
        self.isFresh = isFresh
    }
}

/// A bearer token. Opaque: nothing reads its contents. Both durations count from the moment it was received, so a wrong
/// local clock does no harm.
public struct AccessToken: Sendable {
    /// The text after `Bearer `.
    public let token: Secret<String>
    /// How long it is accepted.
    public let lifetime: Duration
    /// When the identity service would like it refreshed; nil when it did not say.
    public let refreshAfter: Duration?

    /// A token as received.
    public init(token: Secret<String>, lifetime: Duration, refreshAfter: Duration? = nil) {
        self.token = token
        self.lifetime = lifetime
        self.refreshAfter = refreshAfter
    }
}
