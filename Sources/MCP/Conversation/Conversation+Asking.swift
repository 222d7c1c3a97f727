import FoundationEssentials
import JSON

/// Questions an older client was asked by request, and which of them are not answered yet.
struct OpenQuestions: Sendable {
    private var last = 0
    /// By the id of the server's request: for whose sake it was asked, and as what.
    private var open: [RequestID: (request: RequestID, key: String)] = [:]

    mutating func ask(_ key: String, for request: RequestID) -> RequestID {
        last += 1
        let id = RequestID.text("ask-\(last)")
        open[id] = (request, key)
        return id
    }

    mutating func answered(_ id: RequestID) -> (request: RequestID, key: String, isLast: Bool)? {
        guard let (request, key) = open.removeValue(forKey: id) else { return nil }
        return (request, key, !open.values.contains { $0.request == request })
    }

    mutating func forget(_ request: RequestID) { open = open.filter { $0.value.request != request } }
}

extension Conversation {
    /// A handler came to its end, with a result, a refusal or questions.
    mutating func finish(_ id: RequestID, _ outcome: Result<Work.Outcome, RPCError>) -> [Effect] {
        // Cancelled meanwhile: nothing more is said about it.
        guard let request = running[id] else { return [] }
        let version = request.context.version
        func reply(_ outcome: Result<JSONObject, RPCError>) -> [Effect] {
            running[id] = nil
            return [.reply(Reply(id: id, outcome: outcome.map { shaped($0, method: request.binding.method) }))]
        }
        switch outcome {
        case .success(.result(let result)): return reply(.success(result))
        case .failure(let error): return reply(.failure(error.spoken(in: version)))
        case .success(.ask(let requests, let state)):
            if let missing = requests.lazy.compactMap({ $0.missingCapability(of: request.context.client, in: version) }).first {
                return reply(.failure(.missingCapability(missing)))
            }
            return version.isModern ? reply(.success(inputRequired(requests, state, request.binding))) : ask(requests, state, id, version)
        }
    }

    /// In 2026-07-28 the client repeats its call with the answers, and carries the state.
    private func inputRequired(_ requests: [InputRequest], _ state: JSONValue?, _ binding: RequestSeal.Binding) -> JSONObject {
        var result: JSONObject = ["resultType": "input_required"]
        if !requests.isEmpty {
            var object: JSONObject = [:]
            for request in requests { object[request.key] = ["method": .string(request.method), "params": .object(request.params())] }
            result["inputRequests"] = .object(object)
        }
        let expiry = server.now().addingTimeInterval(server.limits.stateSeconds)
        result["requestState"] = .string(server.seal.seal(state ?? .null, binding, until: expiry))
        return result
    }

    /// Before it the server asks by requests of its own, and the call goes on when all are answered.
    private mutating func ask(_ requests: [InputRequest], _ state: JSONValue?, _ id: RequestID, _ version: ProtocolVersion) -> [Effect] {
        running[id]?.context.state = state
        running[id]?.context.answers = [:]
        guard !requests.isEmpty else { return again(id) }
        return requests.map { request in
            let question = questions.ask(request.key, for: id)
            let elicitationId = version == .november2025 ? "\(UUID())" : nil
            return .send(.request(question, request.method, request.params(elicitationId: elicitationId)), about: id)
        }
    }

    mutating func hear(_ response: Message.Response) -> [Effect] {
        guard let (request, key, isLast) = questions.answered(response.id) else { return [] }
        if let result = response.result { running[request]?.context.answers[key] = InputAnswer(json: result) }
        return isLast ? again(request) : []
    }

    private func again(_ id: RequestID) -> [Effect] {
        guard let request = running[id] else { return [] }
        let wantsProgress = request.progressToken != nil
        return [.start(Exchange(id: id, work: request.work, context: request.context, wantsProgress: wantsProgress))]
    }

    func answers(_ params: JSONObject) throws(RPCError) -> [String: InputAnswer] {
        guard let given = params["inputResponses"] else { return [:] }
        guard let object = given.object else { throw .invalidParams("inputResponses is an object of answers by their keys.") }
        var answers: [String: InputAnswer] = [:]
        for (key, value) in object {
            guard value.object != nil else { throw .invalidParams("The answer '\(key.prefix(100))' is no object.") }
            answers[key] = InputAnswer(json: value)
        }
        return answers
    }

    func state(_ params: JSONObject, _ binding: RequestSeal.Binding) throws(RPCError) -> JSONValue? {
        guard let given = params["requestState"] else { return nil }
        guard let state = given.string.flatMap({ server.seal.open($0, binding, at: server.now()) }) else {
            throw .invalidParams("requestState is not what this server gave for this request, or it is too old: call again without it.")
        }
        return state == .null ? nil : state
    }
}
