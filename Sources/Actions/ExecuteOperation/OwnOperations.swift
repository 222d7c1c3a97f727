import CertificateMaterial
import Custody
import FoundationEssentials
import Gateway
import JSON
import Workflows

/// The operations of signet's own document: workflows and looks of this program, called as any other operation is.
struct OwnOperations: Sendable {
    /// The address their document names; nothing is sent there.
    static let server = "signet://local"

    let context: GatewayContext
    let session: AgentSession
    let azure: ActionContext
    let patience: Patience

    /// What became of one.
    struct Outcome: Sendable {
        var body: JSONValue
        /// A run that goes on.
        var run: String?
        var waitingFor: String?

        init(_ body: JSONValue) { self.body = body }

        init(_ outcome: VerbOutcome) {
            body = outcome.json
            if case .waiting(let run, let wait) = outcome { (self.run, waitingFor) = (run, wait.reason) }
        }
    }

    func run(_ operation: String, _ inputs: JSONValue, _ body: JSONValue?) async throws -> Outcome {
        let order = OrderName(inputs["order"]?.string ?? "")
        let work = azure.unattended
        switch operation {
        case "Signet_ListOrders": return Outcome(.array(try await ListOrders(work)().map(\.json)))
        case "Signet_Status": return Outcome(try await OrderStatus(work)(order.name).json)
        case "Signet_History": return Outcome(.array(try await OrderTimeline(work)(order.name).map(\.json)))
        case "Signet_VerifyDomain": return try await verb(.verifyDomain(order))
        case "Signet_Sync": return try await verb(.sync(order))
        case "Signet_Bind":
            let hosts = body?["hostName"]?.string.map { [$0] } ?? []
            return try await verb(.bind(order, site: body?["app"]?.string ?? "", hostNames: hosts))
        case "Signet_Adopt":
            let renewer: Renewer = body?["renewedBy"]?.string == "platform" ? .platform : .signet
            return Outcome(try await AdoptOrder(work)(order.name, renewer: renewer, patience: patience))
        case "Signet_Probe": return Outcome(try await probe(body?["hostName"]?.string ?? ""))
        case "Signet_CreateKeyAndRequest": return Outcome(try await makeKey(body ?? [:]))
        case "Signet_Plan": return Outcome(try await plan(body ?? [:]))
        case "Signet_Apply": throw applying(inputs["digest"]?.string ?? "")
        case "Signet_ListRuns": return Outcome(.array(try await work.engine.journal.runs().map { RunView($0).json }))
        case "Signet_ResumeRun":
            let run = try await FindRun(work)(inputs["run"]?.string ?? "")
            return Outcome(try VerbOutcome(try await ResumeRun(work)(run, patience: patience)))
        default:
            throw Refusal(
                .unknownOperation,
                "Signet has no operation '\(operation)'.",
                next: Refusal.Call("search_operations", ["intent": "what signet can do"])
            )
        }
    }

    /// Nothing of these is charged or revoked; a plan that would be is refused.
    private func verb(_ request: PlanRequest) async throws -> Outcome {
        Outcome(try await RunVerb(azure.unattended)(request, buys: false, patience: patience) { _ in false })
    }

    /// Only hosts that have a certificate of ours: whatever else there is in this network is not looked at for an agent.
    private func probe(_ host: String) async throws -> JSONValue {
        let domains = Set(try await ListOrders(azure.unattended)().map { $0.domain.lowercased() })
        let (name, parent) = (host.lowercased(), host.lowercased().split(separator: ".").dropFirst().joined(separator: "."))
        guard domains.contains(name) || domains.contains("*.\(parent)") || name == "www.\(parent)" && domains.contains(parent) else {
            throw Refusal(
                .notVisible,
                "'\(host.prefix(253))' is no host of a certificate in the inventory.",
                next: Refusal.Call("execute_read", ["operation": "signet/Signet_ListOrders", "inputs": [:]])
            )
        }
        return try await ProbeHost(wire: azure.world.wire, clock: azure.world.clock)(host).json
    }

    /// Key and signing request leave as handles; a sealed one is behind each.
    private func makeKey(_ body: JSONValue) async throws -> JSONValue {
        let domain = body["domain"]?.string ?? ""
        let key = try RSAPrivateKey.generate(bits: body["keySize"]?.int ?? 2048)
        let request = try SigningRequest.make(key: key, commonName: domain)
        func handle(_ text: String, _ what: String) async throws -> JSONValue {
            .string(
                try await context.handles.seal(
                    text,
                    for: session.agent,
                    audience: CallPlace.cloudAudience,
                    origin: "signet/Signet_CreateKeyAndRequest/\(what)"
                )
            )
        }
        return ["key": try await handle(key.pem, "key"), "csr": try await handle(request.pem, "csr")]
    }

    private func plan(_ body: JSONValue) async throws -> JSONValue {
        let order = OrderName(body["order"]?.string ?? "")
        let request: PlanRequest
        switch body["verb"]?.string {
        case "renew": request = .renew(order)
        case "reissue": request = .reissue(order, keySize: nil, overlapHours: ReissueInput.longestOverlap)
        case "verify-domain": request = .verifyDomain(order)
        case "sync": request = .sync(order)
        case "retire": request = .retire(order, unbind: true, revokeWhileServed: false)
        case let verb:
            throw Refusal(
                .invalidInputs,
                "A plan to \(verb ?? "do nothing") needs more than an order's name.",
                fieldErrors: [Refusal.FieldError("/inputs/body/verb", expected: "renew, reissue, verify-domain, sync or retire")],
                next: Refusal.Call("search_operations", ["intent": .string("\(verb ?? "order") a certificate")])
            )
        }
        return try await MakePlan(azure.unattended)(request).json.withoutSecrets
    }

    private func applying(_ digest: String) -> Refusal {
        Refusal(
            .planStale,
            "A plan is applied by the name it was kept under, together with its digest.",
            next: Refusal.Call("search_operations", ["intent": "renew, order or reissue a certificate"])
        )
    }
}
