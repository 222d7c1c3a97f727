import Foundation
import JSON

/// Results go to standard output and nothing else does; progress, notes and errors go to standard error.
enum Terminal {
    static func result(_ text: String) { write(text, to: .standardOutput) }
    static func result(_ value: JSONValue) { write(value.text(pretty: true), to: .standardOutput) }
    static func note(_ text: String) { write(text, to: .standardError) }
    static func error(_ text: String) { write(text, to: .standardError) }

    static var isInteractive: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }
    /// Whether standard output is a terminal: then a view may move about on it and have colours.
    static let isScreen = isatty(STDOUT_FILENO) == 1
    static let hasColour = isScreen && ProcessInfo.processInfo.environment["NO_COLOR"] == nil

    enum Colour: String {
        case red = "31"
        case yellow = "33"
        case green = "32"
    }

    static func coloured(_ text: String, _ colour: Colour) -> String {
        hasColour ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
    }

    static func replaceScreen(with text: String) { write("\u{1B}[H\u{1B}[2J\(text)", to: .standardOutput) }

    /// Needed before the options are parsed, for errors of the parsing itself.
    static func wantsJSON(_ arguments: [String]) -> Bool {
        arguments.contains("--output=json") || zip(arguments, arguments.dropFirst()).contains { $0 == "--output" && $1 == "json" }
    }

    /// Asks on the terminal; without one the answer is no.
    static func confirm(_ question: String) -> Bool {
        guard isInteractive else { return false }
        FileHandle.standardError.write(Data("\(question) [y/N] ".utf8))
        return ["y", "yes"].contains(readLine(strippingNewline: true)?.lowercased() ?? "")
    }

    private static func write(_ text: String, to handle: FileHandle) {
        // A reader that has gone away (a closed pipe) is no reason to fail.
        try? handle.write(contentsOf: Data((text + "\n").utf8))
    }
}
