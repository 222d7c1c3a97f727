import FoundationEssentials
import HTTPTypes

/// The identity Azure itself gives to a virtual machine or an App Service site: no secret anywhere.
///
/// ```swift
/// let source = try ManagedIdentitySource(environment: ProcessInfo.processInfo.environment)
/// let credential = ManagedIdentityCredential(source: source, transport: identityTransport)
/// ```
///
/// Give it a transport of its own: its endpoint is fixed by the machine and can be addressed by no input, so the transport that
/// reaches it need not be allowed to anything else. It asks for a new token each time: wrap it in a ``TokenCache``.
public struct ManagedIdentityCredential: TokenCredential {
    /// Which identity of the machine is meant.
    public enum Identity: Sendable, Hashable {
        /// The machine's own one.
        case systemAssigned
        /// A user-assigned one, by its client id.
        case clientId(String)
        /// A user-assigned one, by its object (principal) id.
        case objectId(String)
        /// A user-assigned one, by its resource id.
        case resourceId(String)
    }

    private let identity: Identity
    private let source: ManagedIdentitySource
    private let transport: HTTPTransport
    private let clock: any Clock<Duration>
    private let now: @Sendable () -> Date
    private let presence: MetadataPresence

    /// A credential for one identity of this machine.
    ///
    /// - Parameters:
    ///   - probeTimeout: How long the metadata service may take to show that it is there, before the first token only.
    ///   - now: The real time, for sources that name a token's end and not its life.
    public init(
        identity: Identity = .systemAssigned,
        source: ManagedIdentitySource,
        transport: HTTPTransport,
        probeTimeout: Duration = .seconds(1),
        clock: any Clock<Duration> = ContinuousClock(),
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.identity = identity
        self.source = source
        self.transport = transport
        self.clock = clock
        self.now = now
        presence = MetadataPresence(probe: source.isProbed ? source.probe(timeout: probeTimeout) : nil)
    }

    /// A fresh token from the machine.
    ///
    /// Throws ``AzureError``: `.unauthenticated` when there is no managed identity here, or not the one asked for; `.network`, `.timeout`,
    /// `.throttled` and `.serviceUnavailable` when the endpoint goes on failing (404, 410, 429 and 5xx are tried again for up to
    /// 70 s); `.malformedResponse` when its answer is no token. Tenant and claims of the scope mean nothing to it.
    public func token(for scope: TokenScope) async throws(AzureError) -> AccessToken {
        if let why = await presence.absence(with: transport, origin: source.origin) { throw absent(why) }
        let message = source.request(for: scope, identity)
        switch try await attempts(message) {
        case .answer(let answer) where answer.status == 200: return try read(answer)
        case .answer(let answer): throw refusal(answer)
        case .failure(let failure):
            throw .unanswered(failure, operation: Self.operation, target: source.endpoint, repeatability: .read)
        }
    }

    private static let operation = "ManagedIdentity.token"

    private func attempts(_ message: TransportRequest) async throws(AzureError) -> Outcome {
        var attempt = 1
        while true {
            let outcome = await transport.outcome(of: message, origin: source.origin)
            guard let delay = MetadataRetry.delay(after: outcome, attempt: attempt) else { return outcome }
            do {
                try await clock.sleep(for: delay)
            } catch {
                throw AzureError(
                    code: .cancelled,
                    operation: Self.operation,
                    target: source.endpoint,
                    serviceMessage: "cancelled while waiting to ask again after: \(outcome)",
                    nextStep: "Run it again; nothing was decided."
                )
            }
            attempt += 1
        }
    }

    /// The machine keeps a token itself and hands out the same one, so a long one is asked for again at half its life only.
    private func read(_ answer: TransportResponse) throws(AzureError) -> AccessToken {
        let token = try TokenAnswer.read(answer.body, now: Int(now().timeIntervalSince1970))
            .token(operation: Self.operation, target: source.endpoint)
        guard token.refreshAfter == nil, token.lifetime >= .seconds(7200) else { return token }
        return AccessToken(token: token.token, lifetime: token.lifetime, refreshAfter: token.lifetime / 2)
    }

    private func refusal(_ answer: TransportResponse) -> AzureError {
        var refusal = AzureError.answered(answer, operation: Self.operation, target: source.endpoint, repeatability: .read)
        guard [400, 401, 403, 404].contains(answer.status) else { return refusal }
        refusal.code = .unauthenticated
        refusal.nextStep = identity.nextStep
        return refusal
    }

    private func absent(_ why: String) -> AzureError {
        AzureError(
            code: .unauthenticated,
            operation: Self.operation,
            target: source.endpoint,
            serviceMessage: "this machine has no managed identity: \(why)",
            nextStep: "Run it on an Azure virtual machine or App Service with an identity, or choose another credential."
        )
    }
}

extension ManagedIdentityCredential.Identity {
    fileprivate var nextStep: String {
        switch self {
        case .systemAssigned:
            "Turn the machine's own identity on: `az vm identity assign --name <vm> --resource-group <group>` "
                + "(`az webapp identity assign` for a site); where several are assigned, name one by its client id."
        case .clientId(let id), .objectId(let id), .resourceId(let id):
            "Assign the identity \(id) to this machine: `az vm identity assign --identities <resource id>`, or correct the id."
        }
    }
}
