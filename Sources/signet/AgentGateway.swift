import Actions
import AzureCore
import AzureHTTP
import Custody
import Foundation
import Gateway
import JSON
import Storage
import Workflows

/// The gateway of a profile, put together: what every door of agents hands its calls to. The profile's own clients are opened when a
/// call first needs them.
struct AgentGateway: Sendable {
    let context: GatewayContext
    private let profile: LazySession
    private let web: AzureHTTPTransport
    private let upstreams: Upstreams

    /// - Parameter pages: where people review what waits, as they reach it; nil where no page is served.
    static func open(_ options: GlobalOptions, pages: String? = nil, limit: AgentLimit = AgentLimit()) async throws -> AgentGateway {
        let home = Home()
        try home.prepare()
        let (store, key) = (try await home.openState(), CustodyKey(home: home))
        let custody = Custody(store: store, keys: { try key.sources(for: $0) })
        let held = HeldSecrets(custody)
        let profile = LazySession(options, held: held)
        let web = try AzureHTTPTransport.make(egress: .onlyWorld)
        let upstreams = Upstreams(web)
        let context = GatewayContext(
            store: store,
            custody: custody,
            held: held,
            isEmulator: try isEmulator(home, options),
            pages: pages,
            limit: limit,
            web: web.transport,
            upstream: { try await upstreams.transport(for: $0) },
            azure: { try await profile.context() }
        )
        return AgentGateway(context: context, profile: profile, web: web, upstreams: upstreams)
    }

    private static func isEmulator(_ home: Home, _ options: GlobalOptions) throws -> Bool {
        if case (_, .azure)? = try ProfileStore(home: home).choose(options.profile) { return false }
        return true
    }

    /// Ends what is open, with the audit written to its end.
    func close() async {
        try? await context.audit.drain()
        await profile.close()
        await upstreams.close()
        await web.close()
    }

    /// Opens it for one command, as whoever the environment says: an agent by `SIGNET_AGENT_TOKEN`, else the person at this machine.
    static func with<Value: Sendable>(
        _ options: GlobalOptions,
        _ body: (GatewayContext, AgentSession) async throws -> Value
    ) async throws -> Value {
        let gateway = try await open(options)
        do {
            let value = try await body(gateway.context, try await session(gateway.context))
            await gateway.close()
            return value
        } catch {
            await gateway.close()
            throw error
        }
    }

    static let tokenVariable = "SIGNET_AGENT_TOKEN"

    /// The token of the environment; nil where there is none.
    static var token: String? { ProcessInfo.processInfo.environment[tokenVariable].flatMap { $0.isEmpty ? nil : $0 } }

    static func session(_ context: GatewayContext) async throws -> AgentSession {
        guard let text = token else { return .local }
        if let token = AgentToken(text), let session = try await context.agents.session(token) { return session }
        throw Refusal(
            .sessionEnded,
            "\(tokenVariable) holds no token that is good now.",
            human: Refusal.Human("Give the agent a new one: signet agent token NAME")
        )
    }
}

/// A session of the profile that is opened once, by whoever needs it first.
private actor LazySession {
    private let options: GlobalOptions
    private let held: HeldSecrets
    private var opening: Task<Session, any Error>?

    init(_ options: GlobalOptions, held: HeldSecrets) {
        (self.options, self.held) = (options, held)
    }

    func context() async throws -> ActionContext {
        if let opening { return try await opening.value.context }
        let task = Task { [options, held] in try await Session.make(options, held: held) }
        opening = task
        do {
            return try await task.value.context
        } catch {
            opening = nil
            throw error
        }
    }

    func close() async {
        guard let session = try? await opening?.value else { return }
        await session.close()
    }
}

/// The ways to imported APIs: out into the world, except where whoever stored a credential said that its host is within this network, or
/// which authorities vouch for it.
private actor Upstreams {
    private let web: AzureHTTPTransport
    private var others: [String: AzureHTTPTransport] = [:]

    init(_ web: AzureHTTPTransport) {
        self.web = web
    }

    func transport(for facts: JSONValue) throws -> HTTPTransport {
        let (server, authority) = (facts["server"]?.string ?? "", facts["ca"]?.string)
        let isWithin = facts["within"]?.bool == true
        guard isWithin || authority != nil else { return web.transport }
        let key = "\(server) \(isWithin) \(authority ?? "")"
        if let known = others[key] { return known.transport }
        let listed = isWithin ? Origin(url: server).map { ["\($0)"] } ?? [] : []
        let made = try AzureHTTPTransport.make(caFile: authority, egress: .onlyWorld(and: Set(listed)))
        others[key] = made
        return made.transport
    }

    func close() async {
        for transport in others.values { await transport.close() }
    }
}
