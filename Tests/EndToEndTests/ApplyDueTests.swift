import Foundation
import HTTPTypes
import JSON
import Testing

/// All that is due, planned into one file and applied from it.
@Suite(.fewAtOnce, .timeLimit(.minutes(10))) struct ApplyDueTests {
    private let names = ["all-one", "all-two", "all-buys"]

    /// Two that are free, one that buys, and two that are in no plan: one not yet due, one the platform's.
    private func plan(_ sandbox: Sandbox) async throws -> String {
        try await sandbox.emulator.stage(name: "all-one", daysLeft: 40, termDaysLeft: 150)
        try await sandbox.emulator.stage(name: "all-two", daysLeft: 45, termDaysLeft: 150)
        try await sandbox.emulator.stage(name: "all-buys", daysLeft: 20, termDaysLeft: 20)
        try await sandbox.emulator.stage(name: "all-waits", daysLeft: 50, termDaysLeft: 50)
        try await sandbox.emulator.stage(name: "all-theirs", daysLeft: 40, termDaysLeft: 150, autoRenew: true)
        for name in names + ["all-waits"] { try await sandbox.adopt(name) }
        let file = sandbox.place.path("due.json")
        let planned = try await sandbox.home.run(
            ["plan", "renew", "--due", "60d", "--out", file, "--detailed-exitcode", "--output", "json"]
        )
        try #require(planned.way == .exit(2), "\(planned)")
        #expect(try planned.json["planned"] == .array(names.map(JSONValue.string)), "\(planned)")
        #expect(planned.errors.contains("signet apply \(file)"), "\(planned)")
        #expect(try await sandbox.emulator.requests("POST", endingIn: "/renew") == 0)
        return file
    }

    private func outcomes(_ ending: Ending) throws -> [String] {
        try (ending.json["results"]?.array ?? []).map { "\($0["name"]?.string ?? "") \($0["outcome"]?.string ?? "")" }
    }

    /// Once each, by the ledger, which deduplicates nothing, and by what is served.
    private func expectRenewedOnce(_ sandbox: Sandbox) async throws {
        for name in names {
            let bill = try await sandbox.emulator.bill(of: name), bought = name == "all-buys" ? 1 : 0
            #expect(bill.purchases == bought && bill.charges == bought && bill.serialNumbers.count == 1, "\(name): \(bill)")
            #expect(try await sandbox.emulator.served("\(name).test") == bill.serialNumbers.last)
        }
        #expect(try await sandbox.emulator.requests("POST", endingIn: "/renew") == names.count)
    }

    @Test func `killed in the middle, again and again, the file applied once more renews each order exactly once`() async throws {
        try await Sandbox.with { sandbox in
            let file = try await plan(sandbox)
            let words = ["apply", file, "--accept-charge", "--output", "json"]
            var killed = 0
            for point in [3, 2, 4, 9, 3, 8, 4, 2, 6] {
                let files = sandbox.place.path("apply.\(killed)")
                let hold = ["SIGNET_CRASH_POINTS": "\(files).points", "SIGNET_HOLD_AT": String(point)]
                let process = try sandbox.home.startStoppable(words, hold, files: files)
                try #require(await process.next() == .stopped, "\(process.errors)")
                await process.end()
                killed += 1
            }
            let last = try await sandbox.home.run(words)
            try #require(last.way == .exit(0), "\(last)")
            #expect(try outcomes(last).first == "all-one doneBefore", "\(last)")
            #expect(try outcomes(last).last == "all-buys done", "\(last)")
            try await expectRenewedOnce(sandbox)
            let again = try await sandbox.home.run(words)
            #expect(again.way == .exit(4) && again.errors.contains("applied already"), "\(again)")
            #expect(again.errors.contains("signet plan renew --due 60d"), "\(again)")
            try await expectRenewedOnce(sandbox)
        }
    }

    @Test func `what fails does not stop the others, and the next call tells what stands in its way`() async throws {
        try await Sandbox.with { sandbox in
            let file = try await plan(sandbox)
            try await sandbox.emulator.add(fault: ["status": 400], on: "POST", "*/all-one/renew", times: 1)
            let first = try await sandbox.home.run(["apply", file, "--output", "json"])
            #expect(first.way == .exit(1), "\(first)")
            #expect(try outcomes(first) == ["all-one failed", "all-two done", "all-buys done"])
            let second = try await sandbox.home.run(["apply", file, "--accept-charge", "--output", "json"])
            #expect(try outcomes(second).dropFirst() == ["all-two doneBefore", "all-buys doneBefore"], "\(second)")
            #expect(try await sandbox.emulator.bill(of: "all-buys").charges == 1)
            // The run that was refused by the service is stopped, and a person has to say that it may be tried again.
            let stopped = try second.json["results"]?.array?.first?["problem"]?["nextStep"]?.string ?? ""
            #expect(second.way == .exit(4) && stopped.contains("signet runs explain"), "\(second)")
        }
    }

    @Test func `a file from which a plan was taken out, or in which one was changed, is refused`() async throws {
        try await Sandbox.with { sandbox in
            let file = try await plan(sandbox)
            let json = try JSONValue(parsing: String(contentsOfFile: file, encoding: .utf8))
            var object = try #require(json.object)
            object["plans"] = .array(Array((json["plans"]?.array ?? []).dropLast()))
            let shorter = try sandbox.place.write(JSONValue.object(object).text(), to: "shorter.json")
            let edited = try sandbox.place.write(json.text().replacing("all-one.test", with: "other.test"), to: "edited.json")
            for file in [shorter, edited] {
                let refused = try await sandbox.home.run(["apply", file, "--accept-charge"])
                #expect(refused.way == .exit(64) && refused.errors.contains("digest"), "\(refused)")
            }
            #expect(try await sandbox.emulator.requests("POST", endingIn: "/renew") == 0)
        }
    }
}
