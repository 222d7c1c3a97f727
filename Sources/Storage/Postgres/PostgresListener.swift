import Dispatch
import Synchronization

/// One connection on a thread of its own that hears what others say on a channel. It connects anew whenever it has to.
final class PostgresListener: Sendable {
    private let address: PostgresAddress
    private let limits: PostgresLimits
    private let isOver = Mutex(false)

    /// How long it listens before it looks whether anybody wants to hear it, and how long it waits with a server that is gone.
    private static let breath: Duration = .milliseconds(250)

    private init(_ address: PostgresAddress, _ limits: PostgresLimits) {
        self.address = address
        self.limits = limits
    }

    /// An empty text says that something may have been missed, as at the beginning.
    static func notices(_ channel: String, _ address: PostgresAddress, _ limits: PostgresLimits) -> AsyncStream<String> {
        let (notices, heard) = AsyncStream<String>.makeStream(bufferingPolicy: .bufferingNewest(256))
        let listener = PostgresListener(address, limits)
        heard.onTermination = { _ in listener.isOver.withLock { $0 = true } }
        DispatchQueue(label: "signet.postgres.notices").async { listener.listen(channel, heard) }
        return notices
    }

    private func listen(_ channel: String, _ heard: AsyncStream<String>.Continuation) {
        while !isOver.withLock({ $0 }) {
            do throws(PostgresFailure) {
                let wire = try PostgresWire(address, limits)
                // A name cannot be an argument here; it is quoted as one.
                let name = channel.replacing("\"", with: "\"\"")
                _ = try wire.exchange([PostgresStatement(sql: "LISTEN \"\(name)\"", isPrepared: false)])
                heard.yield("")
                while !isOver.withLock({ $0 }) { for text in try wire.notices(within: Self.breath) { heard.yield(text) } }
            } catch {
                // Whoever listens looks by itself too, so that a server that is gone only makes it slower.
                if error.isLasting { return heard.finish() }
                DispatchSemaphore(value: 0).waitAtMost(Self.breath)
            }
        }
    }
}

extension DispatchSemaphore {
    fileprivate func waitAtMost(_ duration: Duration) {
        _ = wait(timeout: .now() + .milliseconds(Int(clamping: duration.components.attoseconds / 1_000_000_000_000_000)))
    }
}
