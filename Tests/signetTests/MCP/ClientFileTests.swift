import JSON
import Testing

@testable import signet

@Suite struct ClientFileTests {
    private static let url = "https://signet.example/mcp"

    @Test(arguments: [
        (KnownClient.cursor, #"{"mcpServers":{"signet":{"url":"https://signet.example/mcp"}}}"#),
        (.windsurf, #"{"mcpServers":{"signet":{"serverUrl":"https://signet.example/mcp"}}}"#),
        (.vscode, #"{"servers":{"signet":{"type":"http","url":"https://signet.example/mcp"}}}"#),
    ])
    func `an address is described as each client wants it`(_ client: KnownClient, _ text: String) throws {
        let entry = try #require(client.entry(.address(Self.url)))
        #expect(ClientFile(client: client, name: "signet", entry: entry).alone.text() == text)
    }

    @Test func `a client that takes no address from its file gets a command`() throws {
        #expect(KnownClient.claudeDesktop.entry(.address(Self.url)) == nil)
        let place = ServerPlace.command("/usr/local/bin/signet", arguments: ["mcp"], environment: ["SIGNET_HOME": "/h"])
        let entry = try #require(KnownClient.claudeDesktop.entry(place))
        #expect(entry == ["command": "/usr/local/bin/signet", "args": ["mcp"], "env": ["SIGNET_HOME": "/h"]])
        #expect(KnownClient.vscode.entry(place)?["type"] == "stdio")
    }

    @Test func `what else is in the file stays, in its order`() throws {
        let file = ClientFile(client: .cursor, name: "signet", entry: ["url": .string(Self.url)])
        let before = #"{"theme":"dark","mcpServers":{"other":{"command":"x"}},"last":1.0}"#
        let (json, change) = try #require(file.merged(into: before))
        #expect(change == .added)
        #expect(
            json.text()
                == #"{"theme":"dark","mcpServers":{"other":{"command":"x"},"signet":{"url":"https://signet.example/mcp"}},"last":1.0}"#
        )
        #expect(try #require(file.merged(into: json.text())).change == .none)
        #expect(try #require(file.merged(into: #"{"mcpServers":{"signet":{"url":"old"}}}"#)).change == .replaced)
        #expect(try #require(file.merged(into: " \n")).json == file.alone)
    }

    @Test(arguments: ["[]", "{", "// a comment\n{}", #"{"mcpServers":[]}"#])
    func `a file that is not understood is left alone`(_ text: String) {
        #expect(ClientFile(client: .cursor, name: "signet", entry: [:]).merged(into: text) == nil)
    }
}
