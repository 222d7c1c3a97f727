import Storage

/// The tables of the authorization server. Codes and tokens are kept as hashes; an access token is one of `gateway_token`.
enum OAuthSchema {
    static let migrations = [
        Migration(
            "2026-11 sign-ins by OAuth",
            [
                """
                CREATE TABLE oauth_client (
                    id TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, redirects TEXT NOT NULL, state TEXT NOT NULL,
                    source TEXT NOT NULL, created BIGINT NOT NULL, fetched BIGINT NOT NULL
                )
                """,
                "CREATE INDEX oauth_client_created ON oauth_client (kind, created)",
                """
                CREATE TABLE oauth_agent (
                    agent TEXT PRIMARY KEY REFERENCES gateway_agent (name), client TEXT NOT NULL REFERENCES oauth_client (id),
                    operator TEXT NOT NULL
                )
                """,
                """
                CREATE TABLE oauth_family (
                    id TEXT PRIMARY KEY, agent TEXT NOT NULL REFERENCES oauth_agent (agent), scopes TEXT NOT NULL,
                    audience TEXT NOT NULL, created BIGINT NOT NULL, expires BIGINT NOT NULL, revoked BIGINT
                )
                """,
                "CREATE INDEX oauth_family_agent ON oauth_family (agent)",
                """
                CREATE TABLE oauth_code (
                    hash TEXT PRIMARY KEY, family TEXT NOT NULL REFERENCES oauth_family (id) ON DELETE CASCADE, challenge TEXT NOT NULL,
                    redirect TEXT NOT NULL, expires BIGINT NOT NULL, used BIGINT
                )
                """,
                "CREATE INDEX oauth_code_family ON oauth_code (family)",
                """
                CREATE TABLE oauth_refresh (
                    hash TEXT PRIMARY KEY, family TEXT NOT NULL REFERENCES oauth_family (id) ON DELETE CASCADE,
                    expires BIGINT NOT NULL, used BIGINT
                )
                """,
                "CREATE INDEX oauth_refresh_family ON oauth_refresh (family)",
                "ALTER TABLE gateway_token ADD COLUMN family TEXT",
                "ALTER TABLE gateway_token ADD COLUMN audience TEXT",
                "CREATE INDEX gateway_token_family ON gateway_token (family)",
            ]
        )
    ]
}
