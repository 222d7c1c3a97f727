import Dispatch
import Foundation

/// Says a last word when Ctrl-C or SIGTERM ends the command. Nothing has to be cleaned up: the journal is made for it.
enum Interruption {
    static func say(_ words: String) {
        for (number, code) in [(SIGINT, Int32(130)), (SIGTERM, Int32(143))] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                Terminal.note("\n" + words)
                _exit(code)
            }
            source.resume()
            // Kept for as long as the process lives.
            _ = Unmanaged.passRetained(source as AnyObject)
        }
    }
}
