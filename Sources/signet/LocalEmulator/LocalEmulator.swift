import Foundation
import Workflows

/// The emulator that serves when no profile does: one process for each `$SIGNET_HOME`, started when it is needed and left
/// running, so that what was bound stays served; its state outlives it.
struct LocalEmulator: Sendable {
    let home: Home

    var readyFile: String { home.emulator + "/ready.json" }
    var stateFile: String { home.emulator + "/state.sqlite" }
    var logFile: String { home.emulator + "/emulator.log" }

    struct Started: Sendable {
        let ready: ReadyFile
        let wasRunning: Bool
    }

    /// The running emulator, or nil.
    func running() -> ReadyFile? {
        guard let ready = try? ReadyFile(path: readyFile), ready.isRunning else { return nil }
        return ready
    }

    /// Two commands that start at once share one emulator: the second waits for the first one's lock.
    func start() async throws -> Started {
        if let ready = running() { return Started(ready: ready, wasRunning: true) }
        try home.prepare(home.emulator)
        let lock = try lock()
        defer { close(lock) }
        if let ready = running() { return Started(ready: ready, wasRunning: true) }
        unlink(readyFile)
        let process = try spawn()
        return Started(ready: try await ready(process), wasRunning: false)
    }

    /// Ends it and waits until it is gone. False when none was running.
    func stop() async throws -> Bool {
        guard let ready = running() else { return false }
        kill(ready.process, SIGTERM)
        for _ in 0..<100 where ready.isRunning { try await Task.sleep(for: .milliseconds(50)) }
        guard !ready.isRunning else {
            throw Problem(
                .service,
                "The emulator (process \(ready.process)) does not stop.",
                why: "it ignored SIGTERM for 5 seconds",
                nextStep: "End it: kill -9 \(ready.process)"
            )
        }
        unlink(readyFile)
        return true
    }

    /// `POSIX_SPAWN_SETSID`, which the C library's headers show only to programs that ask for its extensions.
    private static let newSession: Int16 = 0x80

    private func lock() throws -> Int32 {
        let descriptor = open(home.emulator + "/lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0, flock(descriptor, LOCK_EX) == 0 else {
            throw Problem(
                .precondition,
                "The folder \(home.emulator) cannot be used.",
                why: String(cString: strerror(errno)),
                nextStep: "Point SIGNET_HOME at a folder you may write to."
            )
        }
        return descriptor
    }

    private func ready(_ process: pid_t) async throws -> ReadyFile {
        for _ in 0..<600 {
            if let ready = try? ReadyFile(path: readyFile) { return ready }
            var status: Int32 = 0
            if waitpid(process, &status, WNOHANG) == process { break }
            try await Task.sleep(for: .milliseconds(25))
        }
        let log = (try? String(contentsOfFile: logFile, encoding: .utf8)) ?? ""
        throw Problem(
            .service,
            "The emulator did not become ready.",
            why: log.isEmpty ? "it wrote nothing to \(logFile)" : String(log.suffix(500)),
            nextStep: "Run it in the foreground to see more: signet emulator run"
        )
    }

    /// Keeps what this command was given, or opened, from the emulator: whoever reads a pipe would wait for the emulator's end.
    private func keepDescriptors() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        for descriptor in names.compactMap({ Int32($0) }) where descriptor > STDERR_FILENO {
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        }
    }

    /// Starts this same program as a process of its own, in a session of its own, so that neither the end of this command nor
    /// a Ctrl-C at its terminal ends it.
    private func spawn() throws -> pid_t {
        keepDescriptors()
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, logFile, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Self.newSession)
        let words = ["signet", "emulator", "run", "--port", "0", "--ready-file", readyFile, "--state", stateFile]
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var process: pid_t = 0
        let result = posix_spawn(&process, "/proc/self/exe", &actions, &attributes, &arguments, environ)
        guard result == 0 else {
            throw Problem(
                .precondition,
                "The emulator could not be started.",
                why: String(cString: strerror(result)),
                nextStep: "Run it in the foreground to see more: signet emulator run"
            )
        }
        return process
    }
}
