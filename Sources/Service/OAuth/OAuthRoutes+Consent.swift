import AzureCore
import Gateway
import Hummingbird

extension OAuthRoutes {
    /// The page on which a person reads who wants in, and for what.
    func ask(_ request: ServiceRequest, _ person: SignedIn) async throws -> Response {
        let parts = (request.raw.head.path ?? "").split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard let fields = OAuthFields(parsing: parts.count > 1 ? String(parts[1]) : "") else { return Self.unreadable(person) }
        return try await checked(fields, request, person) { asked in
            guard asked.client.state == .approved else { return waits(asked.client, person) }
            return consent(asked, fields, person)
        }
    }

    /// What the person said. Everything the form carries is checked as it was when the page was made.
    func decide(_ request: ServiceRequest, _ form: [String: String], _ person: SignedIn) async throws -> Response {
        guard person.isOwn(form["token"]) else {
            return OperatorPages.failed(
                403,
                "Nothing was done",
                "The form was not of your session. Begin again in the client.",
                person: person
            )
        }
        let fields = OAuthFields(form.filter { AuthorizationRequest.parameters.contains($0.key) })
        return try await checked(fields, request, person) { asked in
            guard form["decision"] == "allow" else {
                return OperatorPages.redirect(asked.address(OAuthError(.accessDenied, "The person said no.")))
            }
            let scopes = Set(AgentScope.allCases.filter { form["scope-\($0.rawValue)"] != nil })
            do {
                let code = try await grants.consent(asked, scopes: scopes, by: person.name)
                return OperatorPages.redirect(asked.address(code: code.reveal()))
            } catch let error as OAuthError {
                return OperatorPages.redirect(asked.address(error))
            }
        }
    }

    /// Only a person who is signed in gets here, so that nobody else can find out who is known or have documents fetched.
    private func checked(
        _ fields: OAuthFields,
        _ request: ServiceRequest,
        _ person: SignedIn,
        _ body: (AuthorizationRequest) async throws -> Response
    ) async throws -> Response {
        do {
            guard let id = fields["client_id"], let client = try await clients.client(id), client.kind != .foreign else {
                return Self.refused("This server does not know the client. Let it register itself, or add it: signet client add", person)
            }
            return try await body(AuthorizationRequest(fields, of: client, at: site(of: request)))
        } catch let problem as AuthorizationRequest.Problem {
            switch problem {
            case .page(let error): return Self.refused(error.description, person)
            case .back(let url): return OperatorPages.redirect(url)
            }
        } catch let error as OAuthError {
            return Self.refused(error.description, person)
        }
    }

    private static func unreadable(_ person: SignedIn) -> Response {
        refused("The address is longer than a request for access is, or says something twice.", person)
    }

    private static func refused(_ words: String, _ person: SignedIn) -> Response {
        OperatorPages.failed(400, "Nobody was let in", words, person: person)
    }

    private func waits(_ client: OAuthClient, _ person: SignedIn) -> Response {
        PageFrame(title: "This client waits for approval", person: person).response(
            403,
            """
            <p class="note" role="status">‘\(client.name)’ is new here. An operator has to approve it before it may ask anybody.</p>
            <dl>\(Self.facts(client))</dl>
            <p>Look at it among the <a href="\(Self.clientsPath)">clients</a>, then begin again in the client. On the machine itself:
            <code>signet client approve \(client.id)</code></p>
            """
        )
    }

    private func consent(_ asked: AuthorizationRequest, _ fields: OAuthFields, _ person: SignedIn) -> Response {
        let hidden: [HTML] = AuthorizationRequest.parameters.compactMap { name in
            fields[name].map { "<input type=\"hidden\" name=\"\(name)\" value=\"\($0)\">" }
        }
        let scopes: [HTML] = asked.scopes.sorted().map { scope in
            """
            <label class="choice"><input type="checkbox" name="scope-\(scope.rawValue)" value="yes" checked>
            <span><strong>\(scope.rawValue)</strong>: \(Self.meaning(scope))</span></label>
            """
        }
        return PageFrame(title: "Let ‘\(asked.client.name)’ in?", person: person, formTargets: [asked.redirect.source]).response(
            200,
            """
            <p class="note">It calls itself that; nobody has checked it. Let it in only if you have just asked it to connect.</p>
            <dl>\(Self.facts(asked.client))
            <dt>Goes back to</dt><dd>\(Self.place(asked.redirect)) <code>\(asked.redirect.description)</code></dd>
            <dt>For</dt><dd>\(asked.resource)</dd>
            <dt>In your name</dt><dd>\(person.name); the audit will name you both</dd></dl>
            <form method="post" action="\(Self.authorizePath)">
            <input type="hidden" name="token" value="\(person.formToken)">
            \(HTML.joined(hidden))
            <fieldset><legend>What it may ask for</legend>
            \(HTML.joined(scopes))
            </fieldset>
            <p>What it may then do is the policy’s word, and what needs an approval still does.</p>
            <div class="row"><button class="good" name="decision" value="allow">Let it in</button>
            <button class="bad" name="decision" value="deny">Turn it away</button></div>
            </form>
            """
        )
    }

    static func facts(_ client: OAuthClient) -> HTML {
        let known: HTML =
            switch client.kind {
            case .document: "by its document <code>\(client.id)</code>"
            case .dynamic: "it registered itself as <code>\(client.id)</code>"
            case .registered: "added by an operator as <code>\(client.id)</code>"
            case .foreign: "a subject of the external issuer, <code>\(client.id)</code>"
            }
        return "<dt>Calls itself</dt><dd>\(client.name)</dd>\n<dt>Known</dt><dd>\(known)</dd>"
    }

    private static func place(_ redirect: RedirectURI) -> HTML {
        redirect.isLoopback
            ? "a program on your own machine" : redirect.host.isEmpty ? "a program of yours" : "<strong>\(redirect.host)</strong>"
    }

    private static func meaning(_ scope: AgentScope) -> HTML {
        switch scope {
        case .read: "search, read contracts, look at orders and certificates"
        case .execute: "change what costs nothing"
        case .order: "buy, renew or replace certificates, and carry out plans"
        }
    }
}
