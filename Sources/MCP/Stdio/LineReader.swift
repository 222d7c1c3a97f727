import Foundation
import Synchronization

/// Reads lines of a descriptor on a thread of its own, where it may block, and no further ahead than somebody takes them.
struct LineReader: Sendable {
    let lines: AsyncStream<LineSplitter.Line>
    private let room: DispatchSemaphore

    /// Lines that may wait to be taken.
    private static let ahead = 64

    init(descriptor: Int32, longest: Int) {
        let (stream, continuation) = AsyncStream<LineSplitter.Line>.makeStream()
        let room = DispatchSemaphore(value: Self.ahead)
        (lines, self.room) = (stream, room)
        Thread.detachNewThread {
            var splitter = LineSplitter(longest: longest)
            var buffer = [UInt8](repeating: 0, count: 65_536)
            func hand(_ lines: [LineSplitter.Line]) {
                for line in lines {
                    room.wait()
                    continuation.yield(line)
                }
            }
            while true {
                let count = read(descriptor, &buffer, buffer.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { break }
                hand(splitter.receive(buffer[..<count]))
            }
            hand(splitter.end())
            continuation.finish()
        }
    }

    /// Lets the reader go one line further.
    func taken() { room.signal() }
}

/// Writes whole lines to a descriptor in their order, on a queue where it may block.
final class LineWriter: Sendable {
    private let descriptor: Int32
    private let queue = DispatchQueue(label: "mcp.output")
    private let waiting = Mutex(0)

    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Bytes that nobody has read yet.
    var backlog: Int { waiting.withLock { $0 } }

    func write(_ line: [UInt8]) {
        waiting.withLock { $0 += line.count }
        queue.async { [self] in
            send(line + [UInt8(ascii: "\n")])
            waiting.withLock { $0 -= line.count }
        }
    }

    /// Waits until all of it is out.
    func flush() async {
        await withCheckedContinuation { continuation in queue.async { continuation.resume() } }
    }

    private func send(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { all in
            var rest = all[...]
            while !rest.isEmpty {
                let count = Foundation.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                // Whoever reads has gone; the input will end as well.
                guard count > 0 else { return }
                rest = rest.dropFirst(count)
            }
        }
    }
}
