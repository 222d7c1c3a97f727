import Actions
import AzureEmulator
import FoundationEssentials
import Synchronization
import Workflows

/// Lets time pass, and looks on its way at what every host serves.
final class FleetWatch: Sendable {
    /// Between two looks.
    private static let grid = 6.0 * 3600

    private let time: SimulatedTime
    private let emulator: RunningEmulator
    private let hosts: [String]
    private let end: Date
    private let atEnd: @Sendable () -> Void
    private let state = Mutex(SimulationReport())
    private let lapsed = Mutex<Set<String>>([])
    private let nextLook: Mutex<Date>

    init(_ time: SimulatedTime, _ emulator: RunningEmulator, hosts: [String], end: Date, atEnd: @escaping @Sendable () -> Void) {
        self.time = time
        self.emulator = emulator
        self.hosts = hosts
        self.end = end
        self.atEnd = atEnd
        nextLook = Mutex(time.start)
    }

    var report: SimulationReport { state.withLock { $0 } }

    /// Sleeps on the simulated clock: looks every six hours, and once more at the end of the sleep, before anything is mended.
    func pass(_ duration: Duration) async {
        // Past the end nothing is looked at any more, and time goes on: whoever waits then may wait to its end.
        let until = time.date + SimulatedTime.seconds(duration)
        while true {
            let look = nextLook.withLock { $0 }
            guard look <= min(until, end) else { break }
            time.pass(until: look)
            await self.look(isSample: true)
            nextLook.withLock { $0 = look + Self.grid }
        }
        time.pass(until: until)
        if until <= end { await look(isSample: false) }
        if time.date >= end { atEnd() }
    }

    private func look(isSample: Bool) async {
        let now = time.date
        for host in hosts {
            let left = await emulator.servedEnd(host).map { $0.timeIntervalSince(now) } ?? 0
            let isNew = left <= 0 ? lapsed.withLock { $0.insert(host).inserted } : false
            if left > 0 { lapsed.withLock { _ = $0.remove(host) } }
            state.withLock { report in
                report.least = min(report.least, left)
                if isNew { report.lapses.append("\(host) at \(now)") }
                if isSample { report.hoursLeft[Int((left / 3600).rounded(.down)), default: 0] += 1 }
            }
        }
    }

    func note(_ event: RunFleet.Event) {
        state.withLock { report in
            switch event {
            case .looked: report.looks += 1
            case .decided: report.turns += 1
            case .worked(let result): if case .stopped = result.outcome { report.setbacks += 1 }
            case .failed: report.setbacks += 1
            case .alert, .sent: break
            }
        }
    }
}
