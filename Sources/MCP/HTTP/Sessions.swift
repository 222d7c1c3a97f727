import FoundationEssentials
import HTTPTypes
import Synchronization

/// The sessions of the older revisions, each for the one caller that began it: its id is a name and no key.
package final class Sessions: Sendable {
    private struct Entry {
        let session: LegacySession
        let caller: Caller
        var used: Date
    }

    /// Sessions at once: of one caller, and of all. Who begins one more loses the one used longest ago.
    private static let mostOfOne = 64
    private static let most = 4096
    private static let idleSeconds: Double = 3600

    private let server: Server
    private let rules: StreamableHTTP.Rules
    private let entries = Mutex<[String: Entry]>([:])

    init(_ server: Server, _ rules: StreamableHTTP.Rules) {
        self.server = server
        self.rules = rules
    }

    package var count: Int { entries.withLock { $0.count } }

    typealias Refused = (Reply, RPCError, _ isModern: Bool) -> HTTPAnswer

    func begin(_ message: Message, _ fields: HTTPFields, _ caller: Caller, refused: Refused) async -> HTTPAnswer {
        let session = LegacySession(server, caller, rules)
        let answer = await session.post(message, refused: refused)
        // A handshake that failed began nothing.
        guard session.isOpen else { return answer }
        let id = Self.randomID()
        for left in place(session, id, caller) { left.abandon() }
        return answer.with(RoutingHeaders.session, id)
    }

    func post(_ message: Message, _ fields: HTTPFields, _ caller: Caller, refused: Refused) async -> HTTPAnswer {
        guard let (_, session) = find(fields, caller) else { return Self.unknown }
        return await session.post(message, refused: refused)
    }

    func open(_ fields: HTTPFields, _ caller: Caller) -> HTTPAnswer {
        if let refusal = Self.refusal(ofVersion: fields) { return refusal }
        guard MediaTypes.accepts(fields[.accept] ?? "", "text/event-stream") else {
            return .refusal(.notAcceptable, .invalidRequest("Accept has to name text/event-stream."))
        }
        guard let (_, session) = find(fields, caller) else { return Self.unknown }
        return session.open(after: fields[RoutingHeaders.lastEvent])
    }

    func end(_ fields: HTTPFields, _ caller: Caller) async -> HTTPAnswer {
        if let refusal = Self.refusal(ofVersion: fields) { return refusal }
        guard let (id, session) = find(fields, caller) else { return Self.unknown }
        entries.withLock { _ = $0.removeValue(forKey: id) }
        await session.close()
        return HTTPAnswer(.noContent)
    }

    func close() async {
        let all = entries.withLock { entries in
            defer { entries = [:] }
            return entries.values.map(\.session)
        }
        for session in all { await session.close() }
    }

    private func find(_ fields: HTTPFields, _ caller: Caller) -> (String, LegacySession)? {
        guard let id = fields[RoutingHeaders.session] else { return nil }
        return entries.withLock { entries in
            guard let entry = entries[id], entry.caller.id == caller.id else { return nil }
            entries[id]?.used = server.now()
            return (id, entry.session)
        }
    }

    /// - Returns: sessions that had to make room.
    private func place(_ session: LegacySession, _ id: String, _ caller: Caller) -> [LegacySession] {
        let now = server.now()
        return entries.withLock { entries in
            var leaving = entries.filter { now.timeIntervalSince($0.value.used) > Self.idleSeconds && !$0.value.session.isWatched }
            let kept = entries.filter { leaving[$0.key] == nil }
            let own = kept.filter { $0.value.caller.id == caller.id }
            if own.count >= Self.mostOfOne || kept.count >= Self.most {
                let among = own.count >= Self.mostOfOne ? own : kept
                if let oldest = among.min(by: { $0.value.used < $1.value.used }) { leaving[oldest.key] = oldest.value }
            }
            for key in leaving.keys { entries[key] = nil }
            entries[id] = Entry(session: session, caller: caller, used: now)
            return leaving.values.map(\.session)
        }
    }

    private static func refusal(ofVersion fields: HTTPFields) -> HTTPAnswer? {
        guard let version = fields[RoutingHeaders.version], ProtocolVersion(rawValue: version) == nil else { return nil }
        return .refusal(.badRequest, .unsupportedVersion(version))
    }

    /// The same whether it ended, never was, or is somebody else's.
    private static let unknown = HTTPAnswer.refusal(.notFound, .invalidRequest("There is no such session: send initialize again."))

    private static func randomID() -> String {
        var random = SystemRandomNumberGenerator()
        return (0..<32).map { _ in
            let byte = UInt8.random(in: .min ... .max, using: &random)
            return String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
    }
}
