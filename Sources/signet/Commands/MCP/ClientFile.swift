import ArgumentParser
import Foundation
import JSON

/// The programs whose file of MCP servers we know how to write.
enum KnownClient: String, ExpressibleByArgument, CaseIterable {
    case claudeDesktop = "claude-desktop"
    case cursor
    case windsurf
    case vscode

    /// The member that holds the servers.
    var member: String { self == .vscode ? "servers" : "mcpServers" }

    /// Where the program looks, for the person who runs this.
    func file(home: String) -> String {
        switch self {
        case .claudeDesktop: Self.settings(home) + "/Claude/claude_desktop_config.json"
        case .cursor: home + "/.cursor/mcp.json"
        case .windsurf: home + "/.codeium/windsurf/mcp_config.json"
        case .vscode: Self.settings(home) + "/Code/User/mcp.json"
        }
    }

    private static func settings(_ home: String) -> String {
        #if os(macOS)
            home + "/Library/Application Support"
        #else
            home + "/.config"
        #endif
    }

    /// The server as the program wants it described; nil where it takes no address from a file.
    func entry(_ server: ServerPlace) -> JSONValue? {
        switch (self, server) {
        case (.claudeDesktop, .address): nil
        case (.cursor, .address(let url)): ["url": .string(url)]
        case (.windsurf, .address(let url)): ["serverUrl": .string(url)]
        case (.vscode, .address(let url)): ["type": "http", "url": .string(url)]
        case (_, .command(let path, let arguments, let environment)):
            Self.command(path, arguments, environment, hasType: self == .vscode)
        }
    }

    private static func command(_ path: String, _ arguments: [String], _ environment: [String: String], hasType: Bool) -> JSONValue {
        var entry: JSONObject = hasType ? ["type": "stdio"] : [:]
        entry["command"] = .string(path)
        entry["args"] = .array(arguments.map(JSONValue.string))
        if !environment.isEmpty {
            var variables = JSONObject()
            for (name, value) in environment.sorted(by: { $0.key < $1.key }) { variables[name] = .string(value) }
            entry["env"] = .object(variables)
        }
        return .object(entry)
    }
}

enum ServerPlace: Sendable, Hashable {
    /// Where people sign in.
    case address(String)
    /// A process of the client's own, over its standard input and output.
    case command(String, arguments: [String], environment: [String: String])
}

/// A program's file of servers, with ours among them.
struct ClientFile: Sendable {
    enum Change: String {
        case none
        case added
        case replaced
    }

    let client: KnownClient
    let name: String
    let entry: JSONValue

    /// The file with nothing but our server in it.
    var alone: JSONValue { .object([client.member: .object([name: entry])]) }

    /// The file with our server, and everything else as it was. Nil when the text is no JSON object, or what holds the servers is none.
    func merged(into text: String) -> (json: JSONValue, change: Change)? {
        guard !text.utf8.allSatisfy({ [0x20, 0x09, 0x0A, 0x0D].contains($0) }) else { return (alone, .added) }
        guard var file = (try? JSONValue(parsing: text))?.object else { return nil }
        guard var servers = (file[client.member] ?? [:]).object else { return nil }
        let before = servers[name]
        servers[name] = entry
        file[client.member] = .object(servers)
        return (.object(file), before == nil ? .added : before == entry ? .none : .replaced)
    }
}
