import HTTPTypes
import JSON

/// The strategy of waiting for a long-running operation, without any I/O: an answer goes in, a step comes out.
///
/// In the order the services expect: the status document of `Azure-AsyncOperation`, then `Location`, then the resource's own
/// `properties.provisioningState`, else the first answer is final.
struct PollMachine: Sendable, Hashable {
    enum Step: Sendable, Hashable {
        /// Ask `token.pollURL` again, at once or after a while.
        case poll(state: String?, after: Duration?)
        /// Fetch `token.pollURL`: it is the result.
        case fetch
        case finished(JSONValue?)
        case failed(state: String, ErrorBody)
        case malformed(String)
    }

    /// What matters of an answer.
    struct Answer: Sendable {
        var status: Int
        var headers: HTTPFields = [:]
        var json: JSONValue?

        init(status: Int, headers: HTTPFields = [:], json: JSONValue? = nil) {
            self.status = status
            self.headers = headers
            self.json = json
        }
    }

    private(set) var token: OperationToken
    let states: OperationStates

    init(resuming token: OperationToken, states: OperationStates) {
        self.token = token
        self.states = states
    }

    /// Reads the answer to the request that started the operation.
    static func start(
        _ request: AzureRequest,
        answer: Answer,
        states: OperationStates
    ) -> (machine: PollMachine, step: Step) {
        let url = request.fullURL
        let isReplaced = request.method == .put || request.method == .patch
        let token = OperationToken(
            operation: request.operation,
            target: request.target,
            resourceURL: url,
            resultURL: isReplaced ? url : answer.headers[.location],
            stage: .resource
        )
        var machine = PollMachine(resuming: token, states: states)
        let step = machine.begin(answer, isReplaced: isReplaced)
        return (machine, step)
    }

    private mutating func begin(_ answer: Answer, isReplaced: Bool) -> Step {
        if !states.ignoresHeaders {
            if let status = answer.headers[.asyncOperation] { return move(to: .status(status), answer) }
            if let location = answer.headers[.location], answer.status != 200 { return move(to: .location(location), answer) }
        }
        guard isReplaced else { return settle(answer.json) }
        return readResource(answer, absentMeansRunning: answer.status != 200)
    }

    /// Reads the answer to a poll.
    mutating func handle(_ answer: Answer) -> Step {
        switch token.stage {
        case .status: readStatus(answer)
        case .location: readLocation(answer)
        case .resource: readResource(answer, absentMeansRunning: false)
        case .result, .settled: settle(answer.json)
        }
    }

    private mutating func readStatus(_ answer: Answer) -> Step {
        guard let json = answer.json, let word = json["status"]?.string else {
            return .malformed("/status is missing in the operation's status")
        }
        switch OperationStates.standard.verdict(word) {
        case .failed:
            return .failed(state: word, ErrorBody(json: json["error"].map { ["error": $0] } ?? [:]))
        case .succeeded:
            guard let result = token.resultURL else { return settle(json["properties"]) }
            return moveToResult(result)
        case .running:
            if let status = answer.headers[.asyncOperation] { return move(to: .status(status), answer, state: word) }
            return running(word, answer)
        }
    }

    private mutating func readLocation(_ answer: Answer) -> Step {
        if answer.status == 202 {
            guard let location = answer.headers[.location] else { return running(nil, answer) }
            return move(to: .location(location), answer)
        }
        if answer.json == nil, let result = token.resultURL, result == token.resourceURL { return moveToResult(result) }
        return settle(answer.json)
    }

    private mutating func readResource(_ answer: Answer, absentMeansRunning: Bool) -> Step {
        guard let json = answer.json else {
            return absentMeansRunning ? running(nil, answer) : .malformed("the resource's answer has no body")
        }
        guard let word = json["properties"]?["provisioningState"]?.string else {
            return absentMeansRunning ? running(nil, answer) : settle(json)
        }
        switch states.verdict(word) {
        case .running: return running(word, answer)
        case .succeeded: return settle(json)
        case .failed: return .failed(state: word, ErrorBody(json: json["properties"]?["error"].map { ["error": $0] } ?? [:]))
        }
    }

    private func running(_ state: String?, _ answer: Answer) -> Step {
        .poll(state: state, after: RetryAfter.read(answer.headers))
    }

    private mutating func settle(_ json: JSONValue?) -> Step {
        token.stage = .settled
        return .finished(json)
    }

    private mutating func moveToResult(_ url: String) -> Step {
        guard isOnSameHost(url) else { return elsewhere(url) }
        token.stage = .result(url)
        return .fetch
    }

    private mutating func move(to stage: OperationToken.Stage, _ answer: Answer, state: String? = nil) -> Step {
        var moved = token
        moved.stage = stage
        guard isOnSameHost(moved.pollURL) else { return elsewhere(moved.pollURL) }
        token = moved
        return running(state, answer)
    }

    /// A token goes with every poll, so it must not be led to another host.
    private func isOnSameHost(_ url: String) -> Bool {
        guard let origin = Origin(url: url) else { return false }
        return origin == Origin(url: token.resourceURL)
    }

    private func elsewhere(_ url: String) -> Step {
        .malformed("the operation's status is on another host: \(url.prefix(200))")
    }
}
