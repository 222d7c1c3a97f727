import MCP

/// Serves the fixture to one client on standard input and output.
@main
struct Main {
    static func main() async {
        await StdioServer(MCPFixture.server(), caller: Caller(id: "local", scopes: nil)).serve(input: 0, output: 1)
    }
}
