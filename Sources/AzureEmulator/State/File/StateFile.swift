import FoundationEssentials
import GRDB
import JSON

/// What is written to a state file at once.
struct StateChange: Sendable {
    let parts: [UInt8]
    /// Nil for a resource that is gone.
    let resources: [(id: String, tree: [UInt8]?)]
    /// Whether `resources` are all there are.
    let isWhole: Bool
    let snapshots: [(name: String, tree: [UInt8])]
}

/// The emulator's state in one SQLite file, held by one process at a time.
struct StateFile: Sendable {
    private static let version = 1
    let path: String
    private let queue: DatabaseQueue

    /// Opens the file, making it when there is none. One that is damaged, foreign or newer is refused and left as it is.
    init(path: String) throws(EmulatorError) {
        self.path = path
        if let content = FileManager.default.contents(atPath: path) {
            guard content.starts(with: Array("SQLite format 3".utf8)) else { throw Self.damaged(path, "it is no database") }
        } else {
            do { try PrivateFile.write([], to: path) } catch { throw EmulatorError(description: "\(error)") }
        }
        do {
            var configuration = Configuration()
            configuration.prepareDatabase { try $0.execute(sql: "PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = NORMAL") }
            queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.write { try Self.prepare($0, path) }
        } catch {
            throw Self.explained(error, path)
        }
    }

    private static func prepare(_ database: Database, _ path: String) throws {
        let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        guard version <= Self.version else {
            throw EmulatorError(description: "The state file \(path) is of a newer emulator (\(version)). Use that one, or another file.")
        }
        let check = try String.fetchOne(database, sql: "PRAGMA quick_check(1)") ?? ""
        guard check == "ok" else { throw damaged(path, check) }
        if version == 0 {
            let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
            guard tables == 0 else {
                throw EmulatorError(description: "The file \(path) is another program's database. Choose another file.")
            }
        }
        for table in ["part", "resource", "snapshot"] {
            try database.execute(sql: "CREATE TABLE IF NOT EXISTS \(table) (name TEXT PRIMARY KEY, tree BLOB NOT NULL) WITHOUT ROWID")
        }
        try database.execute(sql: "PRAGMA user_version = \(Self.version)")
    }

    func save(_ change: StateChange) async throws {
        try await queue.write { database in
            if change.isWhole { try database.execute(sql: "DELETE FROM resource") }
            try Self.put("part", "state", change.parts, database)
            for entry in change.resources {
                if let tree = entry.tree {
                    try Self.put("resource", entry.id, tree, database)
                } else {
                    try database.execute(sql: "DELETE FROM resource WHERE name = ?", arguments: [entry.id])
                }
            }
            for snapshot in change.snapshots { try Self.put("snapshot", snapshot.name, snapshot.tree, database) }
        }
    }

    /// Lets another process have the file.
    func close() {
        // A queue that will not close is let go with the process.
        try? queue.close()
    }

    private static func put(_ table: String, _ name: String, _ tree: [UInt8], _ database: Database) throws {
        let sql = "INSERT INTO \(table) (name, tree) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET tree = excluded.tree"
        try database.execute(sql: sql, arguments: [name, Data(tree)])
    }

    /// The emulator the file holds; nil when it is new.
    func load(at real: Date) throws(EmulatorError) -> Emulator? {
        do {
            let (parts, resources, snapshots) = try queue.read { database in
                (
                    try Data.fetchOne(database, sql: "SELECT tree FROM part WHERE name = 'state'"),
                    try Data.fetchAll(database, sql: "SELECT tree FROM resource"),
                    try Row.fetchAll(database, sql: "SELECT name, tree FROM snapshot").map { ($0["name"] as String, $0["tree"] as Data) }
                )
            }
            guard let parts else { return nil }
            let state = try EmulatorState(parts: Self.parsed(parts), resources: resources.map(Self.parsed), at: real)
            var others: [String: EmulatorState] = [:]
            for (name, tree) in snapshots { others[name] = try EmulatorState(snapshot: Self.parsed(tree), at: real) }
            guard let initial = others.removeValue(forKey: Emulator.initialName) else {
                throw EmulatorError(description: "the state to reset to is missing")
            }
            return Emulator(state: state, initial: initial, snapshots: others)
        } catch {
            throw Self.explained(error, path)
        }
    }

    /// Trees of ten thousands of orders are larger than a request may be.
    private static func parsed(_ data: Data) throws -> JSONValue {
        try JSONValue(parsing: Array(data), limits: JSONLimits(maximumBytes: 1 << 30, maximumDepth: 64))
    }

    private static func damaged(_ path: String, _ reason: String) -> EmulatorError {
        EmulatorError(
            description: "The state file \(path) is damaged: \(reason). It was not changed. Move it away to start with an empty state, "
                + "or restore it from a copy: mv '\(path)' '\(path).damaged'"
        )
    }

    private static func explained(_ error: any Error, _ path: String) -> EmulatorError {
        if let error = error as? EmulatorError { return error }
        guard let error = error as? DatabaseError else { return damaged(path, "\(error)") }
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            return EmulatorError(description: "The state file \(path) is in use by another emulator. Stop that one, or choose another.")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            return damaged(path, error.message ?? "it cannot be read")
        default:
            let reason = error.message ?? "no reason given"
            return EmulatorError(description: "The state file \(path) cannot be used: \(reason). Check its folder, mode and free space.")
        }
    }
}

extension EmulatorState {
    /// A whole state as one tree.
    func snapshot(at real: Date) -> JSONValue {
        ["state": parts(at: real), "resources": .array(resources.everything.compactMap { $0.resource?.json })]
    }

    init(snapshot: JSONValue, at real: Date) throws {
        try self.init(parts: snapshot["state"] ?? nil, resources: snapshot["resources"]?.array ?? [], at: real)
    }
}
