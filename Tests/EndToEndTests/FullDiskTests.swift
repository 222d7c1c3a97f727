import Foundation
import HTTPTypes
import JSON
import Testing

/// A disk without room: the home lies on a small file system of its own, in a mount namespace, so that nothing else is filled.
@Suite(.fewAtOnce, .timeLimit(.minutes(5)), .enabled(if: Namespace.isAllowed)) struct FullDiskTests {
    /// Fills the disk once `$0.fill` is there and makes room again once `$0.room` is; the daemon's number stays that of the shell.
    private static let script = """
        mkdir "$0" && mount -t tmpfs -o size=24m none "$0" && cp -a "$SIGNET_HOME/." "$0" && export SIGNET_HOME="$0" || exit 99
        wait_for() { until [ -e "$1" ]; do sleep 0.1; kill -0 $$ || exit; done; }
        {
            wait_for "$0.fill"; cat /dev/zero > "$0/filler"; : > "$0.filled"
            wait_for "$0.room"; rm "$0/filler"
        } 2>/dev/null &
        """

    @Test func `a daemon whose disk is full says so and buys nothing, and goes on when there is room`() async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.emulator.stage(name: "tight", daysLeft: 40, termDaysLeft: 40)
            try await sandbox.adopt("tight")
            let disk = sandbox.place.path("disk")
            func say(_ word: String) throws { _ = try sandbox.place.write("", to: "disk.\(word)") }
            let words = ["daemon", "--accept-charges", "--every", "0.3", "--spread", "0", "--discover-every", "1"]
            let daemon = try Namespace.start(words, sandbox.home, script: Self.script + "\n", disk)
            try await eventually("the first decision") { daemon.errorsSoFar.contains("decided: 1 renew") }
            try say("fill")
            try await eventually("a full disk") { FileManager.default.fileExists(atPath: "\(disk).filled") }
            try await sandbox.emulator.advance(days: 15)
            try await eventually("words about it") { daemon.errorsSoFar.contains("The disk is full") }
            #expect(daemon.errorsSoFar.contains("this turn failed: The state cannot be read or written."), "\(daemon.errorsSoFar)")
            #expect(daemon.isRunning)
            #expect(try await sandbox.emulator.requests("POST", endingIn: "/renew") == 0, "what is not written down is not sent")
            try say("room")
            try await eventually("the renewal") { daemon.errorsSoFar.contains("tight: done") }
            let bill = try await sandbox.emulator.bill(of: "tight")
            #expect(bill.charges == 1 && bill.serialNumbers.count == 1, "\(bill)")
            daemon.send(SIGTERM)
            #expect(try await daemon.ending().way == .exit(0))
        }
    }
}
