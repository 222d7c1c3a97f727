import Actions
import AzureCore
import AzureHTTP
import CertificateMaterial
import DNS
import Foundation
import HTTPTypes
import JSON
import KeyVault
import Storage
import Synchronization
import Workflows

/// 10,000 orders: to find them, to decide about all of them, and to let 10,000 workflows sleep.
enum FleetFigures {
    private static let orders = 10_000

    /// Starts an emulator with the fleet and measures from a process of its own, whose memory is that of a daemon.
    static func measure(signet: String, folder: String) async throws {
        let file = "\(folder)/fleet-ready.json"
        let emulator = try Program(path: signet, arguments: ["emulator", "run", "--ready-file", file]).start()
        defer { emulator.terminate() }
        while access(file, R_OK) != 0 { try await Task.sleep(for: .milliseconds(5)) }
        let program = Program(path: CommandLine.arguments[0], arguments: ["fleet", file, "\(folder)/fleet.sqlite"])
        let output = try await program.output()
        FileHandle.standardOutput.write(Data(output.utf8))
    }

    static func run(readyFile: String, state: String) async throws {
        let ready = try JSONFields(JSONValue(parsing: Array(Data(contentsOf: URL(fileURLWithPath: readyFile)))))
        let http = try AzureHTTPTransport.make(caFile: try ready.requiredString("caFile"), trustsSystemRoots: false)
        let fleet: JSONValue = ["fleet": ["count": .number(JSONNumber(orders)), "prefix": "fleet", "seed": 7]]
        let url = try ready.requiredString("control") + "/scenario"
        let staged = try await http.transport.send(TransportRequest(method: .post, url: url, body: fleet.bytes(), timeout: .seconds(120)))
        guard (200..<300).contains(staged.status) else { throw Program.Failure(description: "the fleet was not staged: \(staged.status)") }
        let store = try Store.open(path: state, migrations: Journal.migrations)
        let context = ActionContext(
            world: try world(ready, http.transport),
            engine: Engine(journal: Journal(store: store), clock: WorkflowClock(), pace: .emulator, attended: false),
            charges: false
        )
        // Its leaves are made when somebody first looks, which is the emulator's work and not the daemon's.
        _ = try await DiscoverOrders(context)()
        try await measureDiscovery(context)
        try await measureDecisions(context)
        try await measureSleepers(context)
        try await http.shutdown()
    }

    private static func measureDiscovery(_ context: ActionContext) async throws {
        let began = ContinuousClock.now
        let found = try await DiscoverOrders(context)()
        let seconds = (ContinuousClock.now - began).milliseconds / 1000
        Figure(
            what: "10,000 orders found and kept",
            measured: "\(seconds.text(1)) s",
            target: "<= 20 s",
            note: "\(found.items.count) by \(found.report["by"]?.string ?? "?"), emulator on the same cores"
        ).print()
    }

    private static func measureDecisions(_ context: ActionContext) async throws {
        try await adoptAll(context)
        let decide = DecideFleet(context, fleet: FleetRules())
        let first = try await time { _ = try await decide() }
        var again: [Double] = []
        for _ in 0..<5 { again.append(try await time { _ = try await decide() }) }
        let note = "again, nothing having changed; \(first.text()) ms when all are written down; median of \(again.count)"
        Figure(what: "10,000 orders decided", measured: "\(again.median.text()) ms", target: "<= 1 s", note: note).print()
        Figure(what: "peak memory of that", measured: "\(peakMiB().text()) MiB", target: "<= 256 MiB").print()
    }

    /// Each order gets a run that waits for its domain's owner, and is not to look before next week.
    private static func measureSleepers(_ context: ActionContext) async throws {
        let week = Duration.seconds(604_800)
        let engine = Engine(journal: context.engine.journal, clock: WorkflowClock(), pace: Pace(quickest: week, slowest: week))
        for item in try await Inventory(context.engine.journal).items() {
            _ = try await engine.drive(
                { _ in Sleeper() },
                subject: item.id.subject,
                input: [:],
                patience: Patience(seconds: 0),
                merge: { $0 }
            )
        }
        try await learnAll(context)
        var settings = RunFleet.Settings()
        settings.discoverEvery = 604_800
        let (turns, stop) = (6, StopSignal())
        let pauses = Mutex([Double]())
        // A turn's pause is left out, so that only turns are measured; the first one decides about everything.
        let clock = WorkflowClock(pause: { _ in
            if pauses.withLock({
                $0.append(processorSeconds()); return $0.count
            }) > turns {
                stop.ask()
            }
        })
        let awake = Engine(journal: context.engine.journal, clock: clock, pace: .cloud, attended: false)
        let daemon = ActionContext(world: context.world, engine: awake, charges: false)
        try await RunFleet(daemon, settings: settings, stop: stop) { _ in }()
        let marks = pauses.withLock { $0 }
        let turn = ((marks.last ?? 0) - (marks.first ?? 0)) / Double(turns)
        Figure(
            what: "10,000 workflows asleep",
            measured: "\((turn / settings.turnEvery * 100).text(2)) % of a core",
            target: "< 1 %",
            note:
                "\((turn * 1000).text()) ms of processor time for a turn, one every \(settings.turnEvery.text()) s; peak \(peakMiB().text()) MiB"
        ).print()
    }

    /// What a daemon reads in its first hour, 200 orders in a turn.
    private static func learnAll(_ context: ActionContext) async throws {
        let inventory = Inventory(context.engine.journal)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, item) in try await inventory.items().enumerated() {
                if number >= 8 { try await group.next() }
                group.addTask { try await inventory.learn(item.id, in: context.world) }
            }
            try await group.waitForAll()
        }
    }

    /// As `signet adopt` leaves it in the journal, without asking the emulator 10,000 times.
    private static func adoptAll(_ context: ActionContext) async throws {
        for item in try await Inventory(context.engine.journal).items() {
            _ = try await context.engine.drive({ _ in Adopted() }, subject: item.id.subject, input: [:], merge: { $0 })
        }
    }

    private static func time(_ body: () async throws -> Void) async throws -> Double {
        let began = ContinuousClock.now
        try await body()
        return (ContinuousClock.now - began).milliseconds
    }

    private static func processorSeconds() -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }

    private static func peakMiB() -> Double {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return (line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Double($0) } ?? .nan) / 1024
    }

    private static func world(_ ready: JSONFields, _ transport: HTTPTransport) throws -> World {
        let cloud = AzureCloud(
            resourceManager: try ready.requiredString("arm"),
            authority: try ready.requiredString("authority"),
            graph: try ready.requiredString("graph"),
            keyVaultSuffix: try ready.requiredString("keyVaultSuffix")
        )
        let credential = ClientSecretCredential(
            tenantId: try ready.requiredString("tenantId"),
            clientId: try ready.requiredString("clientId"),
            secret: Secret(try ready.requiredString("clientSecret")),
            authority: cloud.authority,
            transport: transport
        )
        let pipeline = Pipeline(transport: transport, credential: TokenCache(credential))
        return World(
            subscriptionId: try ready.requiredString("subscriptionId"),
            tenantId: try ready.requiredString("tenantId"),
            pipeline: pipeline,
            cloud: cloud,
            secrets: { SecretsClient(pipeline: pipeline, cloud: cloud, vaultURL: $0) },
            resolver: DNSResolver(),
            wire: Wire(frontEnd: nil, roots: .system),
            records: .person,
            clock: WorkflowClock()
        )
    }
}

/// Finished at once, with what a finished adoption says.
private struct Adopted: Workflow {
    static let name = Adopt.name
    static let version: Int64 = 1

    func observe(_ run: Run) async throws {}
    func next(_ seen: Void, _ run: Run, at moment: Moment) -> Decision<NoStep> { .finish(["renewer": "signet"]) }
    func perform(_ step: NoStep) async throws -> JSONValue { [:] }
    func reconcile(_ intent: JournalEntry, at moment: Moment) async throws -> Reconciliation { .mayRepeat(reason: "it calls nobody") }
}

/// Waits for somebody who does not come.
private struct Sleeper: Workflow {
    static let name = Renew.name
    static let version: Int64 = 1

    func observe(_ run: Run) async throws {}
    func next(_ seen: Void, _ run: Run, at moment: Moment) -> Decision<NoStep> {
        .wait(Wait("set this record, it proves the domain:  example.test TXT 0123456789", on: .domainOwner))
    }
    func perform(_ step: NoStep) async throws -> JSONValue { [:] }
    func reconcile(_ intent: JournalEntry, at moment: Moment) async throws -> Reconciliation { .mayRepeat(reason: "it calls nobody") }
}

private struct NoStep: WorkflowStep {
    let name = ""
    let intent: JSONValue = [:]
    let title = ""
}
