import JSON

/// One event of a stream, before it becomes text.
enum Event: Sendable {
    case message(JSONValue, id: String?)
    case reply(Reply, id: String?)
    /// Carries nothing but an id from which an older client can resume.
    case start(id: String)
    /// Tells a client when to come back, since the stream ends here.
    case retry(milliseconds: Int)
    case keepAlive

    var text: [UInt8] {
        var bytes: [UInt8] = []
        func line(_ name: String, _ value: [UInt8]) {
            bytes.append(contentsOf: name.utf8)
            bytes.append(contentsOf: value)
            bytes.append(UInt8(ascii: "\n"))
        }
        func event(_ json: JSONValue, _ id: String?) {
            if let id { line("id: ", Array(id.utf8)) }
            line("data: ", json.bytes())
        }
        switch self {
        case .message(let json, let id): event(json, id)
        case .reply(let reply, let id): event(reply.json, id)
        case .start(let id):
            line("id: ", Array(id.utf8))
            line("data: ", [])
        case .retry(let milliseconds): line("retry: ", Array("\(milliseconds)".utf8))
        case .keepAlive: line(":", [])
        }
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }
}

/// A body that is written as things happen.
package struct EventStream: Sendable {
    let first: [Event]
    let rest: AsyncStream<Event>
    /// What has to be ended with it, whether it came to its end or its reader left.
    let ended: @Sendable () -> Void

    /// Hands everything on until it is over. An error of the sink means that the client has gone, and ends it.
    package func write(to sink: (_ bytes: [UInt8]) async throws -> Void) async throws {
        defer { ended() }
        for event in first { try await sink(event.text) }
        for await event in rest { try await sink(event.text) }
    }

    /// When nobody will write it.
    package func abandon() { ended() }
}

/// Where the events of one stream are put. When its reader is too slow, notices are left out, and a stream that cannot take what it must
/// carry is ended.
struct EventSink: Sendable {
    let events: AsyncStream<Event>
    private let continuation: AsyncStream<Event>.Continuation

    init(pending: Int) {
        (events, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(pending))
    }

    func put(_ event: Event) {
        if case .dropped = continuation.yield(event) { continuation.finish() }
    }

    func finish() { continuation.finish() }

    /// Shows every now and then that the stream still stands. The task ends with the stream.
    func keepAlive(every interval: Duration, _ clock: any Clock<Duration>) -> Task<Void, Never> {
        Task {
            while (try? await clock.sleep(for: interval)) != nil {
                // With others on their way there is no need.
                guard case .enqueued = continuation.yield(.keepAlive) else { return }
            }
        }
    }
}
