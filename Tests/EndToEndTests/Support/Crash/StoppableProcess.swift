import Dispatch
import Foundation

/// A process whose stops are noticed at once: the kernel tells of them, so nobody looks again and again.
final class StoppableProcess: Sendable {
    enum State: Sendable, Hashable {
        /// It stopped itself, and waits to be killed or continued.
        case stopped
        case exited(Int32)
        case killed(Int32)
    }

    let id: pid_t
    private let outputFile: String
    private let errorFile: String

    /// - Parameter files: where what it says is kept, as a path without its ending.
    init(_ program: String, _ arguments: [String], environment: [String: String], files: String) throws {
        outputFile = files + ".out"
        errorFile = files + ".err"
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, outputFile, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errorFile, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A group of its own: should the tests be killed, the system hangs up what is stopped in it.
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        var words = ([program] + arguments).map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in words + variables { free(text) } }
        var id: pid_t = 0
        let code = posix_spawn(&id, program, &actions, &attributes, &words, &variables)
        guard code == 0 else { throw NotStarted(reason: String(cString: strerror(code))) }
        self.id = id
    }

    /// Waits until it stops or ends. One that does neither is killed after `limit`.
    func next(within limit: Duration = .seconds(60)) async -> State {
        let watchdog = Task { [id] in
            guard (try? await Task.sleep(for: limit)) != nil else { return }
            kill(id, SIGKILL)
        }
        defer { watchdog.cancel() }
        return await withCheckedContinuation { continuation in
            DispatchQueue.global().async { [id] in
                var status: Int32 = 0
                while waitpid(id, &status, WUNTRACED) < 0 && errno == EINTR {}
                continuation.resume(returning: State(status))
            }
        }
    }

    func send(_ signal: Int32) { kill(id, signal) }

    /// Kills it and waits for its end.
    func end() async {
        send(SIGKILL)
        _ = await next()
    }

    var output: String { Self.text(outputFile) }
    var errors: String { Self.text(errorFile) }

    private static func text(_ file: String) -> String {
        String(decoding: FileManager.default.contents(atPath: file) ?? Data(), as: UTF8.self)
    }

    struct NotStarted: Error {
        let reason: String
    }
}

extension StoppableProcess.State {
    /// The macros of `wait.h`, which Swift does not import.
    fileprivate init(_ status: Int32) {
        let low = status & 0x7f
        if status & 0xff == 0x7f {
            self = .stopped
        } else if low == 0 {
            self = .exited((status >> 8) & 0xff)
        } else {
            self = .killed(low)
        }
    }
}
