import NIOCore
import Synchronization

/// Runs what the requests of a connection do on the loop of that connection, so that it is not handed from thread to thread at each wait.
///
/// There is one for a loop. What becomes ready while it runs is run in the same turn, as a turn of the loop for each costs more than most
/// of what is run.
final class LoopExecutor: TaskExecutor {
    private struct Queue {
        var jobs: [UnownedJob] = []
        var isAwaited = false
    }

    private let loop: any EventLoop
    private let queue = Mutex(Queue())

    /// So much is run in a turn; then connections are looked at again.
    private static let most = 256

    init(_ loop: any EventLoop) { self.loop = loop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let isFirst = queue.withLock { queue in
            queue.jobs.append(job)
            defer { queue.isAwaited = true }
            return !queue.isAwaited
        }
        if isFirst { loop.execute { self.run() } }
    }

    private func run() {
        var count = 0
        while count < Self.most, let jobs = next() {
            for job in jobs { job.runSynchronously(on: asUnownedTaskExecutor()) }
            count += jobs.count
        }
        if queue.withLock(\.isAwaited) { loop.execute { self.run() } }
    }

    /// All that is ready; nil, and nobody awaits anything, when nothing is.
    private func next() -> [UnownedJob]? {
        queue.withLock { queue in
            guard !queue.jobs.isEmpty else {
                queue.isAwaited = false
                return nil
            }
            defer { queue.jobs = [] }
            return queue.jobs
        }
    }
}
