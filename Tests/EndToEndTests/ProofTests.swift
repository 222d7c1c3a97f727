import Foundation
import JSON
import Testing

@Suite(.fewAtOnce, .sandbox, .timeLimit(.minutes(10))) struct ProofTests {
    @Test func `a proof by hand ends with exit code 3 and the exact record, and the name alone goes on once it is set`() async throws {
        let sandbox = try Sandbox.shared
        let order = TestOrder(name: "by-hand")
        let first = try await sandbox.home.run(order.arguments + ["--proof", "manual", "--no-wait"])
        #expect(first.way == .exit(3), "\(first)")
        #expect(try first.json["status"] == "Waiting")
        let status = try await sandbox.home.run(["status", order.name, "--output", "json"])
        let record = try #require(try status.json["record"])
        #expect(record["name"]?.string == order.domain)
        #expect(record["type"] == "TXT")
        let value = try #require(record["value"]?.string)
        #expect(first.errors.contains("\(order.domain)  TXT  \"\(value)\""))
        #expect(try first.json["record"] == record)
        #expect(first.errors.contains("signet order \(order.name)"))

        try await sandbox.emulator.publish(order.domain, "TXT", value)
        let second = try await sandbox.home.run(order.again)
        #expect(second.way == .exit(0), "\(second)")
        let serial = try #require(try second.json["serialNumber"]?.string)
        #expect(try await sandbox.emulator.bill(of: order.name) == Bill(purchases: 1, charges: 1, serialNumbers: [serial]))
    }

    @Test func `a record that is still missing ends the next call the same way, and nothing is bought again`() async throws {
        let sandbox = try Sandbox.shared
        let order = TestOrder(name: "still-missing")
        for _ in 1...2 {
            let ending = try await sandbox.home.run(order.arguments + ["--proof", "manual", "--no-wait"])
            #expect(ending.way == .exit(3), "\(ending)")
        }
        #expect(try await sandbox.emulator.bill(of: order.name) == Bill(purchases: 1))
    }

    @Test func `a hook is told each record in its environment, and the order goes on when it is published`() async throws {
        let sandbox = try Sandbox.shared
        let order = TestOrder(name: "by-hook")
        let notes = sandbox.place.path("notes")
        try FileManager.default.createDirectory(atPath: notes, withIntermediateDirectories: true)
        // Written beside and then moved, so that whoever looks sees whole notes only.
        let hook = try sandbox.place.write(
            """
            #!/bin/sh
            env | grep '^SIGNET_' > "\(notes)/.$$"
            mv "\(notes)/.$$" "\(notes)/$$.note"
            """,
            to: "hook.sh",
            executable: true
        )
        let command = try sandbox.home.start(order.arguments + ["--proof", "hook:\(hook)"])
        var published: [String: [String: String]] = [:]
        while command.isRunning {
            for (file, note) in try Self.notes(in: notes) where published[file] == nil {
                published[file] = note
                guard note["SIGNET_ACTION"] == "publish" else { continue }
                try await sandbox.emulator.publish(
                    note["SIGNET_RECORD_NAME"] ?? "",
                    note["SIGNET_RECORD_TYPE"] ?? "",
                    note["SIGNET_RECORD_VALUE"] ?? ""
                )
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        let ending = try await command.ending()
        #expect(ending.way == .exit(0), "\(ending)")
        for (file, note) in try Self.notes(in: notes) { published[file] = note }
        let told = published.values.filter { $0["SIGNET_ACTION"] == "publish" }
        let takenAway = published.values.filter { $0["SIGNET_ACTION"] == "unpublish" }
        #expect(takenAway.map { $0["SIGNET_RECORD_NAME"] } == [order.domain], "only the proof has served its purpose")
        #expect(published.values.allSatisfy { $0["SIGNET_ORDER"] == order.name })
        #expect(told.allSatisfy { $0["SIGNET_RECORD_PURPOSE"]?.isEmpty == false })
        let records = Set(told.map { "\($0["SIGNET_RECORD_TYPE"] ?? "") \($0["SIGNET_RECORD_NAME"] ?? "")" })
        #expect(records == ["TXT \(order.domain)", "TXT asuid.\(order.domain)", "A \(order.domain)"])
        #expect(told.count == 3)
    }

    @Test func `the proof signet published is taken away once it has served, and what else has that name stays`() async throws {
        let sandbox = try Sandbox.shared
        let order = TestOrder(name: "tidy")
        try await sandbox.emulator.publish(order.domain, "TXT", "v=spf1 -all")
        let ending = try await sandbox.home.run(order.arguments)
        #expect(ending.way == .exit(0) && ending.errors.contains("take away the domain proof"), "\(ending)")
        #expect(try await sandbox.emulator.values(order.domain, "TXT") == ["v=spf1 -all"])
    }

    @Test func `a proof somebody else had published stays, and a person is told that theirs may go`() async throws {
        let sandbox = try Sandbox.shared
        let order = TestOrder(name: "theirs")
        let first = try await sandbox.home.run(order.arguments + ["--proof", "manual", "--no-wait"])
        let value = try #require(try first.json["record"]?["value"]?.string)
        try await sandbox.emulator.publish(order.domain, "TXT", value)
        let second = try await sandbox.home.run(order.again)
        #expect(second.way == .exit(0) && second.errors.contains("yours to remove"), "\(second)")
        #expect(try await sandbox.emulator.values(order.domain, "TXT") == [value])
    }

    @Test func `CAA records that came after the purchase stop the order with the record to set`() async throws {
        let sandbox = try Sandbox.shared
        let order = TestOrder(name: "later-caa")
        #expect(try await sandbox.home.run(order.arguments + ["--proof", "manual", "--no-wait"]).way == .exit(3))
        try await sandbox.emulator.publish(order.domain, "CAA", "0 issue \"other.test\"")
        let stopped = try await sandbox.home.run(["order", order.name])
        #expect(stopped.way == .exit(1), "\(stopped)")
        #expect(stopped.errors.contains("\(order.domain)  CAA  0 issue \"godaddy.com\""), "\(stopped)")
        #expect(try await sandbox.emulator.requests("POST", endingIn: "/later-caa/verifyDomainOwnership") == 0)
        try await sandbox.emulator.publish(order.domain, "CAA", "0 issue \"godaddy.com\"")
        #expect(try await sandbox.home.run(order.again).way == .exit(0))
        #expect(try await sandbox.emulator.bill(of: order.name).purchases == 1)
    }

    @Test func `a hook that fails ends the order with its last words, and the order goes on without it`() async throws {
        let sandbox = try Sandbox.shared
        let order = TestOrder(name: "failing-hook")
        let hook = try sandbox.place.write("#!/bin/sh\necho 'no such zone' >&2\nexit 7\n", to: "failing.sh", executable: true)
        let first = try await sandbox.home.run(order.arguments + ["--proof", "hook:\(hook)"])
        #expect(first.way == .exit(1), "\(first)")
        #expect(first.errors.contains("no such zone"))
        #expect(first.output.isEmpty)
        let second = try await sandbox.home.run(order.again)
        #expect(second.way == .exit(0), "\(second)")
        #expect(try await sandbox.emulator.bill(of: order.name).purchases == 1)
    }

    @Test func `a hook that is no program is refused with exit code 64`() async throws {
        let sandbox = try Sandbox.shared
        let order = TestOrder(name: "no-hook")
        let ending = try await sandbox.home.run(order.arguments + ["--proof", "hook:/nowhere/hook"])
        #expect(ending.way == .exit(64), "\(ending)")
        #expect(ending.errors.contains("/nowhere/hook"))
        #expect(try await sandbox.emulator.bill(of: order.name) == Bill(), "a purchase that cannot be proven")
    }

    private static func notes(in folder: String) throws -> [(file: String, note: [String: String])] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".note") }.map { file in
            let lines = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8).split(separator: "\n")
            let pairs = lines.map { $0.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init) }
            return (file, Dictionary(pairs.map { ($0[0], $0.count > 1 ? $0[1] : "") }) { $1 })
        }
    }
}
