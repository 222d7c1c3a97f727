import HummingbirdCore
import Logging
import NIOCore
import NIOHTTPTypes
import Synchronization

/// Connections whose whole conversation runs on their loop: reading a request, answering it, and what both wait for.
struct LoopChannel: ServerChildChannel {
    typealias Value = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

    private let http: HTTP1Channel
    private let executors = Executors()

    init(_ http: HTTP1Channel) { self.http = http }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> { http.setup(channel: channel, logger: logger) }

    func handle(value: Value, logger: Logger) async {
        await withTaskExecutorPreference(executors.of(value.channel.eventLoop)) { await http.handle(value: value, logger: logger) }
    }

    /// One for each loop; a server has as many as the machine has cores, for as long as it runs.
    private final class Executors: Sendable {
        private let known = Mutex<[ObjectIdentifier: LoopExecutor]>([:])

        func of(_ loop: any EventLoop) -> LoopExecutor {
            known.withLock { known in
                let executor = known[ObjectIdentifier(loop)] ?? LoopExecutor(loop)
                known[ObjectIdentifier(loop)] = executor
                return executor
            }
        }
    }
}
