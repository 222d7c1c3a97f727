import Foundation
import JSON
import Workflows

/// The named profiles and which of them is in use, in `profiles.json`.
struct ProfileStore: Sendable {
    let home: Home

    struct Content {
        var current: String?
        var profiles: [(name: String, profile: Profile)] = []
    }

    func read() throws -> Content {
        guard FileManager.default.fileExists(atPath: home.profiles) else { return Content() }
        do {
            let value = try JSONValue(parsing: Array(Data(contentsOf: URL(fileURLWithPath: home.profiles))))
            var content = Content(current: value["current"]?.string)
            for (name, profile) in value["profiles"]?.object ?? [:] { content.profiles.append((name, try Profile(json: profile))) }
            return content
        } catch {
            throw Problem(
                .precondition,
                "The profiles in \(home.profiles) cannot be read.",
                why: "\(error)",
                nextStep: "Mend the file, or move it away and add the profiles again: mv '\(home.profiles)' '\(home.profiles).old'"
            )
        }
    }

    /// Reads, changes and writes as one step: another process that changes the profiles at the same time waits its turn.
    @discardableResult
    func update<Value>(_ change: (inout Content) throws -> Value) throws -> Value {
        try home.prepare()
        let descriptor = open(home.profiles + ".lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw unwritable }
        // The lock goes with the descriptor, also when the process is killed.
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX) != 0 { guard errno == EINTR else { throw unwritable } }
        var content = try read()
        let value = try change(&content)
        try write(content)
        return value
    }

    private var unwritable: Problem {
        Problem(
            .precondition,
            "The profiles in \(home.profiles) cannot be changed.",
            why: String(cString: strerror(errno)),
            nextStep: "Point SIGNET_HOME at a folder you may write to."
        )
    }

    private func write(_ content: Content) throws {
        var profiles: JSONObject = [:]
        for (name, profile) in content.profiles { profiles[name] = profile.json }
        let value: JSONValue = ["current": content.current.map(JSONValue.string) ?? nil, "profiles": .object(profiles)]
        try Data(value.bytes(pretty: true)).write(to: URL(fileURLWithPath: home.profiles), options: .atomic)
    }

    /// The profile to use: the one named, else the one that is set, else the one chosen by `profile use`; nil means the emulator.
    func choose(_ named: String?) throws -> (name: String, profile: Profile)? {
        let content = try read()
        let wanted = try named ?? home.settings().profile ?? content.current
        guard let wanted else { return nil }
        if let found = content.profiles.first(where: { $0.name == wanted }) { return found }
        let known = content.profiles.map(\.name).joined(separator: ", ")
        throw Problem(
            .input,
            "There is no profile named \(wanted).",
            why: known.isEmpty ? "no profile has been added yet" : "the profiles are \(known)",
            nextStep: "Add it: signet profile add \(wanted) --help"
        )
    }
}
