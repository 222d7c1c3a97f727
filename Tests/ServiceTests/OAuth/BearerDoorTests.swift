import AzureCore
import Gateway
import Hummingbird
import JSON
import Storage
import TestSupport
import Testing

@testable import Service

@Suite struct BearerDoorTests {
    private let store: Store
    private let agents: Agents

    init() async throws {
        store = try await TestedStore.open(GatewaySchema.migrations)
        agents = Agents(store: store)
        try await agents.add("robot", by: .machine)
    }

    private var routes: [Route] {
        let oauth = OAuthRoutes(
            pages: OperatorPages(store: store),
            clients: OAuthClients(store: store, newcomers: .approved, documents: ScriptedTransport([]).transport),
            grants: OAuthGrants(store: store),
            address: PublicURL("https://signet.example")
        )
        let door = BearerDoor(agents: agents, oauth: oauth)
        return [
            Route(.post, "/mcp") { request in
                switch try await door.admit(request) {
                case .refused(let response): return response
                case .agent(let session) where session.scopes.contains(.order): return .text(200, session.agent)
                case .agent: return .text(403, "", headers: door.challenge([.read, .order], request))
                }
            }
        ]
    }

    private func post(_ header: String?) async throws -> RawAnswer {
        try await listening(to: routes) { client in
            try await client.post("/mcp", "", headers: header.map { ["Authorization: \($0)"] } ?? [])
        }
    }

    @Test func `without a token a client is told where to begin`() async throws {
        let answer = try await post(nil)
        #expect(answer.status == 401)
        let place = "https://signet.example/.well-known/oauth-protected-resource/mcp"
        #expect(answer.header("www-authenticate") == ["Bearer resource_metadata=\"\(place)\", scope=\"read\""])
    }

    @Test(arguments: ["Bearer", "Bearer x", "Bearer sgt_short", "Basic cm9ib3Q6eA==", "Bearer a.b.c"])
    func `what is no token of ours is called so`(_ header: String) async throws {
        let answer = try await post(header)
        #expect(answer.status == 401 && answer.header("www-authenticate").first?.hasPrefix("Bearer error=\"invalid_token\"") == true)
        #expect(try answer.json["error"] == "invalid_token")
    }

    @Test func `a narrow token is told all that the call needs`() async throws {
        let narrow = try await agents.token(for: "robot", [.read], lasts: .seconds(60), by: .machine)
        let answer = try await post("Bearer \(narrow.secret.reveal())")
        let challenge = answer.header("www-authenticate").first ?? ""
        #expect(
            answer.status == 403 && challenge.hasPrefix("Bearer error=\"insufficient_scope\"") && challenge.contains("scope=\"read order\"")
        )
        let wide = try await agents.token(for: "robot", [.read, .order], lasts: .seconds(60), by: .machine)
        #expect(try await post("bearer \(wide.secret.reveal())").body == "robot")
    }
}
