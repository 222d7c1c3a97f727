import Actions
import ArgumentParser
import Service
import Workflows

/// How a daemon looks for what nobody asked it to do, and whom it tells how it fares.
struct DaemonWatchOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Seconds between two looks at the way from an order to the wire (900).", valueName: "seconds"))
    var driftEvery: Double?

    @Option(help: ArgumentHelp("How many orders are looked at so in one turn, those first that were longest ago (60).", valueName: "count"))
    var driftMost: Int?

    @Option(help: ArgumentHelp("Answer /healthz, /readyz and /metrics there, by plain HTTP.", valueName: "host:port"))
    var listen: ListenAddress?

    func validate() throws {
        if let driftEvery, !(0...604_800).contains(driftEvery) { throw ValidationError("--drift-every is from 0 to 604800 seconds.") }
        if let driftMost, !(0...10_000).contains(driftMost) { throw ValidationError("--drift-most is from 0 to 10000.") }
    }

    func apply(to settings: inout RunFleet.Settings) {
        if let driftEvery { settings.looks.every = driftEvery }
        if let driftMost { settings.looks.most = driftMost }
    }

    /// Answers while `body` runs, where it was asked to.
    ///
    /// - Parameter standing: where it does when nothing was said here.
    func listening(
        at standing: ListenAddress?,
        for fleet: RunFleet,
        _ metrics: DaemonMetrics,
        _ log: DaemonLog,
        _ body: () async throws -> Void
    ) async throws {
        guard let listen = listen ?? standing else { return try await body() }
        let checks = [HealthCheck("state") { await fleet.stateTrouble() }, HealthCheck("turns") { fleet.pulse.trouble }]
        let health = HealthApplication(checks: checks, metrics: metrics.registry)
        let listener: Listener
        do {
            listener = try await Listener.start(listen, routes: health.routes, metrics: metrics.registry)
        } catch let error as Listener.NotListening {
            throw Problem(
                .precondition,
                "The daemon cannot answer at \(listen).",
                why: error.why,
                nextStep: "Name another address of this machine: --listen 127.0.0.1:0 takes a free port."
            )
        }
        log.line("listens on \(ListenAddress.text(listener.host, listener.port))")
        do {
            try await body()
        } catch {
            await listener.stop()
            throw error
        }
        await listener.stop()
    }
}

extension Session {
    /// A webhook as the daemon reaches it; its key is read for each message.
    func hook(_ webhook: AlertWebhook) throws -> AlertHook {
        try AlertHook(url: webhook.url, transport: outbound) { [custody = context.world.custody] in
            try await webhook.key(custody)
        }
    }
}

/// Where the daemon's figures are kept until somebody asks.
struct DaemonMetrics: Sendable {
    let registry = PrometheusMetrics()
    let fleet: FleetMetrics

    init() {
        for metric in FleetMetric.allCases { registry.describe(metric.rawValue, metric.help) }
        fleet = FleetMetrics(factory: registry)
    }
}
