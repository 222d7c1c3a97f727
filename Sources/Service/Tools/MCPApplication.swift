import Actions
import Gateway
import HTTPTypes
import Hummingbird
import MCP
import NIOCore

/// `/mcp`: the tools over Streamable HTTP, for agents that show a token.
package struct MCPApplication: Sendable {
    package static let path = "/mcp"

    private let http: StreamableHTTP
    private let door: BearerDoor

    package init(_ tools: AgentTools, door: BearerDoor) {
        let rules = StreamableHTTP.Rules(sites: .checked) { scopes in
            ToolCaller.current?.challenge?(Set(scopes.compactMap(AgentScope.init(rawValue:)))) ?? [:]
        }
        http = StreamableHTTP(tools.server(), rules: rules)
        self.door = door
    }

    package var routes: [Route] {
        [.post, .get, .delete].map { method in Route(method, Self.path, staysOnLoop: true) { try await answer($0) } }
    }

    /// Ends the streams that are open, for a stop: they would go on for as long as their clients like.
    package func close() async { await http.close() }

    private func answer(_ request: ServiceRequest) async throws -> Response {
        switch try await door.admit(request) {
        case .refused(let response): return response
        case .agent(let session):
            let caller = Caller(id: session.agent, scopes: Set(session.scopes.map(\.rawValue)))
            let challenge = { @Sendable [door] (scopes: Set<AgentScope>) in door.challenge(session.scopes.union(scopes), request) }
            let answer = try await ToolCaller.$current.withValue(ToolCaller(session: session, challenge: challenge)) {
                try await request.whileConnected {
                    try await http.answer(request.raw.head, admit: { .caller(caller) }, body: { _ in try await Self.body(request) })
                }
            }
            return Response(answer, request)
        }
    }

    /// Nil where it is longer than a message may be.
    private static func body(_ request: ServiceRequest) async throws -> [UInt8]? {
        do {
            return try await request.body()
        } catch is ServiceRequest.BodyTooLong {
            return nil
        }
    }
}

extension Response {
    fileprivate init(_ answer: HTTPAnswer, _ request: ServiceRequest) {
        var headers = answer.head.headerFields
        // The rest of such a body is not read.
        if answer.head.status == .contentTooLarge { headers[.connection] = "close" }
        let body: ResponseBody
        switch answer.body {
        case .bytes(let bytes): body = ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        case .events(let events):
            request.whenLeft { events.abandon() }
            body = ResponseBody { writer in
                try await events.write { try await writer.write(ByteBuffer(bytes: $0)) }
                try await writer.finish(nil)
            }
        }
        self.init(status: answer.head.status, headers: headers, body: body)
    }
}
