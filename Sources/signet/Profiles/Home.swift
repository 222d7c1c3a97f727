import AzureCore
import Catalog
import Custody
import Foundation
import Gateway
import Storage
import Workflows

/// The folder that holds all state: `$SIGNET_HOME`, else `~/.signet`.
struct Home: Sendable {
    let path: String
    /// `$SIGNET_CONFIG`, else the one in this folder.
    let configFile: String
    let isConfigNamed: Bool
    /// Those of the environment that are signet's; one may hold a password.
    let variables: Secret<[String: String]>

    init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        func named(_ variable: String) -> String? { environment[variable].flatMap { $0.isEmpty ? nil : $0 } }
        let own = named("HOME") ?? FileManager.default.homeDirectoryForCurrentUser.path
        let path = named("SIGNET_HOME") ?? own + "/.signet"
        self.path = URL(fileURLWithPath: path).standardizedFileURL.path
        let config = named(Self.configVariable)
        configFile = config.map { URL(fileURLWithPath: $0).standardizedFileURL.path } ?? self.path + "/config.yaml"
        isConfigNamed = config != nil
        variables = Secret(environment.filter { $0.key.hasPrefix("SIGNET_") })
    }

    static let configVariable = "SIGNET_CONFIG"

    var database: String { path + "/signet.sqlite" }
    /// The key around the sealed records, where no other is named.
    var custodyKey: String { path + "/custody.key" }
    var profiles: String { path + "/profiles.json" }
    var emulator: String { path + "/emulator" }

    /// The state, with the tables of all that is kept there: whoever opened it with fewer would take it for a newer signet's.
    func openState() async throws -> Store {
        try await Store.open(location(), migrations: Self.migrations)
    }

    static let migrations =
        Journal.migrations + ThrottleMemory.migrations + Custody.migrations + CatalogStore.migrations + GatewaySchema.migrations

    /// The state for a command that opens no session.
    func openPrepared() async throws -> Store {
        try prepare()
        return try await openState()
    }

    /// Where the state is: the database that is set, else the file in this folder.
    func location() throws -> StoreLocation {
        guard let address = try settings().store else { return .file(database) }
        return .postgres(try PostgresAddress(address.reveal()))
    }

    /// Makes the folder, for its owner's eyes only.
    func prepare(_ folder: String? = nil) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: folder ?? path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw Problem(
                .precondition,
                "The folder \(folder ?? path) cannot be made.",
                why: error.localizedDescription,
                nextStep: "Point SIGNET_HOME at a folder you may write to."
            )
        }
    }
}
