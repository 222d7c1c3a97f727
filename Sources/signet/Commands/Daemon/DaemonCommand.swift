import Actions
import ArgumentParser
import JSON
import Workflows

struct DaemonCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "daemon",
        abstract: "Keep every order alive: find them all, decide what is next, and renew what is due.",
        discussion: """
            It looks at the orders of every subscription there is access to, writes down for each what is next, when and why, and renews \
            those that signet renews when their day comes: in the windows given, spread over a day, and in an emergency whatever windows and \
            blackouts say. A renewal that buys the next term begins only with --accept-charges. What is not said here stands in the \
            configuration, under daemon. It ends on Ctrl-C or SIGTERM, after what it is doing has come to a rest; killed in any other way \
            it loses nothing. Several may share one state.
            """
    )

    @Flag(help: "One turn only, for those who have a timer of their own.")
    var once = false

    @Option(help: ArgumentHelp("Renewals begin only then, by UTC: 'Mon-Fri 02:00-05:00'; may be repeated.", valueName: "window"))
    var window: [MaintenanceWindow] = []

    @Option(help: ArgumentHelp("No renewal begins then, by UTC: '2026-12-20/2027-01-02'; may be repeated.", valueName: "interval"))
    var blackout: [Blackout] = []

    @Option(
        help: ArgumentHelp(
            "After which share of the time between the due day and the certificate's end no window and no blackout counts (0.5).",
            valueName: "share"
        )
    )
    var emergencyShare: Double?

    @Option(help: ArgumentHelp("Over how many hours what is due at one moment is spread (24).", valueName: "hours"))
    var spread: Double?

    @Flag(inversion: .prefixedNo, help: "Let renewals that buy the next term begin by themselves (no).")
    var acceptCharges: Bool?

    @Option(help: ArgumentHelp("How many orders are worked on at the same moment (8).", valueName: "count"))
    var atOnce: Int?

    @Option(help: ArgumentHelp("Seconds between two looks at all orders (900).", valueName: "seconds"))
    var discoverEvery: Double?

    @Option(help: ArgumentHelp("The longest time between two turns, in seconds (60).", valueName: "seconds"))
    var every: Double?

    @Option(help: ArgumentHelp("Who publishes the records of a domain proof: manual, hook:PATH or emulator.", valueName: "who"))
    var proof: RecordChoice?

    @OptionGroup var watching: DaemonWatchOptions
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if let spread, !(0...168).contains(spread) { throw ValidationError("--spread is from 0 to 168 hours.") }
        if let atOnce, !(1...64).contains(atOnce) { throw ValidationError("--at-once is from 1 to 64.") }
        if let every, !(0.1...86_400).contains(every) { throw ValidationError("--every is from 0.1 to 86400 seconds.") }
        if let discoverEvery, !(1...604_800).contains(discoverEvery) {
            throw ValidationError("--discover-every is from 1 to 604800 seconds.")
        }
        if let emergencyShare, !(emergencyShare > 0 && emergencyShare < 1) {
            throw ValidationError("--emergency-share is above 0 and below 1.")
        }
    }

    /// What is said here, else what is set.
    private func settings(_ set: Settings) -> RunFleet.Settings {
        var settings = set.daemon
        if !window.isEmpty { settings.fleet.windows = window }
        if !blackout.isEmpty { settings.fleet.blackouts = blackout }
        if let emergencyShare { settings.fleet.emergencyShare = emergencyShare }
        if let spread { settings.fleet.spreadHours = spread }
        if let acceptCharges { settings.fleet.acceptsCharges = acceptCharges }
        if let atOnce { settings.fleet.atOnce = atOnce }
        if let discoverEvery { settings.discoverEvery = discoverEvery }
        if let every { settings.turnEvery = every }
        settings.alerts = set.alerts
        watching.apply(to: &settings)
        return settings
    }

    func run() async throws {
        let set = try Home().settings()
        let settings = settings(set)
        let stop = StopSignal()
        StopSignals.hear { _ in stop.ask() }
        try await Session.open(global, records: proof ?? set.proof, runsOn: !once) { session, _ in
            let log = DaemonLog(quiet: global.quiet), metrics = DaemonMetrics()
            let hooks = try set.webhooks.map { try session.hook($0) }
            let fleet = RunFleet(session.context, settings: settings, hooks: hooks, metrics: metrics.fleet, stop: stop) { log.write($0) }
            guard once else {
                log.line("signet daemon looks after \(session.place)")
                try await watching.listening(at: set.daemonListens, for: fleet, metrics, log) { try await fleet() }
                return log.line("stopped; nothing is lost")
            }
            let report = try await fleet.once()
            Terminal.result(report.json)
        }
    }
}

extension MaintenanceWindow: ExpressibleByArgument {
    /// As `Mon-Fri 02:00-05:00`.
    public init?(argument: String) { self.init(argument) }
}

extension Blackout: ExpressibleByArgument {
    /// As `2026-12-20/2027-01-02`.
    public init?(argument: String) { self.init(argument) }
}
