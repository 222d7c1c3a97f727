import Foundation
import JSON
import Testing

@testable import Storage
@testable import signet

/// What surrounds the process and is not as it should be: the state, the program that publishes, the clock, the file system.
@Suite(.fewAtOnce, .sandbox, .timeLimit(.minutes(10))) struct HostileWorldTests {
    @Test func `a state file of a newer version is refused, left as it is, and used again by the newer one`() async throws {
        let sandbox = try Sandbox.shared
        let home = try await sandbox.newHome("newer")
        let order = TestOrder(name: "newer")
        #expect(try await home.run(order.arguments + ["--proof", "manual", "--no-wait"]).way == .exit(3))
        let future = Migration("2099-01 what nobody knows yet", ["CREATE TABLE later (id TEXT PRIMARY KEY)"])
        try await newer(home.database, [future]).write { try $0.execute("INSERT INTO later (id) VALUES ('one')") }
        for command in [Array(order.again.dropLast(2)), ["list"], ["runs", "list"]] {
            let ending = try await home.run(command)
            try Refusal(code: 1, words: ["newer version of signet", home.database, "$SIGNET_HOME"]).check(ending)
        }
        let rows = try await newer(home.database, [future]).read { try $0.rows("SELECT id FROM later").map { try $0.text("id") } }
        #expect(rows == ["one"])
        #expect(try await sandbox.emulator.bill(of: order.name) == Bill(purchases: 1))
    }

    /// As the newer version would: its step lies behind those of this one.
    private func newer(_ path: String, _ more: [Migration]) throws -> Store {
        try Store.open(path: path, migrations: Home.migrations + more)
    }
}

/// Programs that publish records badly.
@Suite(.fewAtOnce, .sandbox, .timeLimit(.minutes(10))) struct HostileHookTests {
    private func order(_ name: String, _ hook: String, _ more: [String: String] = [:]) async throws -> Ending {
        let sandbox = try Sandbox.shared
        let path = try sandbox.place.write(hook, to: "\(name).sh", executable: true)
        return try await sandbox.home.run(TestOrder(name: name).arguments.dropLast(2) + ["--proof", "hook:\(path)"], more)
    }

    /// What was begun is not lost: with a good publisher the same order comes to its end, bought once.
    private func expectGoesOn(_ name: String) async throws {
        let sandbox = try Sandbox.shared
        let again = try await sandbox.home.run(TestOrder(name: name).again + ["--proof", "emulator"])
        #expect(again.way == .exit(0), "\(again)")
        let bill = try await sandbox.emulator.bill(of: name)
        #expect(bill.purchases == 1 && bill.charges == 1 && bill.serialNumbers.count == 1, "\(bill)")
    }

    @Test func `a hook that hangs is ended when its time is over, its children with it, and the order goes on with another`() async throws {
        let note = try Sandbox.shared.place.path("child")
        let hook = "#!/bin/sh\ntrap '' TERM\nsleep 600 &\necho $! > '\(note)'\nwait\n"
        let ending = try await order("hanging-hook", hook, ["SIGNET_HOOK_TIMEOUT": "1s"])
        try Refusal(code: 1, words: ["hanging-hook.sh", "longer than 1 second", "SIGNET_HOOK_TIMEOUT"]).check(ending)
        let child = try #require(pid_t(String(contentsOfFile: note, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)))
        try await eventually("the child's end") { kill(child, 0) != 0 }
        try await expectGoesOn("hanging-hook")
    }

    @Test func `a hook that prints garbage and fails is quoted in clean text`() async throws {
        let noise = "head -c 3000000 /dev/urandom; printf '\\033[2J\\033]0;title\\007 zone \\377\\376 locked\\n'; exit 9"
        let ending = try await order("noisy-hook", "#!/bin/sh\n\(noise)\n")
        try Refusal(code: 1, words: ["ended with 9", "zone", "locked"]).check(ending)
        let controls = ending.errors.unicodeScalars.filter { $0.properties.generalCategory == .control && $0 != "\n" }
        #expect(controls.isEmpty, "\(controls)")
        try await expectGoesOn("noisy-hook")
    }

    @Test func `a hook that prints without end is stopped before it fills the disk`() async throws {
        let ending = try await order("endless-hook", "#!/bin/sh\nexec yes 'publishing, publishing'\n")
        try Refusal(code: 1, words: ["endless-hook.sh", "printed more than"]).check(ending)
        try await expectGoesOn("endless-hook")
    }

    @Test func `a hook that prints garbage and succeeds without publishing leaves the order waiting for the record`() async throws {
        let sandbox = try Sandbox.shared
        let path = try sandbox.place.write("#!/bin/sh\nhead -c 100000 /dev/urandom\n", to: "silent-hook.sh", executable: true)
        let order = TestOrder(name: "silent-hook")
        let ending = try await sandbox.home.run(order.arguments + ["--proof", "hook:\(path)", "--timeout", "2"])
        #expect(ending.way == .exit(3) && ending.errors.contains("\(order.domain)  TXT"), "\(ending)")
        #expect(try ending.json["status"] == "Waiting")
        try await expectGoesOn(order.name)
    }

    @Test(arguments: ["0s", "soon", "-3s", "10", "2d"])
    func `a time for hooks that is none is refused before anything is bought`(seconds: String) async throws {
        let name = "timeless\(seconds.filter { $0.isNumber || $0.isLetter })"
        let ending = try await order(name, "#!/bin/sh\n", ["SIGNET_HOOK_TIMEOUT": seconds])
        try Refusal(code: 64, words: ["SIGNET_HOOK_TIMEOUT", seconds]).check(ending)
        #expect(try await Sandbox.shared.emulator.bill(of: name) == Bill())
    }
}
