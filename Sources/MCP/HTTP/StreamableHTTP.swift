import HTTPTypes
import JSON

/// The one address over HTTP, for all revisions, and for whatever HTTP server carries it: a request goes in, an answer comes out.
package struct StreamableHTTP: Sendable {
    package struct Rules: Sendable {
        let sites: Sites
        /// Headers that tell a client how to get a token which allows more.
        let challenge: @Sendable (_ scopes: [String]) -> HTTPFields
        let keepAlive: Duration
        let clock: any Clock<Duration>

        package init(
            sites: Sites = Sites(),
            keepAlive: Duration = .seconds(15),
            clock: any Clock<Duration> = ContinuousClock(),
            challenge: @escaping @Sendable (_ scopes: [String]) -> HTTPFields = { _ in [:] }
        ) {
            self.sites = sites
            self.challenge = challenge
            self.keepAlive = keepAlive
            self.clock = clock
        }
    }

    /// Who sends a request, or what to tell whoever it is.
    package enum Admission: Sendable {
        case caller(Caller)
        case refused(HTTPAnswer)
    }

    let server: Server
    let rules: Rules
    package let sessions: Sessions
    let open = OpenStreams()

    package init(_ server: Server, rules: Rules = Rules()) {
        self.server = server
        self.rules = rules
        sessions = Sessions(server, rules)
    }

    /// - Parameters:
    ///   - admit: looks at the token. Called before the body is read.
    ///   - body: reads the body, or gives nil when it has more bytes than that.
    package func answer(
        _ head: HTTPRequest,
        admit: () async throws -> Admission,
        body: (_ limit: Int) async throws -> [UInt8]?
    ) async rethrows -> HTTPAnswer {
        if let reason = rules.sites.refusal(of: head) { return .refusal(.forbidden, .invalidRequest(reason)) }
        guard let method = Method(head) else { return Method.notAllowed }
        switch try await admit() {
        case .refused(let answer): return answer
        case .caller(let caller):
            switch method {
            case .get: return sessions.open(head.headerFields, caller)
            case .delete: return await sessions.end(head.headerFields, caller)
            case .post:
                guard let bytes = try await body(server.limits.messageBytes) else { return tooLarge }
                return await post(head.headerFields, bytes, caller)
            }
        }
    }

    /// Streams of 2026-07-28 that are open.
    package var openStreams: Int { open.count }

    /// Ends everything that is open, for a stop.
    package func close() async {
        await open.close()
        await sessions.close()
    }

    private enum Method {
        case post, get, delete

        /// Nil where this method is not for: in 2026-07-28 there is only one, and without a session there is nothing to get or end.
        init?(_ head: HTTPRequest) {
            let version = head.headerFields[RoutingHeaders.version].flatMap(ProtocolVersion.init)
            let isOfSession = head.headerFields[RoutingHeaders.session] != nil && version?.isModern != true
            switch head.method {
            case .post: self = .post
            case .get where isOfSession: self = .get
            case .delete where isOfSession: self = .delete
            default: return nil
            }
        }

        static let notAllowed = HTTPAnswer.refusal(
            .methodNotAllowed,
            .invalidRequest("Only POST is taken here; GET and DELETE belong to a session of an older revision.")
        ).with(.allow, "POST")
    }

    private var tooLarge: HTTPAnswer {
        .refusal(.contentTooLarge, .invalidRequest("A message has at most \(server.limits.messageBytes) bytes."))
    }

    private func post(_ fields: HTTPFields, _ bytes: [UInt8], _ caller: Caller) async -> HTTPAnswer {
        if let refusal = Self.refusal(ofForm: fields) { return refusal }
        do {
            let message = try Message(parsing: bytes, limits: server.limits.json)
            switch try Era(message, fields) {
            case .modern: return await modern(message, fields, caller)
            case .opening: return await sessions.begin(message, fields, caller, refused: refused)
            case .session: return await sessions.post(message, fields, caller, refused: refused)
            }
        } catch {
            return HTTPAnswer(HTTPResponse.Status(error.error), json: error.reply.json)
        }
    }

    private static func refusal(ofForm fields: HTTPFields) -> HTTPAnswer? {
        guard MediaTypes.isJSON(fields[.contentType] ?? "") else {
            return .refusal(.unsupportedMediaType, .invalidRequest("The Content-Type has to be application/json."))
        }
        let accept = fields[.accept] ?? ""
        guard ["application/json", "text/event-stream"].allSatisfy({ MediaTypes.accepts(accept, $0) }) else {
            return .refusal(.notAcceptable, .invalidRequest("Accept has to name application/json and text/event-stream."))
        }
        return nil
    }

    /// An error with the status it has in this revision, and how to get more rights where those are missing.
    func refused(_ reply: Reply, _ error: RPCError, isModern: Bool) -> HTTPAnswer {
        let isOfTransport = [RPCError.Code.insufficientScope, RPCError.Code.tooMany].contains(error.code)
        var answer = HTTPAnswer(isModern || isOfTransport ? HTTPResponse.Status(error) : .ok, json: reply.json)
        guard !error.missingScopes.isEmpty else { return answer }
        for field in rules.challenge(error.missingScopes) { answer.head.headerFields.append(field) }
        return answer
    }
}

/// Which rules a message stands under, by what it and its headers say.
enum Era: Sendable, Hashable {
    case modern
    case opening
    case session

    init(_ message: Message, _ fields: HTTPFields) throws(Message.Malformed) {
        let (id, params) = message.idAndParams
        func malformed(_ error: RPCError) -> Message.Malformed { Message.Malformed(id: id, error: error) }
        let header: String?
        do throws(RPCError) {
            header = try RoutingHeaders.single(RoutingHeaders.version, fields)
        } catch {
            throw malformed(error)
        }
        let version = header.flatMap(ProtocolVersion.init)
        if version?.isModern == true || RequestMeta.isModern(params) {
            self = .modern
            return
        }
        if let header, version == nil { throw malformed(.unsupportedVersion(header)) }
        if case .request(let request) = message, request.method == "initialize" {
            self = .opening
            return
        }
        guard fields[RoutingHeaders.session] != nil else {
            throw malformed(
                .invalidRequest("The request names no version and no session: send initialize, or the metadata of 2026-07-28.")
            )
        }
        self = .session
    }
}

extension Message {
    var idAndParams: (RequestID?, JSONObject) {
        switch self {
        case .request(let request): (request.id, request.params)
        case .notification(let notification): (nil, notification.params)
        case .response(let response): (response.id, [:])
        }
    }
}
