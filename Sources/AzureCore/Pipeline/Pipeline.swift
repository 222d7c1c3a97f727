import FoundationEssentials
import HTTPTypes
import JSON

/// The one way to a service: request ids, retry, throttle, authorisation, gate, transport, error mapping, in this
/// order.
///
/// ```swift
/// let pipeline = Pipeline(transport: transport, credential: TokenCache(credential))
/// let orders = CertificateOrdersClient(pipeline: pipeline, cloud: .publicCloud, subscriptionId: id)
/// ```
public struct Pipeline: Sendable {
    /// What is sent as `User-Agent` when nothing else is asked for.
    public static let standardUserAgent = "signet/\(PackageVersion.text)"

    private let transport: HTTPTransport
    private let authoriser: Authoriser
    private let gate: Gate
    private var throttle: Throttle?
    private let userAgent: String
    private let makeRequestId: @Sendable () -> String
    private let retry: RetryStage
    let clock: any Clock<Duration>

    /// A pipeline of its stages.
    ///
    /// - Parameters:
    ///   - credential: Where tokens come from; wrap it in a ``TokenCache``.
    ///   - gate: The stage that may refuse what is about to leave.
    ///   - throttle: The stage that makes calls wait for their turn; nil sends each at once.
    ///   - clock: What retries and polls wait on.
    ///   - verifyChallengeResource: Whether the resource a vault's challenge names must be a parent domain of the vault's host.
    ///     Turn it off only for a cloud of one's own whose vaults live elsewhere.
    public init(
        transport: HTTPTransport,
        credential: any TokenCredential,
        gate: Gate = .open,
        throttle: Throttle? = nil,
        retry: RetryPolicy = .standard,
        clock: any Clock<Duration> = ContinuousClock(),
        userAgent: String = Pipeline.standardUserAgent,
        verifyChallengeResource: Bool = true
    ) {
        self.transport = transport
        self.authoriser = Authoriser(credential: credential, verifyChallengeResource: verifyChallengeResource)
        self.gate = gate
        self.throttle = throttle
        self.userAgent = userAgent
        self.clock = clock
        self.retry = RetryStage(policy: retry, clock: clock)
        makeRequestId = Self.randomId
    }

    /// A random UUID (version 4). Not by `UUID()`, which opens and closes the system's source of randomness each time.
    @Sendable private static func randomId() -> String {
        let high = UInt64.random(in: .min ... .max) & ~0xF000 | 0x4000
        let low = UInt64.random(in: .min ... .max) >> 2 | 1 << 63
        let id = withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) }
        return id.uuidString.lowercased()
    }

    /// Sends one call and gives back its answer when the status is an expected one.
    ///
    /// A ``Repeatability/once`` request leaves at most once. Throws ``AzureError`` and nothing else; ``AzureError/Code`` lists
    /// the codes, and each error says what to do next.
    ///
    /// Cancelling the task ends the wait for a turn, a retry or an answer. The error is then `.cancelled`, or `.outcomeUnknown`
    /// when a request that must not be sent twice may have arrived: cancelling takes nothing back.
    public func send(_ request: AzureRequest) async throws(AzureError) -> AzureResponse {
        let call = try prepare(request)
        let outcome = try await retry.run(request.repeatability, origin: call.origin) { attempt throws(AzureError) in
            try await inTurn(call) { () throws(AzureError) in
                try await authoriser.send(call) { message throws(AzureError) in
                    try await transmit(message, of: call, attempt: attempt)
                }
            }
        }
        switch outcome {
        case .answer(let answer):
            return try read(answer, to: call)
        case .failure(let failure):
            throw .unanswered(failure, operation: request.operation, target: request.target, repeatability: request.repeatability)
        }
    }

    /// The share of its budget of writes that is used up, from 0 to 1, in the subscription where that is most; nil while none is known,
    /// and for a pipeline without a throttle.
    public func writeBudgetUse() async -> Double? { await throttle?.governor.writeBudgetUse() }

    /// The same pipeline for calls of another urgency; without a throttle there is no turn to wait for.
    public func prioritised(_ priority: RequestPriority, patience: Duration?) -> Pipeline {
        var other = self
        other.throttle?.priority = priority
        other.throttle?.patience = patience
        return other
    }

    /// Before the token is asked for, as it could be over when the turn comes.
    private func inTurn(_ call: Call, _ send: () async throws(AzureError) -> Outcome) async throws(AzureError) -> Outcome {
        guard let throttle else { return try await send() }
        return try await throttle.run(call, send)
    }

    /// The request with its headers; the request id is made here, so that all attempts carry the same one.
    private func prepare(_ request: AzureRequest) throws(AzureError) -> Call {
        let url = request.fullURL
        guard let origin = Origin(url: url), origin.scheme == "https" else {
            throw AzureError(
                code: .invalidRequest,
                operation: request.operation,
                target: request.target,
                serviceMessage: "\(request.url) is not an absolute https URL",
                nextStep: "Correct the endpoint URL in the profile."
            )
        }
        let requestId = makeRequestId()
        var headers: HTTPFields = [
            .accept: "application/json", .userAgent: userAgent, .clientRequestID: requestId, .returnClientRequestID: "true",
        ]
        if request.body != nil { headers[.contentType] = "application/json" }
        for field in request.headers where headers[field.name] == nil && field.name != .authorization { headers.append(field) }
        let message = TransportRequest(
            method: request.method,
            url: url,
            headers: headers,
            body: request.body?.bytes(),
            maximumResponseBytes: request.maximumResponseBytes,
            timeout: request.timeout
        )
        return Call(request: request, message: message, origin: origin, requestId: requestId)
    }

    /// Gate, then transport: one attempt.
    private func transmit(_ message: TransportRequest, of call: Call, attempt: Int) async throws(AzureError) -> Outcome {
        let request = call.request
        let gated = GatedRequest(
            operation: request.operation,
            target: request.target,
            method: request.method,
            url: message.url,
            origin: call.origin,
            body: request.body,
            repeatability: request.repeatability,
            requestId: call.requestId,
            attempt: attempt
        )
        do {
            try await gate.pass(gated)
        } catch let error as AzureError {
            throw error
        } catch is CancellationError {
            return .failure(call.cancelled(requestMayHaveArrived: false))
        } catch {
            throw AzureError(
                code: .refused,
                operation: request.operation,
                target: request.target,
                serviceMessage: Redaction.scrub("\(error)"),
                nextStep: "Meet the rule the message names, or have it changed, then run it again."
            )
        }
        return await transport.outcome(of: message, origin: call.origin)
    }

    private func read(_ answer: TransportResponse, to call: Call) throws(AzureError) -> AzureResponse {
        let request = call.request
        guard request.expectedStatuses.contains(answer.status) else {
            throw .answered(
                answer,
                operation: request.operation,
                target: request.target,
                repeatability: request.repeatability,
                known: request.knownRefusals
            )
        }
        func response(_ json: JSONValue?) -> AzureResponse {
            AzureResponse(
                status: answer.status,
                headers: answer.headers,
                json: json,
                requestId: answer.headers[.requestID],
                correlationId: answer.headers[.correlationID],
                retryAfter: RetryAfter.read(answer.headers),
                operation: request.operation,
                target: request.target,
                repeatability: request.repeatability
            )
        }
        guard !answer.body.isEmpty, answer.status != 204 else { return response(nil) }
        do {
            return response(try JSONValue(parsing: answer.body, limits: .answer(request.maximumResponseBytes)))
        } catch {
            throw response(nil).malformed("\(error)")
        }
    }
}

/// A request on its way: what was asked for, and the message without a token.
struct Call: Sendable {
    let request: AzureRequest
    let message: TransportRequest
    let origin: Origin
    let requestId: String

    func cancelled(requestMayHaveArrived: Bool) -> TransportError {
        TransportError(
            kind: .cancelled,
            host: origin.host,
            port: origin.port,
            message: "the task was cancelled",
            requestMayHaveArrived: requestMayHaveArrived
        )
    }
}

extension HTTPTransport {
    /// Sends once; a foreign error counts as one after which the request may have arrived.
    func outcome(of message: TransportRequest, origin: Origin) async -> Outcome {
        func failure(_ kind: TransportError.Kind, _ text: String, mayHaveArrived: Bool) -> Outcome {
            .failure(TransportError(kind: kind, host: origin.host, port: origin.port, message: text, requestMayHaveArrived: mayHaveArrived))
        }
        if Task.isCancelled { return failure(.cancelled, "the task was cancelled", mayHaveArrived: false) }
        do {
            let answer = try await send(message)
            guard answer.body.count <= message.maximumResponseBytes else {
                return failure(.tooLarge, "the answer has more than \(message.maximumResponseBytes) bytes", mayHaveArrived: true)
            }
            return .answer(answer)
        } catch let error as TransportError {
            return .failure(error)
        } catch is CancellationError {
            return failure(.cancelled, "the task was cancelled", mayHaveArrived: true)
        } catch {
            return failure(.other, "\(error)", mayHaveArrived: true)
        }
    }
}

extension JSONLimits {
    /// The standard depth, and as many bytes as the request allows.
    static func answer(_ bytes: Int) -> JSONLimits {
        JSONLimits(maximumBytes: bytes, maximumDepth: JSONLimits.standard.maximumDepth)
    }
}
