import Foundation
import JSON
import Testing

@Suite(.fewAtOnce, .sandbox) struct ReadmeTests {
    /// The commands of the first block below a heading of the README.
    private static func commands(below heading: String) throws -> [String] {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
        let section = try #require(text.components(separatedBy: "\n## \(heading)\n").dropFirst().first, "no section \(heading)")
        let block = try #require(section.components(separatedBy: "```\n").dropFirst().first)
        return block.split(separator: "\n").map(String.init)
    }

    @Test func `the README leads from the build to an agent's first executed operation in five commands at most`() async throws {
        let sandbox = try Sandbox.shared
        let commands = try Self.commands(below: "An agent's first call")
        #expect(commands.first == "make build" && commands.count <= 5)
        // As they stand, but for the build, which is this one, and the port, which may be somebody's.
        let script = commands.dropFirst().joined(separator: "\n")
            .replacing(".build/debug/signet", with: try Product.path()).replacing("8474", with: "\(try ReverseProxy.freePort())")
        let file = try sandbox.place.write(script + "\nkill %1\nwait\n", to: "first-call.sh")
        let ending = try await sandbox.place.start("/bin/bash", [file], environment: sandbox.home.environment).ending()
        #expect(try ending.json["state"] == "succeeded", "\(ending)")
        #expect(try ending.json["body"]?.array != nil, "\(ending)")
        #expect(!ending.output.contains("sgt_"))
    }
}
