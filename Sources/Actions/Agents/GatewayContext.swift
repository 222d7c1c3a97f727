import AzureCore
import Catalog
import Custody
import FoundationEssentials
import Gateway
import JSON
import Storage

/// What the actions of agents work with. One is made for a process and serves every call of it; it is handed from call to call, and a
/// value of so many parts would be copied each time.
package final class GatewayContext: Sendable {
    package let store: Store
    package let custody: Custody
    package let agents: Agents
    package let audit: AuditLog
    package let approvals: Approvals
    /// Whether an emulator stands in for Azure: there everything is allowed until a policy is applied.
    package let isEmulator: Bool
    /// Where people review what waits for them, without a slash at its end; nil where no page is served.
    package let pages: String?
    package let now: @Sendable () -> Date
    /// The clients of the profile, opened when a call first needs them.
    package let azure: @Sendable () async throws -> ActionContext
    /// For all that is not the profile's cloud: it refuses what leads into this network.
    package let web: HTTPTransport
    /// For an imported API, by what was fixed when its credential was stored.
    let upstream: @Sendable (JSONValue) async throws -> HTTPTransport
    /// What the filter of answers looks for; the profile's credential tells it its tokens.
    package let held: HeldSecrets
    package let limits: AgentLimits
    let handles: Handles
    let executions: Executions
    let results: Results
    let plans: KeptPlans
    let uses: Uses
    package let requests: AccessRequests
    let breaker: CircuitBreaker
    let library: OperationLibrary
    let policies: PolicyBook

    package init(
        store: Store,
        custody: Custody,
        held: HeldSecrets,
        isEmulator: Bool,
        pages: String? = nil,
        limit: AgentLimit = AgentLimit(),
        now: @escaping @Sendable () -> Date = { Date() },
        web: HTTPTransport,
        upstream: (@Sendable (JSONValue) async throws -> HTTPTransport)? = nil,
        azure: @escaping @Sendable () async throws -> ActionContext
    ) {
        (self.store, self.custody, self.held, self.isEmulator) = (store, custody, held, isEmulator)
        (self.pages, self.now, self.azure, self.web) = (pages, now, azure, web)
        self.upstream = upstream ?? { _ in web }
        agents = Agents(store: store, now: now)
        audit = AuditLog(store: store, now: now)
        approvals = Approvals(store: store, now: now)
        limits = AgentLimits(limit, now: now)
        handles = Handles(custody, held: held, now: now)
        executions = Executions(store: store, now: now)
        results = Results(store: store, now: now)
        plans = KeptPlans(store: store, now: now)
        uses = Uses(store: store, now: now)
        requests = AccessRequests(store: store, now: now)
        breaker = CircuitBreaker(now: now)
        library = OperationLibrary(store: store)
        policies = PolicyBook(store: store, isEmulator: isEmulator)
    }

    /// The policy in force.
    package func policy() async throws -> Policy { try await policies.policy() }
}

extension GatewayContext {
    /// Carries a call out within the agent's limits, and counts it.
    func counted(_ session: AgentSession, _ body: () async throws -> JSONValue) async throws -> JSONValue {
        try limits.enter(session.agent)
        do {
            let answer = try await body()
            limits.leave(session.agent, bytes: answer.size)
            return answer
        } catch {
            limits.leave(session.agent, bytes: 0)
            throw error
        }
    }

    /// What the policy in force says of a call.
    func decide(_ question: PolicyRequest, _ session: AgentSession) async throws -> Policy.Decision {
        let policy = try await policy()
        var used: [String: Int] = [:]
        for rule in policy.rules {
            guard let allowance = rule.atMost else { continue }
            used[rule.name] = try await uses.count(Uses.rule(rule.name), by: session.agent, within: allowance.seconds)
        }
        return policy.decide(question) { [used] in used[$0.name] ?? 0 }
    }

    /// Counts a call under the rule that let it through; another call may have taken the last one meanwhile.
    func take(_ decision: Policy.Decision, _ session: AgentSession) async throws {
        guard let rule = decision.rule, let allowance = decision.atMost else { return }
        let (calls, seconds) = (allowance.calls, allowance.seconds)
        guard try await uses.take(Uses.rule(rule), by: session.agent, most: calls, within: seconds) else {
            throw Refusal(
                .rateLimited,
                "The rule '\(rule)' lets \(calls) calls through in \(seconds) seconds, and they are used up.",
                retryAfterSeconds: seconds,
                next: Refusal.Call("describe_access")
            )
        }
    }

    private static let monthSeconds = 30 * 86_400

    /// Refuses what would cost more than the agent may spend within a month.
    func spend(_ cost: Double, _ session: AgentSession) async throws {
        let (spent, most) = (try await uses.spent(by: session.agent, within: Self.monthSeconds), limits.limit.spendPerMonth)
        guard spent + cost <= most else {
            throw Refusal(
                .budgetExhausted,
                "It costs about \(cost), and of \(most) in 30 days this agent has spent \(spent).",
                retryAfterSeconds: Self.monthSeconds,
                next: Refusal.Call("describe_access")
            )
        }
    }

    func clearance(
        _ session: AgentSession,
        operation: String,
        execution: String,
        exact: String? = nil,
        isLed: Bool = false,
        facts: JSONObject = [:],
        allows: @escaping @Sendable (Origin) -> Bool
    ) -> Clearance {
        Clearance(
            session: session,
            operation: operation,
            execution: execution,
            exact: exact,
            isLed: isLed,
            facts: facts,
            agents: agents,
            audit: audit,
            allows: allows
        )
    }

    /// The filter of an answer: made when the answer is there, so that it knows the tokens it was asked for with.
    func filter(_ contract: Contract?, _ session: AgentSession, origin: String, audience: String) async throws -> ResponseFilter? {
        // Only in the test that shows what the filter is good for.
        guard !Redaction.isOff else { return nil }
        return ResponseFilter(
            screen: try await held.current(),
            handles: handles,
            contract: contract,
            agent: session.agent,
            audience: audience,
            origin: origin
        )
    }

    /// What a layer below says is looked through for secrets before an agent reads it; a refusal is in words of our own.
    func refusal(of error: any Error, _ session: AgentSession, origin: String) async -> Refusal {
        if let refusal = error as? Refusal { return refusal }
        do {
            return Refusal(any: error).filtered(try await filter(nil, session, origin: origin, audience: CallPlace.cloudAudience))
        } catch {
            // Nobody can say what stands in it.
            return Refusal(any: error)
        }
    }
}

extension Refusal {
    init(denied decision: Policy.Decision, _ question: PolicyRequest, _ context: GatewayContext) {
        var scope: JSONObject = [:]
        if let group = question.resourceGroup { scope["resourceGroups"] = [.string(group)] }
        if let name = question.name { scope["names"] = [.string(name)] }
        var arguments: JSONObject = [
            "operations": [.string(question.operation)], "effect": .string(question.effect.rawValue),
            "reason": .string("\(question.operation) was denied: \(decision.reason)".prefix(300).description),
        ]
        if !scope.isEmpty { arguments["scope"] = .object(scope) }
        self.init(
            .deniedByRule,
            "The policy does not allow this: \(decision.reason).",
            next: Call("request_access", .object(arguments))
        )
    }
}
