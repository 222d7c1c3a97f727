import FoundationEssentials
import HTTPTypes
import JSON

/// How an answer reaches the client.
struct Outcome: Sendable {
    enum Delivery: Sendable, Hashable {
        case whole
        /// The connection is closed without an answer.
        case dropped
        /// The connection is closed in the middle of the body.
        case truncated
    }

    var response: EmulatorResponse
    var delivery = Delivery.whole
    var delayMilliseconds = 0
}

/// The state machine: one request at a time from state to state, without sockets and without waiting.
struct Emulator: Sendable {
    private static let snapshotLimit = 32
    /// The state `reset` returns to is kept among the snapshots under a name no caller can give.
    static let initialName = ""

    var state: EmulatorState
    private let initial: EmulatorState
    private var snapshots: [String: EmulatorState] = [:]
    /// What a state file does not know yet, beside changed resources.
    private var unsavedSnapshots: Set<String> = [initialName]
    private var isReplaced = true

    /// A seeded state becomes the one `reset` returns to.
    init(state: EmulatorState) {
        self.state = state
        initial = state
    }

    /// An emulator out of a state file.
    init(state: EmulatorState, initial: EmulatorState, snapshots: [String: EmulatorState]) {
        (self.state, self.initial, self.snapshots) = (state, initial, snapshots)
        unsavedSnapshots = []
        isReplaced = false
    }

    /// What a state file needs to hold this state; from here on it is taken as saved.
    mutating func takeChange(real: Date) -> StateChange {
        let changes = state.resources.takeChanges()
        let resources = (isReplaced ? state.resources.everything : changes).map { ($0.key, $0.resource?.json.bytes()) }
        let snapshots = unsavedSnapshots.compactMap { name in
            (name == Self.initialName ? initial : self.snapshots[name]).map { (name, $0.snapshot(at: real).bytes()) }
        }
        defer { (isReplaced, unsavedSnapshots) = (false, []) }
        return StateChange(parts: state.parts(at: real).bytes(), resources: resources, isWhole: isReplaced, snapshots: snapshots)
    }

    /// A save that failed: next time everything is written.
    mutating func markUnsaved() {
        isReplaced = true
        unsavedSnapshots.formUnion(snapshots.keys)
        unsavedSnapshots.insert(Self.initialName)
    }

    mutating func answer(_ request: EmulatorRequest, real: Date) -> Outcome {
        state.catchUp(with: real)
        if request.segments.first == "_emulator" {
            return Outcome(response: control(request, Array(request.segments.dropFirst()), real: real))
        }
        let fault = state.faults.strike(request, &state.random)
        let outcome = answer(request, fault: fault, real: real)
        state.requestLog.add(request, outcome.response, fault: fault?.name, at: state.now)
        return outcome
    }

    /// The plain HTTP side: a machine's own endpoints like any other service, else a page of a site.
    mutating func answerPlain(_ request: EmulatorRequest, real: Date) -> Outcome {
        if MachineEndpoints.isMeant(by: request) { return answer(request, real: real) }
        state.catchUp(with: real)
        let page = state.page(host: request.host, path: request.path)
        return Outcome(response: (page ?? .text("There is no such page here.\n")).response(page == nil ? 404 : 200))
    }

    private mutating func answer(_ request: EmulatorRequest, fault: Fault?, real: Date) -> Outcome {
        switch fault?.effect {
        case nil:
            return Outcome(response: serve(request, real: real))
        case .status(let status, let seconds):
            return Outcome(response: refusal(status, of: request, retryAfterSeconds: seconds))
        case .echo(let status, let spelling):
            let words = (request.headers[.authorization] ?? "no token").split(separator: " ").map(String.init)
            let heard = (words + [String(decoding: request.body, as: UTF8.self)]).map { spelling($0) }.joined(separator: " ")
            return Outcome(response: refusal(status, of: request, retryAfterSeconds: nil, saying: "This was not understood: \(heard)"))
        case .expiredToken:
            return Outcome(response: TokenFault.expired(at: real).refusal(request, state, real: real).response)
        case .applyThenDrop:
            return Outcome(response: serve(request, real: real), delivery: .dropped)
        case .truncate:
            return Outcome(response: serve(request, real: real), delivery: .truncated)
        case .delay(let milliseconds):
            return Outcome(response: serve(request, real: real), delayMilliseconds: milliseconds)
        case .oversize(let bytes):
            var response = serve(request, real: real)
            response.body = [UInt8(ascii: "\"")] + Array(repeating: UInt8(ascii: "x"), count: bytes - 2) + [UInt8(ascii: "\"")]
            return Outcome(response: response)
        }
    }

    private mutating func serve(_ request: EmulatorRequest, real: Date) -> EmulatorResponse {
        if let answer = VaultDataPlane.answer(request, &state, real: real) { return answer }
        if let answer = CloudMetadata.answer(request, state) { return answer }
        if let answer = Identity.answer(request, &state, real: real) { return answer }
        if let answer = MachineEndpoints.answer(request, &state, real: real) { return answer }
        if request.segments.first?.lowercased() == "graph" { return ServicePrincipals.answer(request, &state, real: real) }
        return ResourceManager.answer(request, &state, real: real)
    }

    /// The service a request is for has its own words for a status.
    private func refusal(_ status: Int, of request: EmulatorRequest, retryAfterSeconds: Int?, saying words: String? = nil)
        -> EmulatorResponse
    {
        let isVault = VaultDataPlane.isAddressed(by: request, state)
        let own = isVault ? [401: "Unauthorized", 403: "Forbidden", 404: "SecretNotFound", 429: "Throttled"] : [:]
        let codes = [
            401: "AuthenticationFailed", 403: "AuthorizationFailed", 404: "NotFound", 405: "MethodNotAllowed", 409: "Conflict",
            412: "PreconditionFailed", 415: "UnsupportedMediaType", 429: "TooManyRequests", 500: "InternalServerError",
            502: "BadGateway", 503: "ServiceUnavailable", 504: "GatewayTimeout",
        ]
        let headers = retryAfterSeconds.map { [("Retry-After", String($0))] } ?? []
        let code = own[status] ?? codes[status] ?? "BadRequest"
        let text = words ?? "A fault of the emulator answers \(status)."
        return (isVault ? .vault(status, code, text).with(headers: headers) : ServiceFailure.arm(status, code, text, headers: headers))
            .response
    }
}

extension Emulator {
    mutating func saveSnapshot(_ name: String) throws(ServiceFailure) {
        guard snapshots[name] != nil || snapshots.count < Self.snapshotLimit else {
            throw .control("there are \(Self.snapshotLimit) snapshots already; use one of their names again")
        }
        snapshots[name] = state
        unsavedSnapshots.insert(name)
    }

    mutating func restoreSnapshot(_ name: String, real: Date) throws(ServiceFailure) {
        guard let saved = snapshots[name] else { throw .control("no snapshot is named '\(name)'", status: 404) }
        become(saved, real: real)
    }

    mutating func reset(real: Date) {
        become(initial, real: real)
        state.clock.set(max(real, initial.now), at: real)
        state.catchUp(with: real)
    }

    /// Time goes on from the other state's; addresses and tokens that are out stay good.
    private mutating func become(_ other: EmulatorState, real: Date) {
        var next = other
        next.origin = state.origin
        next.spareKeys = state.spareKeys
        next.tokenSigner = state.tokenSigner
        next.identityHeader = state.identityHeader
        next.clock.set(other.now, at: real)
        next.throttle = state.throttle
        state = next
        isReplaced = true
    }
}
