import JSON
import Testing

@testable import MCP
@testable import MCPFixture

@Suite struct ListeningTests {
    private static let key = "io.modelcontextprotocol/subscriptionId"
    private let wanted =
        #""notifications":{"toolsListChanged":true,"resourceSubscriptions":["test://watched-resource","test://template/7/data","x:y"],"more":true}"#

    private func sent(_ effects: [Conversation.Effect]) -> [JSONValue] {
        effects.compactMap { if case .send(let message, _) = $0 { message } else { nil } }
    }

    @Test(arguments: ["7", #""w1""#])
    func `the first message says what will be heard of, under the id of the request`(id: String) async throws {
        var talk = Talk()
        let first = try await talk.ask("subscriptions/listen", wanted, id: id)
        #expect(first.count == 1)
        #expect(first[0]["method"] == "notifications/subscriptions/acknowledged")
        #expect(first[0]["params"]?["_meta"]?[Self.key]?.text() == id)
        let accepted: JSONValue = [
            "toolsListChanged": true, "resourceSubscriptions": ["test://watched-resource", "test://template/7/data"],
        ]
        #expect(first[0]["params"]?["notifications"] == accepted)
    }

    @Test func `what was asked for is heard of and nothing else is`() async throws {
        var talk = Talk()
        _ = try await talk.ask("subscriptions/listen", wanted, id: "7")
        #expect(talk.conversation.changed(.prompts).isEmpty)
        #expect(talk.conversation.changed(.resource("test://static-text")).isEmpty)
        let heard = sent(talk.conversation.changed(.resource("test://watched-resource")) + talk.conversation.changed(.tools))
        #expect(heard.map { $0["method"] } == ["notifications/resources/updated", "notifications/tools/list_changed"])
        #expect(heard.allSatisfy { $0["params"]?["_meta"]?[Self.key] == 7 })
    }

    @Test func `the end of it is an answer that names it`() async throws {
        var talk = Talk()
        _ = try await talk.ask("subscriptions/listen", wanted, id: "7")
        guard case .reply(let reply)? = talk.conversation.close().first else {
            Issue.record("no reply")
            return
        }
        #expect(reply.json["id"] == 7)
        #expect(reply.json["result"]?["resultType"] == "complete")
        #expect(reply.json["result"]?["_meta"]?[Self.key] == 7)
    }

    @Test func `a client ends it by cancelling the request`() async throws {
        var talk = Talk()
        _ = try await talk.ask("subscriptions/listen", wanted, id: "7")
        _ = try await talk.say(#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}"#)
        #expect(talk.conversation.changed(.tools).isEmpty)
    }

    @Test func `subscriptions and what one of them watches are bounded`() async throws {
        var limits = Server.Limits()
        (limits.listens, limits.watchedResources) = (1, 2)
        var talk = Talk(MCPFixture.server(limits: limits))
        #expect(try await talk.ask("subscriptions/listen", wanted, id: "1").code == -32602)
        _ = try await talk.ask("subscriptions/listen", #""notifications":{}"#, id: "2")
        #expect(try await talk.ask("subscriptions/listen", #""notifications":{}"#, id: "3").code == 429)
    }
}
