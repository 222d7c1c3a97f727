import JSON

/// What a request asks a handler for, once it was found to be in order.
enum Work: Sendable {
    case tool(Tool, JSONObject)
    case read(String, Server.Reader)
    case prompt(Prompt, [String: String])
    case complete(Server.CompletionRequest, Server.Completer)

    enum Outcome: Sendable {
        case result(JSONObject)
        case ask([InputRequest], JSONValue?)
    }

    func run(_ call: Call) async throws -> Outcome {
        switch self {
        case .tool(let tool, let arguments):
            switch try await tool.run(arguments, call) {
            case .complete(let result): return .result(result.json)
            case .ask(let requests, let state): return .ask(requests, state)
            }
        case .read(let uri, let read):
            switch try await read(uri, call) {
            // Never an empty list: to a client that would mean something which is there and holds nothing.
            case nil, .contents([]): throw RPCError.resourceNotFound(uri)
            case .contents(let contents): return .result(["contents": .array(contents.map(\.json))])
            case .ask(let requests, let state): return .ask(requests, state)
            }
        case .prompt(let prompt, let values):
            switch try await prompt.make(values, call) {
            case .messages(let blocks):
                let messages = blocks.map { block -> JSONValue in ["role": "user", "content": block.json] }
                return .result(["description": .string(prompt.description), "messages": .array(messages)])
            case .ask(let requests, let state): return .ask(requests, state)
            }
        case .complete(let request, let complete):
            let values = try await complete(request, call)
            let shown = values.prefix(Self.mostCompletions).map(JSONValue.string)
            let completion: JSONValue = [
                "values": .array(shown), "total": .number(JSONNumber(values.count)), "hasMore": .bool(values.count > shown.count),
            ]
            return .result(["completion": completion])
        }
    }

    private static let mostCompletions = 100
}

/// One handler's run for one request.
package struct Exchange: Sendable {
    let id: RequestID
    let work: Work
    let context: Call.Context
    /// Whether the client wants to hear how it goes.
    let wantsProgress: Bool

    func run(_ reporter: Call.Reporter) async -> Result<Work.Outcome, RPCError> {
        do {
            return .success(try await work.run(Call(context, reporter)))
        } catch let error as RPCError {
            return .failure(error)
        } catch {
            return .failure(.failed)
        }
    }
}
