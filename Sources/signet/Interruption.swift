import Foundation

/// Says a last word when Ctrl-C or SIGTERM ends the command. Nothing has to be cleaned up: the journal is made for it.
enum Interruption {
    static func say(_ words: String) {
        StopSignals.hear { number in
            Terminal.note("\n" + words)
            _exit(128 + number)
        }
    }
}
