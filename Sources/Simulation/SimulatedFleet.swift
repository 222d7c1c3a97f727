import Actions
import AzureCore
import AzureEmulator
import CertificateMaterial
import DNS
import Foundation
import JSON
import KeyVault
import Storage
import Workflows

/// One subscription with its orders, its sites, its emulator and the daemon that looks after it.
struct SimulatedFleet: Sendable {
    private let plan: FleetSimulation
    private let time: SimulatedTime
    private let emulator: RunningEmulator
    private let context: ActionContext
    private let names: [String]
    private let watch: FleetWatch
    private let stopSignal = StopSignal()
    private let folder: String

    /// Ten years from here no date of the calendar matters, as the rule is set.
    private static let start = Date(timeIntervalSince1970: 1_796_083_200)
    private static let turnSeconds = 43_200.0
    private static let lookSeconds = 86_400.0

    static func start(_ plan: FleetSimulation, number: Int, orders: Int, keys: [RSAPrivateKey]) async throws -> SimulatedFleet {
        let time = SimulatedTime(start: start)
        var options = EmulatorOptions()
        options.now = { time.date }
        options.keyPool = keys
        options.seed = plan.seed &* 1000 &+ UInt64(number)
        options.settings.validityRule = .setting
        options.settings.leafValidityDays = plan.leafDays
        options.settings.proofReuseDays = plan.proofDays
        let emulator = try await EmulatorServer.start(options)
        do {
            return try await SimulatedFleet(plan, time, emulator, names: (0..<orders).map { "order-\(number)-\($0)" })
        } catch {
            await emulator.stop()
            throw error
        }
    }

    private init(_ plan: FleetSimulation, _ time: SimulatedTime, _ emulator: RunningEmulator, names: [String]) async throws {
        self.plan = plan
        self.time = time
        self.emulator = emulator
        self.names = names
        // The journal of simulated years needs no disk.
        let memory = FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : FileManager.default.temporaryDirectory.path
        folder = "\(memory)/signet-simulation-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let end = time.start + plan.years * 365 * 86_400
        let watch = FleetWatch(time, emulator, hosts: names.map(Self.host), end: end) { [stopSignal] in stopSignal.ask() }
        self.watch = watch
        let clock = WorkflowClock(now: { time.date }, pause: { await watch.pass($0) })
        let journal = Journal(store: try Store.open(path: folder + "/state.sqlite", migrations: Journal.migrations), now: { time.date })
        context = ActionContext(
            world: try Self.world(emulator, time, clock, plan),
            engine: Engine(journal: journal, clock: clock, pace: .cloud, attended: false),
            charges: false,
            defaultResourceGroup: emulator.ready.resourceGroup
        )
    }

    private static func world(_ emulator: RunningEmulator, _ time: SimulatedTime, _ clock: WorkflowClock, _ plan: FleetSimulation) throws
        -> World
    {
        let ready = emulator.ready, transport = emulator.transport(time)
        let cloud = AzureCloud(
            resourceManager: ready.arm,
            authority: ready.authority,
            graph: ready.graph,
            keyVaultSuffix: ready.keyVaultSuffix
        )
        let credential = ClientSecretCredential(
            tenantId: ready.tenantID,
            clientId: ready.clientID,
            secret: Secret(ready.clientSecret),
            authority: cloud.authority,
            transport: transport,
            clock: time
        )
        let pipeline = Pipeline(transport: transport, credential: TokenCache(credential, clock: time), gate: Fence.gate, clock: time)
        let port = ready.frontEnd.split(separator: ":").last.flatMap { Int($0) } ?? 0
        var rules = RenewalRules()
        rules.leafDays = plan.leafDays
        rules.proofReuseDays = plan.proofDays
        return World(
            subscriptionId: ready.subscriptionID,
            tenantId: ready.tenantID,
            pipeline: pipeline,
            cloud: cloud,
            secrets: { SecretsClient(pipeline: pipeline, cloud: cloud, vaultURL: $0) },
            resolver: DNSResolver(servers: [ready.dns]),
            nameServers: .played,
            wire: Wire(frontEnd: ("localhost", port), roots: .file(ready.caFile)),
            records: .emulator(control: ready.control, transport: transport),
            clock: clock,
            pace: .cloud,
            rules: rules
        )
    }

    private static func host(_ name: String) -> String { "\(name).test" }

    /// From the first adoption to the last day.
    func live() async throws -> SimulationReport {
        try await stage()
        var settings = RunFleet.Settings()
        settings.fleet.acceptsCharges = plan.acceptsCharges
        // One after the other, as all share one time.
        settings.fleet.atOnce = 1
        settings.turnEvery = Self.turnSeconds
        settings.discoverEvery = Self.lookSeconds
        // Nobody changes anything beside it, and the watch shakes hands by itself.
        settings.looks.most = 0
        try await RunFleet(context, settings: settings, stop: stopSignal) { [watch] event in watch.note(event) }()
        return try await report()
    }

    func stop() async {
        await emulator.stop()
        // Nothing depends on a temporary folder.
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Orders that were bought at some time in the last year, with leaves of any age, all of them served.
    private func stage() async throws {
        var dice = SimulationDice(state: plan.seed &+ UInt64(names.count))
        let orders = names.map { name -> JSONValue in
            let left = dice.next(in: 5...plan.leafDays)
            return [
                "name": .string(name), "domain": .string(Self.host(name)), "daysLeft": .number(JSONNumber(left)),
                "termDaysLeft": .number(JSONNumber(dice.next(in: left...max(left, 364)))), "validatedDaysAgo": 1, "vault": "demo-vault",
                "secret": .string(name), "site": "demo-site", "hostNames": [.string(Self.host(name))],
            ]
        }
        try await emulator.control("POST", "scenario", ["resourceGroup": .string(emulator.ready.resourceGroup), "orders": .array(orders)])
        for name in names { _ = try await AdoptOrder(context)(name, renewer: .signet) }
        for (effect, share) in Self.faults {
            let probability = JSONNumber(plan.faultShare * share).map(JSONValue.number) ?? nil
            // A token can be refused for its age only where one is shown.
            let path: JSONValue = effect["expiredToken"] == nil ? "*" : "/subscriptions/*"
            try await emulator.control("POST", "faults", ["match": ["path": path], "effect": effect, "probability": probability])
        }
    }

    /// What goes wrong, and its share of all that does.
    private static let faults: [(JSONValue, Double)] = [
        (["status": 503], 0.2), (["status": 500], 0.2), (["status": 429, "retryAfterSeconds": 20], 0.2), (["applyThenDrop": true], 0.2),
        (["truncate": true], 0.1), (["expiredToken": true], 0.1),
    ]

    private func report() async throws -> SimulationReport {
        var report = watch.report
        report.orders = names.count
        let faults = try await emulator.control("GET", "faults")["faults"]?.array ?? []
        report.requests = faults.first?["matched"]?.int ?? 0
        report.faults = faults.reduce(0) { $0 + ($1["fired"]?.int ?? 0) }
        let ledger = try await emulator.control("GET", "ledger")
        report.renewals = ledger["issuances"]?.array?.count ?? 0
        report.charges = ledger["charges"]?.array?.count ?? 0
        report.boughtTwice = Self.boughtTwice(ledger["purchases"]?.array ?? [])
        report.stopped = try await context.engine.journal.runs(state: .stopped).filter { $0.workflow != Discover.name }.map {
            "\($0.subject): \($0.problem?.text() ?? "")"
        }
        return report
    }

    /// A term is a year, so two purchases of one order within less than most of one are one too many.
    private static func boughtTwice(_ purchases: [JSONValue]) -> Int {
        var last: [String: Date] = [:]
        var count = 0
        for purchase in purchases {
            guard let order = purchase["orderId"]?.string, let at = purchase["time"]?.string.flatMap(RFC3339.date) else { continue }
            if let before = last[order], at.timeIntervalSince(before) < 300 * 86_400 { count += 1 }
            last[order] = at
        }
        return count
    }
}

/// The same numbers for the same seed everywhere.
struct SimulationDice {
    var state: UInt64

    mutating func next(in range: ClosedRange<Int>) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return range.lowerBound + Int((state >> 33) % UInt64(range.count))
    }
}
