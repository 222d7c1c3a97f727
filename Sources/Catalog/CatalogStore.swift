import JSON
import Storage

/// The documents that were imported, in the state file. What is kept is the document as JSON; operations are read from it again,
/// so that a newer signet understands more of the same document.
package struct CatalogStore: Sendable {
    package static let migrations = [
        Migration(
            "2026-11 API documents",
            [
                """
                CREATE TABLE api_document (
                    api TEXT NOT NULL, version TEXT NOT NULL, title TEXT NOT NULL, dialect TEXT NOT NULL, digest TEXT NOT NULL,
                    operations BIGINT NOT NULL, missing TEXT NOT NULL, source TEXT NOT NULL, imported_at TEXT NOT NULL, body TEXT NOT NULL,
                    PRIMARY KEY (api, version)
                )
                """
            ]
        )
    ]

    /// What is known of an imported document without reading it.
    package struct Entry: Sendable, Hashable {
        package let api: String
        package let version: String
        package let title: String
        package let dialect: String
        package let digest: String
        package let operations: Int
        /// References that lead out of the document.
        package let missing: [String]
        /// The file it came from, without its folder.
        package let source: String
        package let importedAt: String

        package var name: String { "\(api)@\(version)" }
    }

    let store: Store

    package init(_ store: Store) {
        self.store = store
    }

    package func entries() async throws -> [Entry] {
        try await store.read { connection in
            try connection.rows(
                "SELECT api, version, title, dialect, digest, operations, missing, source, imported_at FROM api_document ORDER BY api, version"
            ).map(Self.entry)
        }
    }

    /// All documents, read anew. One that no longer reads is left out: it is still listed and can be removed.
    package func documents() async throws -> [APIDocument] {
        let rows = try await store.read { connection in
            try connection.rows("SELECT api, digest, body FROM api_document ORDER BY api, version").map { row in
                (api: try row.text("api"), digest: try row.text("digest"), body: try row.text("body"))
            }
        }
        let reader = DocumentReader(limits: .kept)
        return rows.compactMap { row in
            guard let root = try? reader.value(Array(row.body.utf8)) else { return nil }
            return try? reader.document(root, digest: row.digest, api: row.api)
        }
    }

    /// Keeps a document in place of one with the same name.
    package func put(_ document: APIDocument, source: String, at time: String) async throws {
        let values: [SQLValue] = [
            .text(document.api), .text(document.version), .text(document.title), .text(document.dialect.rawValue), .text(document.digest),
            .integer(Int64(document.operations.count)), .json(.array(document.missing.map(JSONValue.string))), .text(source), .text(time),
            .json(document.root),
        ]
        _ = try await store.write { connection in
            try connection.execute("DELETE FROM api_document WHERE api = ? AND version = ?", Array(values.prefix(2)))
            try connection.execute(
                """
                INSERT INTO api_document (api, version, title, dialect, digest, operations, missing, source, imported_at, body)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                values
            )
        }
    }

    /// How many documents went: of one version, or of all when the version is nil.
    package func remove(api: String, version: String?) async throws -> Int {
        try await store.write { connection in
            guard let version else { return try connection.execute("DELETE FROM api_document WHERE api = ?", [.text(api)]) }
            return try connection.execute("DELETE FROM api_document WHERE api = ? AND version = ?", [.text(api), .text(version)])
        }
    }

    private static func entry(_ row: SQLRow) throws -> Entry {
        Entry(
            api: try row.text("api"),
            version: try row.text("version"),
            title: try row.text("title"),
            dialect: try row.text("dialect"),
            digest: try row.text("digest"),
            operations: Int(try row.integer("operations")),
            missing: (try row.json("missing").array ?? []).compactMap(\.string),
            source: try row.text("source"),
            importedAt: try row.text("imported_at")
        )
    }
}
