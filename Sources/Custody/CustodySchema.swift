import Storage

extension Custody {
    /// Times are milliseconds since 1970; sealed bytes are base64. A record names the key that wraps its data key, so that old
    /// and new keys serve side by side while records are wrapped anew.
    package static let migrations = [
        Migration(
            "2026-11 sealed records and the keys around them",
            [
                """
                CREATE TABLE custody_key (
                    id TEXT PRIMARY KEY, source TEXT NOT NULL, place TEXT NOT NULL, salt TEXT NOT NULL, rounds BIGINT NOT NULL,
                    block_size BIGINT NOT NULL, parallelism BIGINT NOT NULL, proof TEXT NOT NULL, active BIGINT NOT NULL, created BIGINT NOT NULL
                )
                """,
                "CREATE UNIQUE INDEX custody_key_active ON custody_key (active) WHERE active = 1",
                """
                CREATE TABLE custody_record (
                    id TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, version BIGINT NOT NULL, facts TEXT NOT NULL,
                    key_id TEXT NOT NULL REFERENCES custody_key (id), wrapped_key TEXT NOT NULL, sealed TEXT NOT NULL,
                    created BIGINT NOT NULL, updated BIGINT NOT NULL
                )
                """,
                "CREATE UNIQUE INDEX custody_record_name ON custody_record (kind, name)",
            ]
        )
    ]
}
