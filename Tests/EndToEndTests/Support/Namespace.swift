import Foundation

/// A mount namespace of its own, which needs rights that not every machine gives.
enum Namespace {
    static let isAllowed: Bool = {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["unshare", "--user", "--map-root-user", "--mount", "true"]
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()

    /// Starts signet in one, as the last words of a script that mounts something first.
    ///
    /// - Parameter word: what the script calls `$0`.
    static func start(_ arguments: [String], _ home: SignetHome, script: String, _ word: String) throws -> RunningCommand {
        try home.place.start(
            "/usr/bin/env",
            ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script + " exec \"$@\"", word, try Product.path()] + arguments,
            environment: home.environment
        )
    }
}
