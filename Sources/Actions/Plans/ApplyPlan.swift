import AppServiceCertificates
import AzureCore
import FoundationEssentials
import JSON
import Workflows

/// Carries out a plan that was written down, if it still is the plan: the world is planned again, and another digest refuses it.
package struct ApplyPlan: Sendable {
    let context: ActionContext
    var rules: RenewalRules { context.world.rules }

    package init(_ context: ActionContext) {
        self.context = context
    }

    package func callAsFunction(
        _ saved: SavedPlan,
        patience: Patience = Patience(),
        shows: @Sendable (Plan) -> Void = { _ in },
        accept: Consent
    ) async throws -> VerbOutcome {
        try check(saved)
        if let run = try await runOf(saved) {
            guard run.state == .active else { throw applied(saved, run) }
            return try await outcome(saved, run.input, patience)
        }
        let now = try await MakePlan(context)(saved.request)
        let differences = PlanDigest.differences(saved.json, now.json)
        guard differences.isEmpty else { throw drifted(saved, differences) }
        shows(now)
        try await now.agree(accept)
        return try await outcome(saved, now.input, patience)
    }

    func check(_ saved: SavedPlan) throws {
        guard saved.order.subscriptionId?.lowercased() == context.world.subscriptionId.lowercased() else { throw elsewhere(saved) }
    }

    private func outcome(_ saved: SavedPlan, _ input: JSONValue, _ patience: Patience) async throws -> VerbOutcome {
        try VerbOutcome(await Definitions(context).drive(saved.request.workflow, input, patience: patience))
    }

    /// The run that was begun for this plan, or for the same after it: a plan is good for one.
    func runOf(_ saved: SavedPlan) async throws -> Run? {
        try await context.engine.journal.runs(subject: saved.order.subject).first { run in
            run.workflow == saved.request.workflow && run.input == saved.input && run.state != .abandoned
                && (run.state == .active || run.created >= saved.madeAt)
        }
    }
}

extension ApplyPlan {
    private func elsewhere(_ saved: SavedPlan) -> Problem {
        Problem(
            .input,
            "This plan is for another subscription.",
            why: "it was made for \(saved.order.subscriptionId ?? "none"), and this profile works on \(context.world.subscriptionId)",
            nextStep: "Choose the profile it was made with: --profile NAME"
        )
    }

    private func applied(_ saved: SavedPlan, _ run: Run) -> Problem {
        let isStopped = run.state == .stopped
        return Problem(
            .refused,
            "This plan was applied already.",
            why: "the run \(run.id) was begun for it and is \(isStopped ? "stopped" : "done"); a plan is carried out once",
            nextStep: isStopped ? "See what stands in its way: signet runs explain \(run.id)" : "Make a new plan: \(saved.command)"
        )
    }

    private func drifted(_ saved: SavedPlan, _ differences: [String]) -> Problem {
        let shown = differences.prefix(Self.mostDifferences).joined(separator: "; ")
        let more = differences.count > Self.mostDifferences ? "; and \(differences.count - Self.mostDifferences) more" : ""
        return Problem(
            .refused,
            "This plan does not fit the world any more.",
            why: shown + more,
            nextStep: "Make a new plan and look at it: \(saved.command)"
        )
    }

    private static let mostDifferences = 6
}

/// A plan as it was written down.
package struct SavedPlan: Sendable {
    let json: JSONValue
    let request: PlanRequest
    let order: ResourceID
    let input: JSONValue
    let madeAt: Date

    /// Refuses what is no plan, and one that somebody changed: its digest would not be of what it says.
    package init(json: JSONValue) throws {
        do {
            let fields = try JSONFields(json)
            guard json["format"]?.int == 1 else {
                throw JSONFieldError(pointer: "/format", expected: "1", found: "another format")
            }
            guard let order = ResourceID(try fields.requiredString("order")), let input = json["input"] else {
                throw JSONFieldError(pointer: "/order", expected: "a resource id and an input", found: "something else")
            }
            guard try fields.requiredString("digest") == PlanDigest.digest(of: json) else {
                throw JSONFieldError(pointer: "/digest", expected: "the digest of what this plan says", found: "another one")
            }
            self.json = json
            self.order = order
            self.input = input
            request = try PlanRequest(json: json["request"] ?? .null)
            madeAt = try fields.date("madeAt") ?? .distantPast
        } catch let error as JSONFieldError {
            throw Self.unusable(error)
        }
    }

    static func unusable(_ error: JSONFieldError) -> Problem {
        Problem(
            .input,
            "This is no plan that can be applied.",
            why: "\(error)",
            nextStep: "Make one: signet plan renew NAME --out FILE"
        )
    }

    /// What makes a new plan of the same.
    var command: String {
        let group = request.target.resourceGroup.map { " --resource-group \($0)" } ?? ""
        return "signet plan \(request.verb) \(request.target.name)\(group)\(request.words)"
    }
}

extension PlanRequest {
    /// The rest of the command line, quoted for a shell where it has to be.
    fileprivate var words: String {
        switch self {
        case .order(let request):
            let options = [
                ("domain", request.domain.map { "'\($0)'" }), ("product", request.product == .wildcard ? "wildcard" : nil),
                ("key-vault", request.keyVault), ("secret", request.secret), ("site", request.site),
            ]
            return options.compactMap { name, value in value.map { " --\(name) \($0)" } }.joined() + Self.hosts(request.hostNames)
                + Self.key(request.key)
        case .reissue(_, let keySize, let overlapHours, let key):
            return Self.key(key) + (keySize.map { " --key-size \($0)" } ?? "") + " --overlap \(overlapHours)"
        case .store(_, let keyVault, let secret): return " --key-vault \(keyVault)" + (secret.map { " --secret \($0)" } ?? "")
        case .bind(_, let site, let hostNames): return " --site \(site)" + Self.hosts(hostNames)
        case .retire(_, let unbind, let revokeWhileServed):
            return (unbind ? " --unbind" : "") + (revokeWhileServed ? " --revoke-while-served" : "")
        case .renew(_, let key): return Self.key(key)
        case .verifyDomain, .sync: return ""
        }
    }

    private static func key(_ key: KeyChoice?) -> String {
        switch key {
        case nil: ""
        case .supplied?: " --csr FILE"
        case .platform?, .sealed?: " --key \(key?.word ?? "")"
        }
    }

    private static func hosts(_ names: [String]) -> String { names.map { " --hostname \($0)" }.joined() }
}
