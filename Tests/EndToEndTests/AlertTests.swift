import Foundation
import HTTPTypes
import JSON
import TestSupport
import Testing

/// Somebody is told: by the receiver that `docs/alerts.md` shows, which takes nothing that is not signed with its key.
@Suite(.fewAtOnce, .timeLimit(.minutes(10)), .enabled(if: AlertReceiver.python != nil)) struct AlertTests {
    private static let hasty = ["daemon", "--every", "0.3", "--spread", "0", "--discover-every", "1", "--drift-every", "0"]

    @Test func `of two daemons one tells that a certificate ends soon, and once more when it does no longer`() async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.emulator.stage(name: "soon", daysLeft: 40, termDaysLeft: 200)
            try await sandbox.emulator.stage(name: "fine", daysLeft: 150, termDaysLeft: 200)
            let receiver = try await AlertReceiver(in: sandbox.place)
            let environment = receiver.environment(["SIGNET_ALERTS_DAYS_LEFT": "60"])
            let daemons = try (0..<2).map { _ in try sandbox.home.start(Self.hasty, environment) }
            try await eventually("the alert") { !receiver.events.isEmpty }
            let opened = try #require(receiver.events.first)
            #expect(opened["event"] == "opened" && opened["kind"] == "days-left" && opened["name"] == "soon", "\(opened)")
            #expect(opened["nextStep"]?.string?.contains("signet adopt soon --renewed-by signet") == true, "\(opened)")
            try await sandbox.adopt("soon")
            try await eventually("the end of it", within: .seconds(90)) { receiver.events.contains { $0["event"] == "closed" } }
            #expect(receiver.events.map { $0["event"]?.string } == ["opened", "closed"], "\(receiver.events)")
            #expect(receiver.events.last?["alert"] == opened["alert"])
            for daemon in daemons { daemon.send(SIGTERM) }
            let said = try await (daemons[0].ending(), daemons[1].ending())
            let lines = (said.0.errors + said.1.errors).components(separatedBy: "alert opened: soon: days-left").count - 1
            #expect(lines == 1, "\(said)")
        }
    }

    @Test func `an alert that nobody could take is not lost with the daemon that was killed`() async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.emulator.stage(name: "soon", daysLeft: 5, termDaysLeft: 5)
            let first = try await AlertReceiver(in: sandbox.place)
            first.stop()
            let daemon = try sandbox.home.start(Self.hasty, first.environment())
            try await eventually("an attempt") { daemon.errorsSoFar.contains("did not take an alert, which is sent again") }
            daemon.send(SIGKILL)
            _ = try await daemon.ending()
            let receiver = try await AlertReceiver(in: sandbox.place, port: first.port)
            let next = try sandbox.home.start(Self.hasty, first.environment())
            try await eventually("the alert") { !receiver.events.isEmpty }
            #expect(receiver.events.map { $0["event"]?.string } == ["opened"])
            next.send(SIGTERM)
            #expect(try await next.ending().errors.contains("alert opened") == false)
        }
    }

    @Test func `a message that somebody else signed is refused by the receiver`() async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.emulator.stage(name: "soon", daysLeft: 5, termDaysLeft: 5)
            let receiver = try await AlertReceiver(in: sandbox.place)
            let turn = try await sandbox.home.run(["daemon", "--once"], receiver.environment(["SIGNET_ALERT_KEY": "another"]))
            #expect(
                turn.way == .exit(0) && turn.errors.contains("127.0.0.1 did not take an alert, which is sent again: it answered 403"),
                "\(turn)"
            )
            #expect(receiver.events.isEmpty)
        }
    }
}

/// The receiver of the documentation, run as it stands there.
struct AlertReceiver {
    static let python = Workplace.toolPath("python3")
    private static let key = "a key that only the two know"

    private let process: RunningCommand
    let port: Int

    init(in place: Workplace, port: Int = 0) async throws {
        let page = try String(contentsOfFile: #filePath.components(separatedBy: "/Tests/")[0] + "/docs/alerts.md", encoding: .utf8)
        let program = try #require(page.components(separatedBy: "```python\n").last?.components(separatedBy: "```").first)
        let file = try place.write(program, to: "receiver.py")
        var environment = Workplace.environment
        environment["SIGNET_ALERT_KEY"] = Self.key
        let process = try place.start(try #require(Self.python), [file, String(port)], environment: environment)
        try await eventually("a receiver") {
            if !process.isRunning { throw Ended(words: process.errorsSoFar) }
            return process.outputSoFar.contains("\n")
        }
        self.process = process
        self.port = try #require(process.outputSoFar.split(separator: "\n").first.flatMap { Int($0) })
    }

    /// What it took, but for the line that names its port.
    var events: [JSONValue] {
        process.outputSoFar.split(separator: "\n").dropFirst().compactMap { try? JSONValue(parsing: String($0)) }
    }

    func environment(_ more: [String: String] = [:]) -> [String: String] {
        [
            "SIGNET_ALERTS_WEBHOOKS": "[{url: 'http://127.0.0.1:\(port)/signet', secret: env:SIGNET_ALERT_KEY}]",
            "SIGNET_ALERT_KEY": Self.key,
        ].merging(more) { $1 }
    }

    func stop() { process.send(SIGKILL) }

    struct Ended: Error {
        let words: String
    }
}
