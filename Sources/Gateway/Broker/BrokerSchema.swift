import Storage

/// The tables of what agents had done. Results and answers in them are without secrets; what may hold one is sealed in custody.
enum BrokerSchema {
    static let migrations = [
        Migration(
            "2026-11 what agents had done",
            [
                """
                CREATE TABLE gateway_execution (
                    id TEXT PRIMARY KEY, agent TEXT NOT NULL, operation TEXT NOT NULL, effect TEXT NOT NULL, state TEXT NOT NULL,
                    digest TEXT NOT NULL, same TEXT, answer TEXT NOT NULL, token TEXT, settle TEXT, approval TEXT, created BIGINT NOT NULL,
                    updated BIGINT NOT NULL, until BIGINT NOT NULL
                )
                """,
                "CREATE UNIQUE INDEX gateway_execution_same ON gateway_execution (agent, same)",
                "CREATE INDEX gateway_execution_updated ON gateway_execution (updated)",
                """
                CREATE TABLE gateway_result (
                    id TEXT PRIMARY KEY, agent TEXT NOT NULL, body TEXT NOT NULL, created BIGINT NOT NULL, expires BIGINT NOT NULL
                )
                """,
                "CREATE INDEX gateway_result_expires ON gateway_result (expires)",
                """
                CREATE TABLE gateway_plan (
                    id TEXT PRIMARY KEY, agent TEXT NOT NULL, digest TEXT NOT NULL, body TEXT NOT NULL, origin TEXT NOT NULL,
                    created BIGINT NOT NULL, expires BIGINT NOT NULL
                )
                """,
                """
                CREATE TABLE gateway_use (
                    agent TEXT NOT NULL, what TEXT NOT NULL, hundredths BIGINT NOT NULL, at BIGINT NOT NULL
                )
                """,
                "CREATE INDEX gateway_use_agent ON gateway_use (agent, what, at)",
                """
                CREATE TABLE gateway_request (
                    id TEXT PRIMARY KEY, agent TEXT NOT NULL, digest TEXT NOT NULL, body TEXT NOT NULL, created BIGINT NOT NULL,
                    expires BIGINT NOT NULL
                )
                """,
                "CREATE UNIQUE INDEX gateway_request_digest ON gateway_request (agent, digest)",
            ]
        )
    ]
}
