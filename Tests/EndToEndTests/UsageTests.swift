import Foundation
import JSON
import Testing

/// What the binary says of itself, without touching any state.
@Suite(.timeLimit(.minutes(2))) struct UsageTests {
    @Test(arguments: ["--help", "help", "help order", "order --help", "emulator run --help", "profile add -h", ""])
    func `help goes to standard output and is no failure`(line: String) async throws {
        try await Workplace.with { place in
            let home = SignetHome(place)
            let ending = try await home.run(line.split(separator: " ").map(String.init))
            #expect(ending.way == .exit(0), "\(ending)")
            #expect(ending.output.contains("USAGE: signet"))
            #expect(ending.errors.isEmpty)
            #expect(!FileManager.default.fileExists(atPath: home.path))
        }
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func `each shell gets a completion script`(shell: String) async throws {
        try await Workplace.with { place in
            let ending = try await SignetHome(place).run(["--generate-completion-script", shell])
            #expect(ending.way == .exit(0))
            #expect(ending.output.contains("signet"))
        }
    }

    @Test func `the version is one line`() async throws {
        try await Workplace.with { place in
            let home = SignetHome(place)
            let option = try await home.run(["--version"])
            let command = try await home.run(["version", "--output", "json"])
            #expect(option.way == .exit(0))
            #expect(try command.json["version"]?.string == option.output.trimmingCharacters(in: .whitespacesAndNewlines))
        }
    }

    @Test(arguments: ["nonsense", "order", "order web --no-such-option", "order web --key-size 1", "api Nope"])
    func `what is not understood ends with 64 and nothing on standard output`(line: String) async throws {
        try await Workplace.with { place in
            let ending = try await SignetHome(place).run(line.split(separator: " ").map(String.init))
            #expect(ending.way == .exit(64), "\(ending)")
            #expect(ending.output.isEmpty)
            #expect(!ending.errors.isEmpty)
        }
    }
}
