import Foundation
import JSON

/// Results go to standard output and nothing else does; progress, notes and errors go to standard error.
enum Terminal {
    static func result(_ text: String) { write(text, to: .standardOutput) }
    static func result(_ value: JSONValue) { write(value.text(pretty: true), to: .standardOutput) }
    static func note(_ text: String) { write(text, to: .standardError) }
    static func error(_ text: String) { write(text, to: .standardError) }

    static var isInteractive: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }
    static let hasColour = isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil

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
