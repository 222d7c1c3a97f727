import AzureCore
import Custody
import Foundation
import Gateway
import HTTPTypes
import Hummingbird
import Storage

/// Pages for the people: sign in, see what waits for them, look at it and decide.
package struct OperatorPages: Sendable {
    let operators: Operators
    let sessions: OperatorSessions
    let approvals: Approvals
    let gate: SignInGate

    package init(store: Store, gate: SignInGate = SignInGate(), now: @escaping @Sendable () -> Date = { Date() }) {
        operators = Operators(store: store, now: now)
        sessions = OperatorSessions(store: store, now: now)
        approvals = Approvals(store: store, now: now)
        self.gate = gate
    }

    init(operators: Operators, sessions: OperatorSessions, approvals: Approvals, gate: SignInGate) {
        (self.operators, self.sessions, self.approvals, self.gate) = (operators, sessions, approvals, gate)
    }

    private static let mostForm = 16 << 10

    package var routes: [Route] {
        [
            PageStyle.route,
            Route(.get, "/favicon.ico") { _ in Response(status: .noContent, headers: [.cacheControl: "max-age=86400"]) },
            Route(.get, "/") { _ in Self.redirect("/approvals") },
            Route(.get, "/sign-in") { request in signInPage(200, next: request.query("next")) },
            form("/sign-in") { request, fields in try await signIn(request, fields) },
            form("/sign-out") { request, fields in try await signOut(request, fields) },
            Route(.get, "/approvals") { request in try await signedIn(request) { try await list($0) } },
            Route(.get, "/approvals/{approval}") { request in
                try await signedIn(request) { try await review(request.parameters["approval"] ?? "", $0) }
            },
            form("/approvals/{approval}/approve") { request, fields in try await decide(request, fields, approves: true) },
            form("/approvals/{approval}/deny") { request, fields in try await decide(request, fields, approves: false) },
        ]
    }

    /// A form of one of our pages: of its kind, bounded, and sent by a page of this server.
    package func form(
        _ pattern: String,
        handle: @escaping @Sendable (ServiceRequest, [String: String]) async throws -> Response
    ) -> Route {
        Route(.post, pattern, mostBody: Self.mostForm) { request in
            let type = request.headers[.contentType]?.lowercased() ?? ""
            guard type.hasPrefix("application/x-www-form-urlencoded") else {
                return Self.failed(415, "Nothing was done", "This address takes the form of its page.")
            }
            guard Self.isFromOwnPage(request.headers) else {
                return Self.failed(403, "Nothing was done", "The form was sent by a page that is not of this server.")
            }
            let fields = FormFields.read(String(decoding: try await request.body(), as: UTF8.self))
            return try await handle(request, Dictionary(fields.map { ($0.name, $0.value) }) { first, _ in first })
        }
    }

    /// Browsers say where a form comes from; the front door has looked at the origin already.
    private static func isFromOwnPage(_ headers: HTTPFields) -> Bool {
        let site = HTTPField.Name("Sec-Fetch-Site").flatMap { headers[$0] }
        return headers[.origin] != nil || site == "same-origin"
    }

    /// Hands a signed-in person on, and everybody else to the sign-in page, which leads back.
    package func signedIn(
        _ request: ServiceRequest,
        _ body: (SignedIn) async throws -> Response
    ) async throws -> Response {
        guard let person = try await person(request) else {
            let back = URLComponents.encoded(request.raw.head.path ?? "/")
            return Self.redirect(request.method == .get ? "/sign-in?next=\(back)" : "/sign-in")
        }
        return try await body(person)
    }

    package func person(_ request: ServiceRequest) async throws -> SignedIn? {
        guard let session = SessionCookie.value(request), let proof = try await sessions.person(session) else { return nil }
        return SignedIn(proof: proof, session: session)
    }

    package static func redirect(_ path: String, headers: HTTPFields = [:]) -> Response {
        var headers = headers
        headers[.location] = path
        return Response(status: .seeOther, headers: headers)
    }

    package static func failed(_ status: Int, _ title: String, _ words: String, person: SignedIn? = nil, headers: HTTPFields = [:])
        -> Response
    {
        PageFrame(title: title, person: person).response(
            status,
            "<p class=\"note\" role=\"alert\">\(words)</p>\n<p><a href=\"/approvals\">To what waits</a></p>",
            headers: headers
        )
    }
}

extension OperatorPages {
    private func signInPage(_ status: Int, next: String?, words: String? = nil, headers: HTTPFields = [:]) -> Response {
        let trouble: HTML? = words.map { "<p class=\"note\" role=\"alert\">\($0)</p>" }
        return PageFrame(title: "Sign in").response(
            status,
            """
            \(trouble)
            <form method="post" action="/sign-in">
            <input type="hidden" name="next" value="\(Self.ownPath(next))">
            <label for="name">Name</label>
            <input id="name" name="name" autocomplete="username" autocapitalize="none" spellcheck="false" required autofocus maxlength="64">
            <label for="password">Password</label>
            <input id="password" name="password" type="password" autocomplete="current-password" required maxlength="1024">
            <div class="row"><button class="good">Sign in</button></div>
            </form>
            <p>A new operator is added on the machine itself: <code>signet operator add NAME</code></p>
            """,
            headers: headers
        )
    }

    private func signIn(_ request: ServiceRequest, _ fields: [String: String]) async throws -> Response {
        let next = fields["next"]
        if case .waitSeconds(let seconds) = await gate.begin(request.client) {
            let words = "There were too many tries. Wait \(seconds) seconds."
            return signInPage(429, next: next, words: words, headers: [.retryAfter: String(seconds)])
        }
        do {
            let proof = try await operators.proof(fields["name"] ?? "", password: Plaintext((fields["password"] ?? "").utf8))
            let token = try await sessions.begin(proof)
            await gate.end(request.client, wasRight: true)
            let seconds = Int(OperatorSessions.life.components.seconds)
            return Self.redirect(Self.ownPath(next), headers: SessionCookie.set(token.reveal(), for: request, seconds: seconds))
        } catch let error as GatewayError {
            await gate.end(request.client, wasRight: false)
            return signInPage(403, next: next, words: error.description)
        } catch {
            await gate.end(request.client, wasRight: false)
            throw error
        }
    }

    private func signOut(_ request: ServiceRequest, _ fields: [String: String]) async throws -> Response {
        guard let session = SessionCookie.value(request), let person = try await person(request) else { return Self.redirect("/sign-in") }
        guard person.isOwn(fields["token"]) else { return Self.failed(403, "Nothing was done", "The form was too old.", person: person) }
        try await sessions.end(session)
        return Self.redirect("/sign-in", headers: SessionCookie.clear(for: request))
    }

    /// A path on this server, whoever wrote it into an address.
    static func ownPath(_ text: String?) -> String {
        guard let text, text.hasPrefix("/"), !text.hasPrefix("//"), !text.contains("\\"), text.utf8.count <= 8000,
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return "/approvals" }
        return text
    }
}

extension URLComponents {
    fileprivate static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }
}
