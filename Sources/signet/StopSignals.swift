import Dispatch
import Foundation

/// SIGTERM and Ctrl-C, as something to act upon instead of the process's end.
final class StopSignals: Sendable {
    private let signals: AsyncStream<Void>

    /// To be made before anybody can know that the process runs.
    init() {
        let (signals, seen) = AsyncStream<Void>.makeStream()
        self.signals = signals
        Self.hear { _ in seen.yield() }
    }

    func asked() async {
        for await _ in signals { return }
    }

    /// Calls `act` with the signal's number, each time there is one.
    static func hear(_ act: @escaping @Sendable (Int32) -> Void) {
        for number in [SIGINT, SIGTERM] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { act(number) }
            source.resume()
            // Kept for as long as the process lives.
            _ = Unmanaged.passRetained(source as AnyObject)
        }
    }
}
