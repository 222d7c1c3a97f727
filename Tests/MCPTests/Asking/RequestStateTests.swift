import FoundationEssentials
import JSON
import Synchronization
import Testing

@testable import MCP
@testable import MCPFixture

/// What a client carries from a question to its answer is an attacker's to change.
@Suite struct RequestStateTests {
    private static let forms = #"{"elicitation":{"form":{}},"sampling":{}}"#
    private let call = #""name":"test_input_required_result_request_state""#
    private let answered = #","inputResponses":{"user_name":{"action":"accept","content":{"name":"Ada"}}}"#

    private func asked(_ talk: inout Talk, _ call: String) async throws -> JSONValue {
        let result = try await talk.ask("tools/call", call, capabilities: Self.forms).result
        #expect(result?["resultType"] == "input_required")
        return result ?? .null
    }

    private func state(_ result: JSONValue) -> String { result["requestState"]?.string ?? "" }

    private func retry(_ talk: inout Talk, _ call: String, _ state: String) async throws -> [JSONValue] {
        try await talk.ask("tools/call", "\(call)\(answered),\"requestState\":\"\(state)\"", id: "2", capabilities: Self.forms)
    }

    @Test func `questions come with a state, and the answers with it end the call`() async throws {
        var talk = Talk()
        let result = try await asked(&talk, call)
        #expect(result["inputRequests"]?["user_name"]?["method"] == "elicitation/create")
        #expect(result["inputRequests"]?["user_name"]?["params"]?["mode"] == "form")
        #expect(result["ttlMs"] == nil)
        let end = try await retry(&talk, call, state(result))
        #expect(end.result?["content"]?[0]?["text"]?.string?.hasSuffix("state-ok") == true)
        #expect(end.result?["resultType"] == "complete")
    }

    @Test func `any byte of it that is changed is noticed`() async throws {
        var talk = Talk()
        let state = Array(state(try await asked(&talk, call)))
        for position in stride(from: 0, to: state.count, by: 7) {
            var changed = state
            changed[position] = changed[position] == "A" ? "B" : "A"
            let answer = try await retry(&talk, call, String(changed))
            // The last letters of base64 may hold bits that mean nothing.
            #expect(answer.code == -32602 || position > state.count - 4, "changed at \(position)")
        }
    }

    @Test func `it is good for one caller, one request and some minutes`() async throws {
        let now = Mutex(Date(timeIntervalSince1970: 1_800_000_000))
        let server = MCPFixture.server(now: { now.withLock { $0 } })
        var anna = Talk(server, caller: "anna")
        let state = state(try await asked(&anna, call))

        var otto = Talk(server, caller: "otto")
        #expect(try await retry(&otto, call, state).code == -32602)
        let other = #""name":"test_input_required_result_tampered_state""#
        #expect(try await retry(&anna, other, state).code == -32602)
        #expect(try await retry(&anna, call + #","arguments":{"message":"x"}"#, state).code == -32602)
        #expect(try await retry(&anna, call, state).result != nil)
        now.withLock { $0 += 601 }
        #expect(try await retry(&anna, call, state).code == -32602)
    }

    @Test func `another process knows it only by the same key`() async throws {
        let seal = RequestSeal(key: [UInt8](repeating: 7, count: 32))
        let binding = RequestSeal.Binding(caller: "anna", method: "tools/call", params: ["name": "x", "arguments": ["a": 1, "b": 2]])
        let sealed = seal.seal(["n": 1], binding, until: Date(timeIntervalSince1970: 100))
        let other = RequestSeal.Binding(caller: "anna", method: "tools/call", params: ["arguments": ["b": 2, "a": 1], "name": "x"])
        #expect(RequestSeal(key: [UInt8](repeating: 7, count: 32)).open(sealed, other, at: Date(timeIntervalSince1970: 99)) == ["n": 1])
        #expect(RequestSeal().open(sealed, binding, at: Date(timeIntervalSince1970: 99)) == nil)
        #expect(seal.open(sealed, binding, at: Date(timeIntervalSince1970: 100)) == nil)
        #expect(seal.open("", binding, at: .distantPast) == nil)
        #expect(seal.open("a.b.c", binding, at: .distantPast) == nil)
    }

    @Test func `missing answers are asked for again, and further ones are passed over`() async throws {
        var talk = Talk()
        let result = try await asked(&talk, call)
        let again = #""name":"test_input_required_result_request_state","requestState":"\#(state(result))","inputResponses":{"other":{}}"#
        #expect(try await talk.ask("tools/call", again, id: "2", capabilities: Self.forms).result?["resultType"] == "input_required")
    }

    @Test func `one round follows another`() async throws {
        var talk = Talk()
        let name = #""name":"test_input_required_result_multi_round""#
        let first = try await asked(&talk, name)
        let step1 = #","inputResponses":{"step1":{"action":"accept","content":{"name":"Ada"}}},"requestState":"\#(state(first))""#
        let second = try await talk.ask("tools/call", name + step1, id: "2", capabilities: Self.forms).result ?? .null
        #expect(second["inputRequests"]?["step2"] != nil)
        #expect(state(second) != state(first))
        let step2 = #","inputResponses":{"step2":{"action":"accept","content":{"color":"blue"}}},"requestState":"\#(state(second))""#
        let end = try await talk.ask("tools/call", name + step2, id: "3", capabilities: Self.forms).result
        #expect(end?["content"]?[0]?["text"] == "Ada likes blue")
    }

    @Test func `only what the client can do is asked of it`() async throws {
        var talk = Talk()
        let name = #""name":"test_input_required_result_capabilities""#
        let forms = try await talk.ask("tools/call", name, capabilities: #"{"elicitation":{}}"#).result
        #expect(forms?["inputRequests"]?.object?.keys == ["form"])
        let none = try await talk.ask("tools/call", name, id: "2").result
        #expect(none?["resultType"] == "complete")
    }

    @Test func `a prompt can ask as well`() async throws {
        var talk = Talk()
        let name = #""name":"test_input_required_result_prompt""#
        let first = try await talk.ask("prompts/get", name, capabilities: Self.forms).result
        #expect(first?["resultType"] == "input_required")
        let answers = #","inputResponses":{"user_context":{"action":"accept","content":{"context":"night"}}}"#
        let end = try await talk.ask("prompts/get", name + answers, id: "2", capabilities: Self.forms).result
        #expect(end?["messages"]?[0]?["content"]?["text"] == "Use this context: night")
    }
}
