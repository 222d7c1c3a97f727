import JSON
import Synchronization

/// The streams of one session: every message goes to exactly one of them, has an id that names it, and is kept for a while.
final class ReplayStreams: Sendable {
    private struct Stream {
        let request: RequestID?
        var kept: [(number: Int, event: Event)] = []
        var last = 0
        var isFinished = false
        var sink: EventSink?
    }

    private struct State {
        var last = 0
        var streams: [Int: Stream] = [:]
        var byRequest: [RequestID: Int] = [:]
        /// Where messages go that belong to no request.
        var watching: Int?
        /// Streams that came to their end, the oldest first.
        var finished: [Int] = []
    }

    private static let keptEvents = 128
    private static let keptStreams = 16
    private static let retryMilliseconds = 500

    private let pending: Int
    private let state = Mutex(State())

    init(pending: Int) {
        self.pending = pending
    }

    var isWatched: Bool { state.withLock { $0.streams.values.contains { $0.sink != nil } } }

    /// The stream of a new request; nil while one of that id runs.
    func begin(_ request: RequestID) -> (Int, EventSink)? {
        state.withLock { state in
            guard state.byRequest[request] == nil else { return nil }
            let (number, sink) = add(&state, request)
            state.byRequest[request] = number
            return (number, sink)
        }
    }

    /// One for what belongs to no request; the one before it, if any, gets no more.
    func watch() -> (Int, EventSink) {
        state.withLock { state in
            if let before = state.watching { end(before, &state) }
            let (number, sink) = add(&state, nil)
            state.watching = number
            return (number, sink)
        }
    }

    private func add(_ state: inout State, _ request: RequestID?) -> (Int, EventSink) {
        state.last += 1
        let sink = EventSink(pending: pending)
        state.streams[state.last] = Stream(request: request, sink: sink)
        return (state.last, sink)
    }

    /// The stream an event was of, from after it on.
    func resume(after id: String) -> (Int, EventSink)? {
        let parts = id.split(separator: "-").map { Int($0) }
        guard parts.count == 2, let number = parts[0], let seen = parts[1] else { return nil }
        return state.withLock { state in
            guard let stream = state.streams[number], (0...stream.last).contains(seen) else { return nil }
            stream.sink?.finish()
            let sink = EventSink(pending: pending)
            for (position, event) in stream.kept where position > seen { sink.put(event) }
            if stream.isFinished { sink.finish() }
            state.streams[number]?.sink = stream.isFinished ? nil : sink
            return (number, sink)
        }
    }

    /// Its reader has gone. What comes is kept until somebody resumes it.
    func left(_ number: Int) {
        state.withLock { $0.streams[number]?.sink = nil }
    }

    /// It was answered without a stream.
    func drop(_ number: Int) {
        state.withLock { state in
            guard let stream = state.streams.removeValue(forKey: number) else { return }
            if let request = stream.request, state.byRequest[request] == number { state.byRequest[request] = nil }
            state.finished.removeAll { $0 == number }
        }
    }

    func close() {
        state.withLock { state in
            for stream in state.streams.values { stream.sink?.finish() }
            state = State(last: state.last)
        }
    }

    func take(_ outgoing: Driver.Outgoing) {
        state.withLock { state in
            switch outgoing {
            case .message(let message, let request):
                guard let number = request.flatMap({ state.byRequest[$0] }) ?? state.watching else { return }
                put(number, &state) { .message(message, id: $0) }
            case .reply(let reply):
                guard let number = reply.id.flatMap({ state.byRequest[$0] }) else { return }
                put(number, &state) { .reply(reply, id: $0) }
                end(number, &state)
            case .silence(let request):
                if let number = state.byRequest[request] { end(number, &state) }
            case .hangUp(let request):
                guard let number = state.byRequest[request], let sink = state.streams[number]?.sink else { return }
                sink.put(.retry(milliseconds: Self.retryMilliseconds))
                sink.finish()
                state.streams[number]?.sink = nil
            }
        }
    }

    private func put(_ number: Int, _ state: inout State, _ make: (String) -> Event) {
        guard var stream = state.streams[number] else { return }
        stream.last += 1
        let event = make("\(number)-\(stream.last)")
        stream.kept.append((stream.last, event))
        if stream.kept.count > Self.keptEvents { stream.kept.removeFirst() }
        stream.sink?.put(event)
        state.streams[number] = stream
    }

    private func end(_ number: Int, _ state: inout State) {
        guard let stream = state.streams[number] else { return }
        if let request = stream.request { state.byRequest[request] = nil }
        if state.watching == number { state.watching = nil }
        stream.sink?.finish()
        state.streams[number]?.isFinished = true
        state.streams[number]?.sink = nil
        state.finished.append(number)
        if state.finished.count > Self.keptStreams { state.streams[state.finished.removeFirst()] = nil }
    }
}
