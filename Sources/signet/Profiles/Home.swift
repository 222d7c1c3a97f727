import AzureCore
import Catalog
import Custody
import Foundation
import Storage
import Workflows

/// The folder that holds all state: `$SIGNET_HOME`, else `~/.signet`.
struct Home: Sendable {
    let path: String
    /// `$SIGNET_STORE`, where the state is not the file in this folder.
    private let store: Secret<String>?

    init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        func named(_ variable: String) -> String? { environment[variable].flatMap { $0.isEmpty ? nil : $0 } }
        let own = named("HOME") ?? FileManager.default.homeDirectoryForCurrentUser.path
        let path = named("SIGNET_HOME") ?? own + "/.signet"
        self.path = URL(fileURLWithPath: path).standardizedFileURL.path
        store = named("SIGNET_STORE").map { Secret($0) }
    }

    var database: String { path + "/signet.sqlite" }
    /// The key around the sealed records, where no other is named.
    var custodyKey: String { path + "/custody.key" }
    var profiles: String { path + "/profiles.json" }
    var emulator: String { path + "/emulator" }

    /// The state, with the tables of all that is kept there: whoever opened it with fewer would take it for a newer signet's.
    func openState() async throws -> Store {
        try await Store.open(location(), migrations: Self.migrations)
    }

    static let migrations = Journal.migrations + ThrottleMemory.migrations + Custody.migrations + CatalogStore.migrations

    /// Where the state is: a database that `$SIGNET_STORE` names, else the file in this folder.
    func location() throws -> StoreLocation {
        guard let text = store?.reveal() else { return .file(database) }
        guard PostgresAddress.isOne(text) else {
            throw Problem(
                .input,
                "SIGNET_STORE names no store.",
                why: "it is not shown, as it may hold a password, and it is no address of PostgreSQL",
                nextStep: "Set it to postgres://USER@HOST:PORT/DATABASE, or unset it to keep the state in \(path)."
            )
        }
        return .postgres(try PostgresAddress(text))
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
