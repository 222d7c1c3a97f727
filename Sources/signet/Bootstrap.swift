import Actions
import AzureCore
import AzureHTTP
import CertificateMaterial
import Custody
import DNS
import Foundation
import Gateway
import HTTPTypes
import JSON
import KeyVault
import Storage
import Workflows

/// The one place where things are put together: a profile becomes clients, a journal and an engine.
struct Session: Sendable {
    let context: ActionContext
    /// What results name as their place: a profile's name, or the emulator.
    let place: String
    let ready: ReadyFile?
    /// To addresses the configuration names, such as webhooks: what such calls may reach is decided here and nowhere else.
    let outbound: HTTPTransport
    private let shutdown: @Sendable () async -> Void

    /// Opens what the options ask for, hands it to `body`, and closes it again.
    ///
    /// - Parameter runsOn: whether it goes on for long, and so shares the service's budgets with others that do.
    static func open<Value>(
        _ options: GlobalOptions,
        records: RecordChoice? = nil,
        runsOn: Bool = false,
        _ body: (Session, ProgressPrinter) async throws -> Value
    ) async throws -> Value {
        let printer = ProgressPrinter()
        let session = try await make(options, records: records, runsOn: runsOn, printer: printer)
        return try await session.closing { try await body(session, printer) }
    }

    /// The local emulator, whatever profile is in use.
    static func openLocal(_ home: Home, _ started: LocalEmulator.Started, _ body: (Session, ProgressPrinter) async throws -> Void)
        async throws
    {
        let printer = ProgressPrinter()
        let session = try await emulator(started.ready, place: "the local emulator", home, nil) { printer.print($0) }
        Terminal.note(words(for: started))
        try await session.closing { try await body(session, printer) }
    }

    /// For what has no end of its own: whoever opens it closes it.
    static func make(_ options: GlobalOptions, held: HeldSecrets) async throws -> Session {
        try await make(options, records: nil, runsOn: false, held: held, printer: ProgressPrinter())
    }

    func close() async { await shutdown() }

    private func closing<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            let value = try await body()
            await shutdown()
            return value
        } catch {
            await shutdown()
            throw error
        }
    }

    private static func make(
        _ options: GlobalOptions,
        records: RecordChoice?,
        runsOn: Bool,
        held: HeldSecrets? = nil,
        printer: ProgressPrinter
    ) async throws -> Session {
        let home = Home()
        let report: @Sendable (RunEvent) -> Void = { [quiet = options.quiet] event in if !quiet { printer.print(event) } }
        switch try ProfileStore(home: home).choose(options.profile) {
        case nil:
            let started = try await LocalEmulator(home: home).start()
            if !options.quiet { Terminal.note(Self.words(for: started)) }
            return try await emulator(started.ready, place: "the local emulator", home, records, runsOn: runsOn, held: held, report)
        case (let name, .emulator(let file, let identity))?:
            return try await emulator(
                ReadyFile(path: file),
                identity,
                place: "profile \(name) (emulator)",
                home,
                records,
                runsOn: runsOn,
                held: held,
                report
            )
        case (let name, .azure(let profile))?:
            return try await azure(profile, place: "profile \(name)", home, records, runsOn: runsOn, held: held, report)
        }
    }

    private static func words(for started: LocalEmulator.Started) -> String {
        "No profile: the local emulator (process \(started.ready.process), \(started.wasRunning ? "running" : "just started")) stands in for Azure. Nothing is bought."
    }

    private static func emulator(
        _ ready: ReadyFile,
        _ identity: ProfileIdentity? = nil,
        place: String,
        _ home: Home,
        _ records: RecordChoice?,
        runsOn: Bool = false,
        held: HeldSecrets? = nil,
        _ report: @escaping @Sendable (RunEvent) -> Void
    ) async throws -> Session {
        let (store, custody) = try await state(home)
        let settings = try home.settings()
        let cloud = ready.cloud
        let makeCredential = try identity?.resolve(
            .init(tenantId: ready.tenantId, subscriptionId: ready.subscriptionId, cloud: cloud),
            custody: custody
        )
        let http = try AzureHTTPTransport.make(caFile: ready.caFile)
        let machine = try AzureHTTPTransport.forMachineIdentity()
        held?.note(Secret(ready.clientSecret), name: "the emulator's client secret")
        held?.note(identity)
        let clock = WorkflowClock(now: { try await EmulatorClock(control: ready.control, transport: http.transport).now() })
        let budget = await SharedBudget.open(runsOn ? ThrottleMemory(store: store, principal: ready.clientId) : nil, runsOn: runsOn)
        let plumbing = Plumbing(
            cloud: cloud,
            tenantId: ready.tenantId,
            credential: makeCredential?(.init(service: http.transport, identity: machine.transport)) ?? ready.credential(http.transport),
            throttle: budget.throttle,
            held: held,
            subscriptionId: ready.subscriptionId,
            custody: custody,
            resolver: DNSResolver(servers: [ready.dns]),
            nameServers: .played,
            wire: Wire(frontEnd: ready.frontEnd, roots: .file(ready.caFile)),
            pages: ready.pages.map { PageProbe(transport: http.transport, frontEnd: $0) },
            clock: clock,
            pace: .emulator,
            records: (records ?? .emulator).publisher(hookSeconds: settings.hookSeconds, emulator: (ready.control, http.transport))
        )
        return Session(
            context: ActionContext(
                world: plumbing.world(http.transport, settings.renewal),
                engine: engine(store, plumbing, report),
                charges: false,
                defaultResourceGroup: ready.resourceGroup,
                prices: settings.prices.prices
            ),
            place: place,
            ready: ready,
            outbound: http.transport,
            shutdown: {
                await budget.close()
                await http.close()
                await machine.close()
            }
        )
    }

    private static func azure(
        _ profile: AzureProfile,
        place: String,
        _ home: Home,
        _ records: RecordChoice?,
        runsOn: Bool = false,
        held: HeldSecrets? = nil,
        _ report: @escaping @Sendable (RunEvent) -> Void
    ) async throws -> Session {
        let (store, custody) = try await state(home)
        let settings = try home.settings()
        let makeCredential = try profile.identity.resolve(profile.place, custody: custody)
        let http = try AzureHTTPTransport.make(caFile: nil)
        let identity = try AzureHTTPTransport.forMachineIdentity()
        held?.note(profile.identity)
        let memory = ThrottleMemory(store: store, principal: profile.clientId ?? profile.credential.description)
        let budget = await SharedBudget.open(memory, runsOn: runsOn)
        let serviceClock = ServiceClock(
            endpoint: profile.cloud.cloud.resourceManager,
            transport: http.transport,
            tolerance: settings.alerts.clockSkew
        )
        let clock = WorkflowClock(now: { try await serviceClock.now() })
        let plumbing = Plumbing(
            cloud: profile.cloud.cloud,
            tenantId: profile.tenantId,
            credential: makeCredential(.init(service: http.transport, identity: identity.transport)),
            throttle: budget.throttle,
            held: held,
            subscriptionId: profile.subscriptionId,
            custody: custody,
            resolver: DNSResolver(servers: profile.dns),
            nameServers: .own(port: 53),
            wire: Wire(frontEnd: nil, roots: .system),
            pages: PageProbe(transport: http.transport),
            clock: clock,
            pace: .cloud,
            records: (records ?? .person).publisher(hookSeconds: settings.hookSeconds, emulator: nil)
        )
        return Session(
            context: ActionContext(
                world: plumbing.world(http.transport, settings.renewal),
                engine: engine(store, plumbing, report),
                charges: true,
                prices: settings.prices.prices
            ),
            place: place,
            ready: nil,
            outbound: http.transport,
            shutdown: {
                await budget.close()
                await http.close()
                await identity.close()
            }
        )
    }

    /// Opened before any connection: whatever is wrong with it ends the command while there is nothing to close yet.
    private static func state(_ home: Home) async throws -> (Store, Custody) {
        try home.prepare()
        let (store, key) = (try await home.openState(), CustodyKey(home: home))
        return (store, Custody(store: store, keys: { try key.sources(for: $0) }))
    }

    private static func engine(_ store: Store, _ plumbing: Plumbing, _ report: @escaping @Sendable (RunEvent) -> Void) -> Engine {
        let journal = Journal(store: store, leaseSeconds: CrashPoints.leaseSeconds, passing: CrashPoints.passing)
        return Engine(journal: journal, clock: plumbing.clock, pace: plumbing.pace, doubt: CrashPoints.doubt, report: report)
    }
}

extension ReadyFile {
    /// The emulator's own client, which stands in where a profile names no other.
    fileprivate func credential(_ transport: HTTPTransport) -> ClientSecretCredential {
        ClientSecretCredential(
            tenantId: tenantId,
            clientId: clientId,
            secret: Secret(clientSecret),
            authority: cloud.authority,
            transport: transport
        )
    }
}

extension AzureHTTPTransport {
    /// The command is over and its result stands, so a connection that does not close well changes nothing.
    func close() async { try? await shutdown() }

    /// For managed identity alone: its endpoint is on this machine, so it is there at once or not at all.
    fileprivate static func forMachineIdentity() throws -> AzureHTTPTransport { try make(connectTimeout: .seconds(2)) }
}

/// What differs between the emulator and a real cloud, before it becomes clients.
private struct Plumbing {
    let cloud: AzureCloud
    let tenantId: String
    let credential: any TokenCredential
    let throttle: Throttle?
    /// Who has to know the tokens that are used; nil where no agent is answered.
    let held: HeldSecrets?
    let subscriptionId: String
    let custody: Custody
    let resolver: DNSResolver
    let nameServers: Propagation.NameServers
    let wire: Wire
    let pages: PageProbe?
    let clock: WorkflowClock
    let pace: Pace
    let records: RecordPublisher

    func world(_ transport: HTTPTransport, _ rules: RenewalRules) -> World {
        let cached = TokenCache(credential)
        let pipeline = Pipeline(
            transport: transport,
            credential: held.map { WitnessedCredential(cached, held: $0) } ?? cached,
            gate: Self.gate,
            throttle: throttle
        )
        return World(
            subscriptionId: subscriptionId,
            tenantId: tenantId,
            pipeline: pipeline,
            cloud: cloud,
            secrets: { [cloud] in SecretsClient(pipeline: pipeline, cloud: cloud, vaultURL: $0) },
            resolver: resolver,
            nameServers: nameServers,
            wire: wire,
            pages: pages,
            records: records,
            clock: clock,
            pace: pace,
            rules: rules,
            custody: custody
        )
    }
}

extension Plumbing {
    /// The lease of an order first; then the leave of whoever asked, which writes down what goes out.
    fileprivate static let gate = Gate { request in
        try await Fence.gate.pass(request)
        try await Clearance.gate.pass(request)
    }
}

extension HeldSecrets {
    /// The secret a profile refers to, where it is one this process can read.
    fileprivate func note(_ identity: ProfileIdentity?) {
        guard let secret = try? identity?.credential.secret() else { return }
        note(Secret(secret), name: "the profile's client secret")
    }
}

/// Who publishes the records of a run, as `--proof` says it.
enum RecordChoice: Sendable, Hashable {
    case emulator
    case person
    case hook(String)

    func publisher(hookSeconds: Double, emulator: (control: String, transport: HTTPTransport)?) -> RecordPublisher {
        switch (self, emulator) {
        case (.hook(let path), _): .hook(path: path, seconds: hookSeconds)
        case (.emulator, let emulator?): .emulator(control: emulator.control, transport: emulator.transport)
        default: .person
        }
    }

}

/// The emulator's virtual clock, read through its control address.
struct EmulatorClock: Sendable {
    let control: String
    let transport: HTTPTransport

    func now() async throws -> Date {
        let request = TransportRequest(
            method: .get,
            url: control + "/clock",
            headers: [:],
            body: nil,
            maximumResponseBytes: 65_536,
            timeout: .seconds(10)
        )
        let response = try await transport.send(request)
        guard response.status == 200, let text = try JSONValue(parsing: response.body)["now"]?.string, let date = RFC3339.date(text) else {
            throw Problem(
                .service,
                "The emulator does not tell its time.",
                why: "\(control)/clock answered \(response.status)",
                nextStep: "Start it anew: signet emulator stop && signet emulator start"
            )
        }
        return date
    }
}
