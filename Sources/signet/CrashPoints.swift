import AzureCore
import Foundation
import Synchronization
import Workflows

/// Where the crash tests stop the process between two commits, to kill it from outside or to let it sleep past its lease. Release
/// builds have none of it.
enum CrashPoints {
    #if DEBUG
        /// `SIGNET_CRASH_POINTS=FILE` lists the points passed in FILE. The process stops, as by SIGSTOP, at the Nth with
        /// `SIGNET_HOLD_AT=N`, or with `SIGNET_HOLD_BEYOND=OTHER` at the first that OTHER does not name; SIGCONT lets it go on.
        static let passing: @Sendable (JournalPoint) async -> Void = { point in
            let environment = ProcessInfo.processInfo.environment
            guard let file = environment["SIGNET_CRASH_POINTS"] else { return }
            let number = count.withLock { count in
                count += 1
                return count
            }
            append("\(point)\n", to: file)
            if environment["SIGNET_HOLD_AT"] == String(number) || environment["SIGNET_HOLD_BEYOND"].map({ !names(point, in: $0) }) == true {
                raise(SIGSTOP)
            }
        }

        /// `SIGNET_RECONCILER=off` makes the variant that proves the crash tests can fail.
        static let doubt: Engine.Doubt = ProcessInfo.processInfo.environment["SIGNET_RECONCILER"] == "off" ? .ignore : .reconcile

        /// `SIGNET_LEASE_SECONDS=N` has the tests wait less for the lease of a process that sleeps.
        static let leaseSeconds = ProcessInfo.processInfo.environment["SIGNET_LEASE_SECONDS"].flatMap(Double.init) ?? 20

        /// `SIGNET_REDACTION=off` makes the variant that proves that the search for leaked secrets can find one.
        static func watched(_ body: @Sendable () async -> Void) async {
            let isOff = ProcessInfo.processInfo.environment["SIGNET_REDACTION"] == "off"
            await Redaction.$isOff.withValue(isOff) { await body() }
        }

        private static let count = Mutex(0)

        private static func names(_ point: JournalPoint, in file: String) -> Bool {
            let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
            return text.split(separator: "\n").contains { $0 == point.description }
        }

        private static func append(_ text: String, to file: String) {
            let descriptor = open(file, O_WRONLY | O_APPEND | O_CREAT, 0o600)
            guard descriptor >= 0 else { return }
            defer { close(descriptor) }
            _ = text.withCString { write(descriptor, $0, strlen($0)) }
        }
    #else
        static let passing: @Sendable (JournalPoint) async -> Void = { _ in }
        static let doubt = Engine.Doubt.reconcile
        static let leaseSeconds = 20.0
        static func watched(_ body: @Sendable () async -> Void) async { await body() }
    #endif
}
