import ArgumentParser
import Testing

@testable import signet

/// The commands of signet in what somebody is told to do next, held against the binary's own parser: a step that cannot be typed as it
/// stands is no step.
enum PrintedCommands {
    /// What the parser says against any of them; empty when all can be typed.
    static func faults(in text: String) -> [String] {
        all(in: text).compactMap { words in
            do {
                _ = try Signet.parseAsRoot(Array(words.dropFirst()))
                return nil
            } catch {
                guard Signet.exitCode(for: error) != .success else { return nil }
                return "\(words.joined(separator: " ")): \(Signet.message(for: error))"
            }
        }
    }

    /// Each as its words. A command begins where a sentence hands over to it, and ends with its clause.
    static func all(in text: String) -> [[String]] {
        // What the parser itself says of its options is no step.
        let text = text.split(separator: "\n").filter { line in !["Help:", "Usage:"].contains { line.hasPrefix($0) } }.joined(
            separator: "\n"
        )
        return text.ranges(of: "signet ").compactMap { range in
            let before = text[..<range.lowerBound]
            guard before.isEmpty || leads.contains(where: { before.hasSuffix($0) }) else { return nil }
            let words = words(of: text[range.lowerBound...])
            // A usage line, and a prompt of the parser's own.
            return words.contains { $0.hasPrefix("<") || $0.hasPrefix("[") } ? nil : words
        }
    }

    private static let leads = [": ", "&& ", "| ", "(", "`", "— ", "\"", "\n", "with "]

    private static func words(of text: Substring) -> [String] {
        var words: [String] = [], word = "", isQuoted = false
        func isEnd(_ character: Character) -> Bool { ";,)`|—&\"\n\\".contains(character) }
        for character in text {
            if character == "'" {
                isQuoted.toggle()
            } else if isQuoted {
                word.append(character)
            } else if isEnd(character) {
                break
            } else if character == " " {
                if word.hasSuffix(".") { break }
                if !word.isEmpty { words.append(word) }
                word = ""
            } else {
                word.append(character)
            }
        }
        if word.hasSuffix(".") { word.removeLast() }
        // What was left out says so.
        return (words + [word]).filter { !$0.isEmpty && $0 != "…" }
    }
}

@Suite struct PrintedCommandsTests {
    @Test func `commands are found where a sentence hands over to them, and end with their clause`() {
        let text = "Set it  then: signet verify-domain web && signet order web-2 --domain '*.a.test'. Or (`signet runs list`), signet, see."
        #expect(
            PrintedCommands.all(in: text) == [
                ["signet", "verify-domain", "web"], ["signet", "order", "web-2", "--domain", "*.a.test"], ["signet", "runs", "list"],
            ]
        )
        #expect(PrintedCommands.faults(in: text) == [])
        #expect(PrintedCommands.all(in: "its secret is written by signet itself").isEmpty)
    }

    @Test(arguments: ["signet sink web", "signet bind web --hostname a", "signet renew web --resource group", "signet order --help"])
    func `what the parser does not take is a fault`(line: String) {
        #expect((PrintedCommands.faults(in: "Do this: \(line)") == []) == line.contains("--help"))
    }
}
