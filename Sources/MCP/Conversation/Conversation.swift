import FoundationEssentials
import JSON

/// One client's side of the protocol as a value: messages and what handlers came to go in, what is to be done comes out.
///
/// It knows no transport. A pipe has one for as long as it is open, a session of the older revisions has one, and a request over HTTP in
/// 2026-07-28 has one to itself, since nothing is remembered there.
package struct Conversation: Sendable {
    package enum Era: Sendable, Hashable {
        /// Nothing was said yet by which to tell.
        case undecided
        case modern
        case legacy(ProtocolVersion, ClientCapabilities)
    }

    /// What whoever drives the conversation has to do.
    package enum Effect: Sendable {
        /// Something that ends nothing: about a request, or about none.
        case send(JSONValue, about: RequestID?)
        case reply(Reply)
        case start(Exchange)
        /// Stop working on it; there will be no reply.
        case cancel(RequestID)
    }

    let server: Server
    let caller: Caller
    package internal(set) var era: Era
    var running: [RequestID: Running] = [:]
    var listens: [RequestID: ListenFilter] = [:]
    /// Resources an older client subscribed to.
    var watched: Set<String> = []
    var questions = OpenQuestions()

    package init(_ server: Server, caller: Caller, era: Era = .undecided) {
        self.server = server
        self.caller = caller
        self.era = era
    }

    /// A request whose handler is at work, or whose questions are open.
    struct Running: Sendable {
        let work: Work
        let binding: RequestSeal.Binding
        var context: Call.Context
        let progressToken: RequestID?
        var progress = -Double.infinity
        var notices = 0
    }

    var isListening: Bool { !listens.isEmpty }

    package mutating func receive(_ message: Message) -> [Effect] {
        switch message {
        case .request(let request):
            do throws(RPCError) {
                return try answer(request)
            } catch {
                return [.reply(Reply(id: request.id, outcome: .failure(error)))]
            }
        case .notification(let notification): return hear(notification)
        case .response(let response): return hear(response)
        }
    }

    private mutating func hear(_ notification: Message.Notification) -> [Effect] {
        guard notification.method == "notifications/cancelled", let id = notification.params["requestId"].flatMap(RequestID.init) else {
            return []
        }
        if listens.removeValue(forKey: id) != nil { return [.cancel(id)] }
        guard running.removeValue(forKey: id) != nil else { return [] }
        questions.forget(id)
        return [.cancel(id)]
    }

    /// A handler has something to tell. Only what grows is told, only while the request runs, and only to a client that asked.
    package mutating func report(_ progress: Progress, of id: RequestID) -> [Effect] {
        guard let request = running[id], let token = request.progressToken, progress.done > request.progress,
            request.notices < server.limits.pending - 2
        else { return [] }
        running[id]?.progress = progress.done
        running[id]?.notices += 1
        return [.send(.notification("notifications/progress", progress.params(token)), about: id)]
    }

    /// Ends what is open: a client that listens is told, what runs is stopped.
    package mutating func close() -> [Effect] {
        let ended = listens.keys.map { id in
            Effect.reply(
                Reply(id: id, outcome: .success(shaped(["_meta": [RequestMeta.Key.subscription: id.json]], method: "subscriptions/listen")))
            )
        }
        let stopped = running.keys.map { Effect.cancel($0) }
        (listens, running, questions) = ([:], [:], OpenQuestions())
        return ended + stopped
    }
}
