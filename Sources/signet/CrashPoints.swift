import Foundation
import Synchronization
import Workflows

/// Where the crash tests hold the process, to kill it from outside between two commits. Release builds have none of it.
enum CrashPoints {
    #if DEBUG
        /// `SIGNET_CRASH_POINTS=FILE` lists the points passed in FILE; with `SIGNET_HOLD_AT=N` the process stays at the Nth for ever.
        static let passing: @Sendable (JournalPoint) async -> Void = { point in
            guard let file = ProcessInfo.processInfo.environment["SIGNET_CRASH_POINTS"] else { return }
            let number = count.withLock { count in
                count += 1
                return count
            }
            append("\(point)\n", to: file)
            guard ProcessInfo.processInfo.environment["SIGNET_HOLD_AT"] == String(number) else { return }
            while true { sleep(3600) }
        }

        /// `SIGNET_RECONCILER=off` makes the variant that proves the crash tests can fail.
        static let doubt: Engine.Doubt = ProcessInfo.processInfo.environment["SIGNET_RECONCILER"] == "off" ? .ignore : .reconcile

        private static let count = Mutex(0)

        private static func append(_ text: String, to file: String) {
            let descriptor = open(file, O_WRONLY | O_APPEND | O_CREAT, 0o600)
            guard descriptor >= 0 else { return }
            defer { close(descriptor) }
            _ = text.withCString { write(descriptor, $0, strlen($0)) }
        }
    #else
        static let passing: @Sendable (JournalPoint) async -> Void = { _ in }
        static let doubt = Engine.Doubt.reconcile
    #endif
}
