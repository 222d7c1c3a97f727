import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import Service

@Suite struct LoopExecutorTests {
    @Test func `all that a task does, across its waits and other actors, is done on the loop`() async throws {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let executor = LoopExecutor(loop)
        let count = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<20 {
                group.addTask(executorPreference: executor) {
                    var steps = 0
                    let tally = Tally()
                    for _ in 0..<200 {
                        await tally.add()
                        await Task.yield()
                        steps += loop.inEventLoop ? 1 : 0
                    }
                    return await tally.count == 200 ? steps : 0
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(count == 20 * 200)
    }

    @Test func `what goes on and on leaves the loop to others in between`() async throws {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let isOver = Mutex(false)
        let busy = Task(executorPreference: LoopExecutor(loop)) {
            while !isOver.withLock(\.self) { await Task.yield() }
        }
        // The loop would never come to it if the task had it for itself.
        try await loop.submit { isOver.withLock { $0 = true } }.get()
        await busy.value
    }

    private actor Tally {
        private(set) var count = 0
        func add() { count += 1 }
    }
}
