import HTTPTypes
import JSON
import Synchronization

/// One session of an older revision: a conversation, and the streams on which it is heard.
///
/// To lose the connection cancels nothing here. What was to be sent is kept for a while, and a client resumes from the last event it saw.
final class LegacySession: Sendable {
    private let driver: Driver
    private let streams: ReplayStreams
    private let rules: StreamableHTTP.Rules

    init(_ server: Server, _ caller: Caller, _ rules: StreamableHTTP.Rules) {
        let streams = ReplayStreams(pending: server.limits.pending)
        self.streams = streams
        self.rules = rules
        driver = Driver(Conversation(server, caller: caller)) { streams.take($0) }
        driver.listen()
    }

    /// Whether its handshake was made.
    var isOpen: Bool { driver.version != nil }
    var isWatched: Bool { streams.isWatched }

    func post(_ message: Message, refused: Sessions.Refused) async -> HTTPAnswer {
        guard case .request(let request) = message else {
            driver.receive(message)
            return HTTPAnswer(.accepted)
        }
        guard let (number, sink) = streams.begin(request.id) else {
            let error = RPCError.invalidRequest("A request with this id is still running.")
            return refused(Reply(id: request.id, outcome: .failure(error)), error, false)
        }
        driver.receive(message)
        // A client that leaves before the first event can only ask again: it knows of no event to resume from.
        let first = await sink.events.first { _ in true }
        if case .reply(let reply, _)? = first {
            streams.drop(number)
            return reply.error.map { refused(reply, $0, false) } ?? HTTPAnswer(.ok, json: reply.json)
        }
        guard let first else {
            streams.drop(number)
            return HTTPAnswer(.accepted)
        }
        return events([.start(id: "\(number)-0"), first], number, sink)
    }

    /// A stream for what belongs to no request, or the rest of one that broke.
    func open(after lastEvent: String?) -> HTTPAnswer {
        guard let lastEvent else {
            let (number, sink) = streams.watch()
            return events([.start(id: "\(number)-0")], number, sink)
        }
        guard let (number, sink) = streams.resume(after: lastEvent) else {
            return .refusal(.badRequest, .invalidRequest("Last-Event-ID is none of this session that is still kept."))
        }
        return events([], number, sink)
    }

    func close() async {
        await driver.close()
        streams.close()
    }

    func abandon() {
        driver.abandon()
        streams.close()
    }

    private func events(_ first: [Event], _ number: Int, _ sink: EventSink) -> HTTPAnswer {
        let heart = sink.keepAlive(every: rules.keepAlive, rules.clock)
        // In 2025-06-18 an event always holds a message.
        let shown = driver.version == .june2025 ? first.filter { if case .start = $0 { false } else { true } } : first
        return HTTPAnswer(
            EventStream(first: shown, rest: sink.events) { [streams] in
                heart.cancel()
                streams.left(number)
            }
        )
    }
}
