import Foundation
import JSON
import Testing

// Nothing but files: no emulator is started.
@Suite struct MCPInstallTests {
    private static let url = "https://signet.example/mcp"

    @Test func `what is printed is the whole of what the client's file needs, and nothing is written`() async throws {
        try await Workplace.with { place in
            let home = SignetHome(place)
            let printed = try await home.run(["mcp", "install", "--client", "cursor", "--url", Self.url], ["HOME": place.path("user")])
            #expect(try printed.json == ["mcpServers": ["signet": ["url": .string(Self.url)]]], "\(printed)")
            #expect(printed.errors.contains(place.path("user/.cursor/mcp.json")))
            #expect(!FileManager.default.fileExists(atPath: place.path("user")))
        }
    }

    @Test func `a client's file gets the server, keeps the rest, and is kept as it was beside it`() async throws {
        try await Workplace.with { place in
            let home = SignetHome(place)
            let before = #"{"theme":"dark","mcpServers":{"other":{"command":"x"}}}"#
            let real = try place.write(before, to: "real.json")
            let link = place.path("link.json")
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: real)
            let command = ["mcp", "install", "--client", "claude-desktop", "--write", "--file", link, "--output", "json"]
            #expect(try await home.run(command).json["change"] == "added")
            let written = try JSONValue(parsing: String(contentsOfFile: real, encoding: .utf8))
            #expect(written["theme"] == "dark" && written["mcpServers"]?["other"] == ["command": "x"])
            let entry = try #require(written["mcpServers"]?["signet"])
            #expect(entry["command"]?.string == (try Product.path()) && entry["args"] == ["mcp"])
            #expect(entry["env"] == ["SIGNET_HOME": .string(home.path)])
            #expect(try String(contentsOfFile: real + ".bak", encoding: .utf8) == before)
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == real)
            #expect(try await home.run(command).json["change"] == "none")
        }
    }

    @Test func `a client that takes no address from its file, and a file that is not understood, are said to be so`() async throws {
        try await Workplace.with { place in
            let home = SignetHome(place)
            let desktop = try await home.run(["mcp", "install", "--client", "claude-desktop", "--url", Self.url])
            #expect(desktop.way == .exit(64) && desktop.errors.contains("Add custom connector"), "\(desktop)")
            let odd = try place.write("// mine\n{}", to: "odd.json")
            let refused = try await home.run(["mcp", "install", "--client", "vscode", "--url", Self.url, "--write", "--file", odd])
            #expect(refused.way == .exit(64) && refused.errors.contains(#"{"servers":{"signet":"#), "\(refused)")
            #expect(try String(contentsOfFile: odd, encoding: .utf8) == "// mine\n{}")
            let word = try await home.run(["mcp", "install", "--client", "cursor", "--url", "signet.example"])
            #expect(word.way == .exit(64) && word.errors.contains("https://signet.example/mcp"), "\(word)")
        }
    }
}
