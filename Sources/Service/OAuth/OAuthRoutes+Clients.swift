import Gateway
import Hummingbird
import JSON

/// The queue of clients that want to be let ask.
extension OAuthRoutes {
    static let clientsPath = "/oauth/clients"

    var clientRoutes: [Route] {
        [
            Route(.get, Self.clientsPath) { request in try await pages.signedIn(request) { try await clientList($0) } },
            pages.form(Self.clientsPath) { request, fields in
                try await pages.signedIn(request) { try await decideClient(fields, $0) }
            },
        ]
    }

    private func clientList(_ person: SignedIn, status: Int = 200, words: String? = nil) async throws -> Response {
        let trouble: HTML? = words.map { "<p class=\"note\" role=\"alert\">\($0)</p>" }
        let entries = try await clients.all().map { Self.entry($0, person) }
        let list: HTML = entries.isEmpty ? "<p>No client has come yet.</p>" : "<ul class=\"list\">\n\(HTML.joined(entries))\n</ul>"
        return PageFrame(title: "Clients", person: person).response(status, "\(trouble)\n\(list)")
    }

    private static func entry(_ client: OAuthClient, _ person: SignedIn) -> HTML {
        let redirects: [HTML] = client.redirects.map { "<code>\($0.description)</code>" }
        let approve: HTML? = client.state == .approved ? nil : button("approved", "good", "Approve")
        let reject: HTML? =
            client.state == .rejected ? nil : button("rejected", "bad", client.state == .pending ? "Turn away" : "Take back")
        return """
            <li><dl>\(facts(client))
            <dt>Goes back to</dt><dd>\(HTML.joined(redirects))</dd>
            <dt>Since</dt><dd>\(RFC3339.text(client.created))</dd>
            <dt>State</dt><dd>\(client.state.rawValue)</dd></dl>
            <form method="post" action="\(clientsPath)"><input type="hidden" name="token" value="\(person.formToken)">
            <input type="hidden" name="client" value="\(client.id)"><div class="row">\(approve)\(reject)</div></form></li>
            """
    }

    private static func button(_ state: String, _ look: String, _ words: String) -> HTML {
        "<button class=\"\(look)\" name=\"state\" value=\"\(state)\">\(words)</button>"
    }

    private func decideClient(_ fields: [String: String], _ person: SignedIn) async throws -> Response {
        guard person.isOwn(fields["token"]) else {
            return try await clientList(person, status: 403, words: "The form was not of your session. Look again, then decide.")
        }
        guard let state = fields["state"].flatMap(OAuthClient.State.init), state != .pending else {
            return try await clientList(person, status: 400, words: "A client is approved or turned away.")
        }
        do {
            _ = try await clients.decide(fields["client"] ?? "", state, by: .person(person.name))
        } catch let error as GatewayError {
            return try await clientList(person, status: 404, words: error.description)
        }
        return OperatorPages.redirect(Self.clientsPath)
    }
}
