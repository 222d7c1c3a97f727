import Actions
import ArgumentParser
import Dispatch
import Foundation
import JSON
import Workflows

struct DaemonCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "daemon",
        abstract: "Keep every order alive: find them all, decide what is next, and renew what is due.",
        discussion: """
            It looks at the orders of every subscription there is access to, writes down for each what is next, when and why, and renews \
            those that signet renews when their day comes: in the windows given, spread over a day, and in an emergency whatever the windows \
            say. A renewal that buys the next term begins only with --accept-charges. It ends on Ctrl-C or SIGTERM, after what it is doing \
            has come to a rest; killed in any other way it loses nothing. Several may share one state.
            """
    )

    @Flag(help: "One turn only, for those who have a timer of their own.")
    var once = false

    @Option(help: ArgumentHelp("Renewals begin only then, by UTC: 'Mon-Fri 02:00-05:00'; may be repeated.", valueName: "window"))
    var window: [MaintenanceWindow] = []

    @Option(help: ArgumentHelp("Over how many hours what is due at one moment is spread.", valueName: "hours"))
    var spread = 24.0

    @Flag(help: "Let renewals that buy the next term begin by themselves.")
    var acceptCharges = false

    @Option(help: ArgumentHelp("How many orders are worked on at the same moment.", valueName: "count"))
    var atOnce = 8

    @Option(help: ArgumentHelp("Seconds between two looks at all orders.", valueName: "seconds"))
    var discoverEvery = 900.0

    @Option(help: ArgumentHelp("The longest time between two turns.", valueName: "seconds"))
    var every = 60.0

    @Option(help: ArgumentHelp("Who publishes the records of a domain proof: manual, hook:PATH or emulator.", valueName: "who"))
    var proof: RecordChoice?

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        guard (0...168).contains(spread) else { throw ValidationError("--spread is from 0 to 168 hours.") }
        guard (1...64).contains(atOnce) else { throw ValidationError("--at-once is from 1 to 64.") }
        guard (0.1...86_400).contains(every), (1...604_800).contains(discoverEvery) else {
            throw ValidationError("--every is from 0.1 to 86400 seconds, --discover-every from 1 to 604800.")
        }
    }

    func run() async throws {
        var settings = RunFleet.Settings()
        settings.fleet.windows = window
        settings.fleet.spreadHours = spread
        settings.fleet.acceptsCharges = acceptCharges
        settings.fleet.atOnce = atOnce
        settings.discoverEvery = discoverEvery
        settings.turnEvery = every
        let stop = StopSignal()
        Self.stopOnSignals(stop)
        try await Session.open(global, records: proof) { [settings] session, _ in
            let log = DaemonLog(quiet: global.quiet)
            let fleet = RunFleet(session.context, settings: settings, stop: stop) { log.write($0) }
            guard once else {
                log.line("signet daemon looks after \(session.place)")
                try await fleet()
                return log.line("stopped; nothing is lost")
            }
            let report = try await fleet.once()
            Terminal.result(.array(report.decisions.map(\.json)))
        }
    }

    private static func stopOnSignals(_ stop: StopSignal) {
        for number in [SIGINT, SIGTERM] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { stop.ask() }
            source.resume()
            // Kept for as long as the process lives.
            _ = Unmanaged.passRetained(source as AnyObject)
        }
    }
}

extension MaintenanceWindow: ExpressibleByArgument {
    /// As `Mon-Fri 02:00-05:00`.
    public init?(argument: String) { self.init(argument) }
}
