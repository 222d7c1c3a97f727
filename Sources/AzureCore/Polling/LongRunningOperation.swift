import HTTPTypes
import JSON

/// An operation the service goes on with after its first answer.
///
/// ```swift
/// let operation = try await orders.createOrUpdate(resourceGroup: "rg", name: "shop", order)
/// journal.keep(operation.token.json)          // enough to go on in another process
/// let order = try await operation.wait()
/// ```
public struct LongRunningOperation<Result: Sendable>: Sendable {
    /// How far it is.
    public enum Progress: Sendable {
        /// Still running: the state's word, and how long the service asks to wait before the next poll.
        case running(state: String?, retryAfter: Duration?)
        /// Done.
        case finished(Result)
    }

    /// The body of the first answer; nil when it had none, and after resuming.
    public let first: Result?
    /// Where it stands now; keep its JSON to go on in another process.
    public var token: OperationToken { machine.token }

    private var machine: PollMachine
    private var settled: Result?
    private let pipeline: Pipeline
    private let scope: TokenScope?
    private let whenEmpty: Result?
    private let read: @Sendable (JSONValue) throws(JSONFieldError) -> Result

    /// Sends the request that starts an operation.
    ///
    /// - Parameters:
    ///   - states: The words that end it.
    ///   - whenEmpty: The result of an operation that ends without a body, such as a purge; nil makes that an error.
    ///   - read: Reads the result, out of the first answer and the last.
    public static func start(
        _ request: AzureRequest,
        pipeline: Pipeline,
        states: OperationStates = .standard,
        whenEmpty: Result? = nil,
        read: @escaping @Sendable (JSONValue) throws(JSONFieldError) -> Result
    ) async throws(AzureError) -> LongRunningOperation {
        try follow(
            try await pipeline.send(request),
            to: request,
            pipeline: pipeline,
            states: states,
            whenEmpty: whenEmpty,
            read: read
        )
    }

    /// Goes on from the answer to the request that started it.
    package static func follow(
        _ response: AzureResponse,
        to request: AzureRequest,
        pipeline: Pipeline,
        states: OperationStates = .standard,
        whenEmpty: Result? = nil,
        read: @escaping @Sendable (JSONValue) throws(JSONFieldError) -> Result
    ) throws(AzureError) -> LongRunningOperation {
        let (machine, step) = PollMachine.start(request, answer: response.pollAnswer, states: states)
        let first = response.json == nil ? nil : try response.decode(read)
        var operation = LongRunningOperation(
            machine: machine,
            first: first,
            pipeline: pipeline,
            scope: request.scope,
            whenEmpty: whenEmpty,
            read: read
        )
        _ = try operation.take(step, of: response)
        return operation
    }

    /// Goes on with an operation another process started.
    ///
    /// - Parameter endpoint: The service's endpoint; a token that leads to another host is `.invalidRequest`.
    public init(
        resuming token: OperationToken,
        endpoint: String,
        scope: TokenScope?,
        pipeline: Pipeline,
        states: OperationStates = .standard,
        whenEmpty: Result? = nil,
        read: @escaping @Sendable (JSONValue) throws(JSONFieldError) -> Result
    ) throws(AzureError) {
        guard let origin = Origin(url: endpoint), token.urls.allSatisfy({ Origin(url: $0) == origin }) else {
            throw AzureError(
                code: .invalidRequest,
                operation: token.operation,
                target: token.target,
                serviceMessage: "the operation's token does not belong to \(endpoint)",
                nextStep: "Resume with the profile the operation was started with."
            )
        }
        self.init(
            machine: PollMachine(resuming: token, states: states),
            first: nil,
            pipeline: pipeline,
            scope: scope,
            whenEmpty: whenEmpty,
            read: read
        )
    }

    private init(
        machine: PollMachine,
        first: Result?,
        pipeline: Pipeline,
        scope: TokenScope?,
        whenEmpty: Result?,
        read: @escaping @Sendable (JSONValue) throws(JSONFieldError) -> Result
    ) {
        self.machine = machine
        self.first = first
        self.pipeline = pipeline
        self.scope = scope
        self.whenEmpty = whenEmpty
        self.read = read
    }

    /// Asks once, at once. After the end it gives the result again without asking.
    ///
    /// Throws ``AzureError``: `.operationFailed` with the state's word as `serviceCode` when it ended in failure, and whatever
    /// ``Pipeline/send(_:)`` throws.
    public mutating func poll() async throws(AzureError) -> Progress {
        if let settled { return .finished(settled) }
        while true {
            let response = try await pipeline.send(pollRequest())
            let step = machine.handle(response.pollAnswer)
            if case .fetch = step { continue }
            return try take(step, of: response)
        }
    }

    /// Polls until the end: at once, then after what the service asks for.
    ///
    /// - Parameters:
    ///   - interval: The wait when the service names none.
    ///   - timeout: The bound on all waits together; beyond it `.timeout` is thrown and the operation itself goes on.
    public func wait(interval: Duration = .seconds(30), timeout: Duration = .seconds(1800)) async throws(AzureError) -> Result {
        var operation = self
        var waited = Duration.zero
        while true {
            switch try await operation.poll() {
            case .finished(let result): return result
            case .running(let state, let retryAfter):
                // A service that asks for no pause at all is still not polled without end.
                let pause = max(retryAfter ?? interval, .milliseconds(1))
                waited += pause
                guard waited <= timeout else { throw stopped(.timeout, "still \(state ?? "running") after \(timeout)") }
                do {
                    try await pipeline.clock.sleep(for: pause)
                } catch {
                    throw stopped(.cancelled, "the task was cancelled; the operation itself goes on")
                }
            }
        }
    }

    private func pollRequest() -> AzureRequest {
        AzureRequest(
            operation: token.operation,
            method: .get,
            url: token.pollURL,
            expectedStatuses: [200, 201, 202, 204],
            scope: scope,
            target: token.target
        )
    }

    private mutating func take(_ step: PollMachine.Step, of response: AzureResponse) throws(AzureError) -> Progress {
        switch step {
        case .poll(let state, let after): return .running(state: state, retryAfter: after)
        case .fetch: return .running(state: nil, retryAfter: .zero)
        case .malformed(let reason): throw response.malformed(reason)
        case .finished(let json):
            guard let json else { return try end(whenEmpty, of: response) }
            let result: Result
            do {
                result = try read(json)
            } catch {
                throw response.malformed("\(error)")
            }
            return try end(result, of: response)
        case .failed(let state, let body):
            var error = stopped(.operationFailed, body.message ?? "the operation ended as \(state)")
            error.status = response.status
            error.serviceCode = body.code ?? state
            error.innerCode = body.innerCode
            error.requestId = response.requestId
            error.correlationId = response.correlationId
            error.nextStep = machine.states.nextStep(after: state) ?? NextStep.forAnswer(error)
            throw error
        }
    }

    private mutating func end(_ result: Result?, of response: AzureResponse) throws(AzureError) -> Progress {
        guard let result else { throw response.malformed("the operation ended without a result") }
        settled = result
        return .finished(result)
    }

    private func stopped(_ code: AzureError.Code, _ message: String) -> AzureError {
        AzureError(
            code: code,
            operation: token.operation,
            target: token.target,
            serviceMessage: message,
            nextStep: "Read \(token.target) to see how far it is, and wait again."
        )
    }
}

extension AzureResponse {
    var pollAnswer: PollMachine.Answer {
        PollMachine.Answer(status: status, headers: headers, json: json)
    }
}
