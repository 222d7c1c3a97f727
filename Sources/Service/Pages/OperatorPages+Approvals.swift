import Foundation
import Gateway
import Hummingbird
import JSON

extension OperatorPages {
    func list(_ person: SignedIn) async throws -> Response {
        let pending = try await approvals.list(state: .pending)
        let body: HTML =
            pending.isEmpty
            ? "<p>Nothing waits for a decision.</p>"
            : "<ul class=\"list\">\n\(HTML.joined(pending.map(Self.entry)))\n</ul>"
        return PageFrame(title: "What waits for a decision", person: person).response(200, body)
    }

    private static func entry(_ approval: Approval) -> HTML {
        """
        <li><a href="/approvals/\(approval.id)">\(approval.title)</a><br>
        asked by \(approval.agent), until \(RFC3339.text(approval.expires))</li>
        """
    }

    func review(_ id: String, _ person: SignedIn, status: Int = 200, words: String? = nil) async throws -> Response {
        guard let approval = try await approvals.find(id) else {
            return Self.failed(404, "There is no such question", "It may have been asked elsewhere.", person: person)
        }
        let trouble: HTML? = words.map { "<p class=\"note\" role=\"alert\">\($0)</p>" }
        return PageFrame(title: approval.title, person: person).response(
            status,
            """
            \(trouble)
            \(Self.standing(approval))
            <dl>
            <dt>Asked by</dt><dd>\(approval.agent)</dd>
            <dt>Why, in its words</dt><dd>\(approval.reason)</dd>
            <dt>Asked because of</dt><dd>the rule ‘\(approval.rule)’</dd>
            <dt>People needed</dt><dd>\(approval.people)\(Self.votes(approval))</dd>
            <dt>Asked at</dt><dd>\(RFC3339.text(approval.created))</dd>
            <dt>Holds until</dt><dd>\(RFC3339.text(approval.expires))</dd>
            <dt>Digest</dt><dd><code>\(approval.digest)</code></dd>
            </dl>
            \(approval.kind == .plan ? ReviewText.plan(approval.document) : ReviewText.request(approval.document))
            \(approval.state == .pending ? Self.forms(approval, person) : nil)
            """
        )
    }

    private static func standing(_ approval: Approval) -> HTML? {
        switch approval.state {
        case .pending: nil
        case .approved: "<p role=\"status\">It was approved and has not been carried out yet.</p>"
        case .used: "<p role=\"status\">It was approved, and carried out.</p>"
        case .denied: "<p role=\"status\">It was denied. \(approval.words)</p>"
        case .expired: "<p role=\"status\">Its time is over; nothing can be decided any more. The agent may ask again.</p>"
        case .withdrawn: "<p role=\"status\">The agent has taken it back.</p>"
        }
    }

    private static func votes(_ approval: Approval) -> HTML? {
        guard !approval.votes.isEmpty else { return nil }
        let words = approval.votes.map { "\($0.person) \($0.approves ? "agreed" : "said no") at \(RFC3339.text($0.at))" }
        return "; \(words.joined(separator: ", "))"
    }

    /// The digest goes along: what is decided about is what was shown.
    private static func forms(_ approval: Approval, _ person: SignedIn) -> HTML {
        let hidden: HTML = """
            <input type="hidden" name="token" value="\(person.formToken)"><input type="hidden" name="digest" value="\(approval.digest)">
            """
        return """
            <div class="row">
            <form method="post" action="/approvals/\(approval.id)/approve">\(hidden)<button class="good">Approve exactly this</button></form>
            <form method="post" action="/approvals/\(approval.id)/deny">\(hidden)
            <label for="words">A word to the agent, if you like</label><input id="words" name="words" maxlength="500">
            <p><button class="bad">Deny</button></p></form>
            </div>
            """
    }

    func decide(_ request: ServiceRequest, _ fields: [String: String], approves: Bool) async throws -> Response {
        try await signedIn(request) { person in
            let id = request.parameters["approval"] ?? ""
            guard person.isOwn(fields["token"]) else {
                return try await review(id, person, status: 403, words: "The form was not of your session. Look again, then decide.")
            }
            do {
                let digest = fields["digest"] ?? ""
                _ =
                    approves
                    ? try await approvals.approve(id, digest: digest, by: person.proof)
                    : try await approvals.deny(id, digest: digest, words: fields["words"] ?? "", by: person.proof)
            } catch let error as GatewayError {
                return try await review(id, person, status: 409, words: error.description)
            }
            return Self.redirect("/approvals/\(id)")
        }
    }
}
