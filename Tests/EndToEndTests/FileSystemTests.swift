import Foundation
import JSON
import Testing

/// A file system of another machine cannot be had in a test. What the process is told of its file systems can: the kernel's table is covered
/// by one that names the home's as such, in a mount namespace of its own, and the binary is started in there.
@Suite(.fewAtOnce, .sandbox, .timeLimit(.minutes(5)), .enabled(if: Namespace.isAllowed))
struct FileSystemTests {
    private func run(_ arguments: [String], _ home: SignetHome, _ kind: String) async throws -> Ending {
        let real = try String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8)
        let line = "999 1 0:99 / \(home.path) rw shared:9 - \(kind) server:/export rw\n"
        let table = try home.place.write(real + line, to: "table-\(kind)")
        // The process keeps its number through exec, and so the table that was put over its own.
        return try await Namespace.start(arguments, home, script: "mount --bind \"$0\" /proc/$$/mountinfo &&", table).ending()
    }

    @Test(arguments: ["nfs4", "cifs", "fuse.sshfs"])
    func `a home on a network file system is refused by its kind before anything is written there`(kind: String) async throws {
        let sandbox = try Sandbox.shared
        let home = try await sandbox.newHome("shared-\(kind)")
        let order = TestOrder(name: "far-\(kind.filter(\.isLetter))")
        let ending = try await run(order.arguments.dropLast(2), home, kind)
        try Refusal(code: 1, words: [kind, "network file system", "$SIGNET_HOME"]).check(ending)
        #expect(!FileManager.default.fileExists(atPath: home.database))
        #expect(try await sandbox.emulator.bill(of: order.name) == Bill())
    }

    @Test func `the same home, told of as a local one, is used`() async throws {
        let sandbox = try Sandbox.shared
        let home = try await sandbox.newHome("shared-none")
        let ending = try await run(["runs", "list"], home, "ext4")
        #expect(ending.way == .exit(0), "\(ending)")
    }
}
