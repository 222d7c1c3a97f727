import JSON
import Testing

@testable import MCP

@Suite struct MessageTests {
    private func refusal(_ text: String) -> Message.Malformed? {
        do {
            _ = try Message(parsing: Array(text.utf8), limits: JSONLimits(maximumBytes: 1000, maximumDepth: 16))
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        ("", -32700), ("{", -32700), ("\u{FF}", -32700), (#"{"jsonrpc":"2.0","jsonrpc":"2.0","id":1,"method":"ping"}"#, -32700),
        (#"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#, -32600), ("[]", -32600), ("7", -32600),
        (#"{"id":1,"method":"ping"}"#, -32600), (#"{"jsonrpc":"1.0","id":1,"method":"ping"}"#, -32600),
        (#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, -32600), (#"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#, -32600),
        (#"{"jsonrpc":"2.0","id":{},"method":"ping"}"#, -32600), (#"{"jsonrpc":"2.0","id":1}"#, -32600),
        (#"{"jsonrpc":"2.0","id":1,"method":7}"#, -32600), (#"{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}"#, -32600),
    ])
    func `what is no message has the code of what is wrong with it`(text: String, code: Int) {
        #expect(refusal(text)?.error.code == code)
    }

    @Test func `the id comes back where it could be read, and null where it could not`() {
        #expect(refusal(#"{"jsonrpc":"1.0","id":"007","method":"ping"}"#)?.reply.json["id"] == "007")
        #expect(refusal("[]")?.reply.json["id"] == JSONValue.null)
    }

    @Test(arguments: ["0", "-7", "9007199254740991", #""007""#, #""""#])
    func `an id is given back as it came`(id: String) throws {
        let text = #"{"jsonrpc":"2.0","id":\#(id),"method":"ping"}"#
        guard case .request(let request) = try Message(parsing: Array(text.utf8), limits: .standard) else {
            Issue.record("no request")
            return
        }
        #expect(Reply(id: request.id, outcome: .success([:])).json.text() == #"{"jsonrpc":"2.0","id":\#(id),"result":{}}"#)
    }

    @Test func `too large and too deep is refused`() {
        #expect(refusal(#"{"jsonrpc":"2.0","id":1,"method":"\#(String(repeating: "x", count: 1000))"}"#)?.error.code == -32700)
        let deep = String(repeating: "[", count: 20) + String(repeating: "]", count: 20)
        #expect(refusal(#"{"jsonrpc":"2.0","id":1,"method":"m","params":{"a":\#(deep)}}"#)?.error.code == -32700)
    }

    @Test func `unknown members are passed over, and a message without an id is a notification`() throws {
        let message = try Message(parsing: Array(#"{"jsonrpc":"2.0","method":"notifications/x","more":1}"#.utf8), limits: .standard)
        #expect(message == .notification(.init(method: "notifications/x", params: [:])))
    }
}
