import Foundation
import JSON
import Testing

/// One `$SIGNET_HOME` and the commands run in it.
struct SignetHome: Sendable {
    let place: Workplace
    let path: String
    var profile: String?
    /// The address of the database that holds the state, where it is not the file in this home.
    var store: String?

    init(_ place: Workplace, _ name: String = "home") {
        self.place = place
        path = place.path(name)
    }

    var database: String { path + "/signet.sqlite" }

    func start(_ arguments: [String], _ more: [String: String] = [:]) throws -> RunningCommand {
        try place.start(Product.path(), arguments, environment: environment.merging(more) { $1 })
    }

    var environment: [String: String] {
        var environment = Workplace.environment
        environment["SIGNET_HOME"] = path
        environment["SIGNET_PROFILE"] = profile
        environment["SIGNET_STORE"] = store
        return environment
    }

    func run(_ arguments: [String], _ more: [String: String] = [:]) async throws -> Ending {
        let ending = try await start(arguments, more).ending()
        // Whatever it was that failed: what it says to do next can be typed.
        #expect(PrintedCommands.faults(in: ending.errors) == [], "\(ending)")
        return ending
    }
}

/// An order as most of these tests place it: one host name, in what the emulator has from the start.
struct TestOrder: Sendable {
    let name: String
    var domain: String { "\(name).test" }

    var arguments: [String] {
        ["order", name, "--domain", domain, "--key-vault", "demo-vault", "--site", "demo-site", "--output", "json"]
    }

    /// The same order by its name alone.
    var again: [String] { ["order", name, "--output", "json"] }
}
