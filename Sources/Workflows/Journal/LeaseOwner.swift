import Foundation

/// Who holds a lease: a process of a machine, or of a container on it, since its boot, so that the next process can tell whether the holder still lives
/// and need not wait for the lease of a dead one to end.
package struct LeaseOwner: Sendable, Hashable {
    let text: String

    package static let thisProcess = LeaseOwner(text: "\(machine)/\(getpid())/\(startTime(of: getpid()) ?? "?")")

    /// What people call this machine.
    package static var machineName: String { ProcessInfo.processInfo.hostName }

    /// True only when the holder was a process of this machine that is certainly gone.
    var isGone: Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == Self.machine, let process = pid_t(parts[1]) else { return false }
        return Self.startTime(of: process) != String(parts[2])
    }

    var processNumber: String {
        text.split(separator: "/", omittingEmptySubsequences: false).dropFirst().first.map(String.init) ?? "?"
    }

    /// Containers share a boot and not their process numbers, so what one calls gone may live in another.
    private static let machine: String = {
        let processes = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")) ?? ""
        let boot = (try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)) ?? ProcessInfo.processInfo.hostName
        return boot.trimmingCharacters(in: .whitespacesAndNewlines) + processes
    }()

    /// The 22nd field of `/proc/PID/stat`: together with the number it names a process for good. A zombie is gone.
    private static func startTime(of process: pid_t) -> String? {
        guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return nil }
        guard let end = stat.lastIndex(of: ")") else { return nil }
        let fields = stat[stat.index(after: end)...].split(separator: " ")
        guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
        return String(fields[19])
    }
}
