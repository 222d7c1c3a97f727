import Storage

extension Journal {
    /// Times are milliseconds since 1970. At most one active run for a subject and workflow: the index is the guarantee
    /// behind "a purchase happens once" when two processes are asked for the same order at the same moment.
    package static let migrations = [
        Migration(
            "2026-11 runs and their journals",
            [
                """
                CREATE TABLE run (
                    id TEXT PRIMARY KEY, workflow TEXT NOT NULL, version BIGINT NOT NULL, subject TEXT NOT NULL, input TEXT NOT NULL,
                    state TEXT NOT NULL, waiting TEXT, wait_until BIGINT, owner TEXT, owner_until BIGINT NOT NULL, epoch BIGINT NOT NULL,
                    created BIGINT NOT NULL, updated BIGINT NOT NULL
                )
                """,
                "CREATE UNIQUE INDEX run_active ON run (subject, workflow) WHERE state = 'active'",
                "CREATE INDEX run_subject ON run (subject, created)",
                """
                CREATE TABLE journal (
                    run TEXT NOT NULL REFERENCES run (id), sequence BIGINT NOT NULL, kind TEXT NOT NULL, step TEXT NOT NULL,
                    body TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (run, sequence)
                )
                """,
            ]
        ),
        // A lease is the order's, not the run's: two workflows never change one order at the same time.
        Migration(
            "2026-11 leases of subjects",
            [
                "CREATE TABLE lease (subject TEXT PRIMARY KEY, owner TEXT, until BIGINT NOT NULL, epoch BIGINT NOT NULL)",
                "INSERT INTO lease (subject, owner, until, epoch) SELECT subject, NULL, 0, max(epoch) FROM run GROUP BY subject",
                "ALTER TABLE run DROP COLUMN owner",
                "ALTER TABLE run DROP COLUMN owner_until",
                "ALTER TABLE run DROP COLUMN epoch",
                "ALTER TABLE run ADD COLUMN waiting_on TEXT",
                "ALTER TABLE run ADD COLUMN looks BIGINT NOT NULL DEFAULT 0",
                "ALTER TABLE run ADD COLUMN failures BIGINT NOT NULL DEFAULT 0",
                "ALTER TABLE run ADD COLUMN failing_since BIGINT",
                "CREATE INDEX run_due ON run (wait_until) WHERE state = 'active'",
            ]
        ),
        // What was seen of orders. Who renews them is in the journal alone.
        Migration(
            "2026-11 inventory of orders",
            [
                """
                CREATE TABLE inventory (
                    subject TEXT PRIMARY KEY, id TEXT NOT NULL, domain TEXT NOT NULL, status TEXT, expires BIGINT, auto_renew BIGINT,
                    seen BIGINT NOT NULL
                )
                """
            ]
        ),
        // Whoever does not know whether its claim was committed finds out by the claim's own name.
        Migration("2026-11 claims of leases", ["ALTER TABLE lease ADD COLUMN claim TEXT"]),
        // What a decision needs of an order, without asking for it again, and what was decided.
        Migration(
            "2026-11 decisions about the fleet",
            [
                "ALTER TABLE inventory ADD COLUMN facts TEXT",
                "ALTER TABLE inventory ADD COLUMN placed BIGINT",
                """
                CREATE TABLE decision (
                    subject TEXT PRIMARY KEY, kind TEXT NOT NULL, at BIGINT, why TEXT NOT NULL, body TEXT NOT NULL, decided BIGINT NOT NULL
                )
                """,
                "CREATE INDEX decision_at ON decision (at)",
            ]
        ),
        // When a domain was proven is in an order's history alone, which is read seldom.
        Migration(
            "2026-11 proofs in the inventory",
            ["ALTER TABLE inventory ADD COLUMN proven BIGINT", "ALTER TABLE inventory ADD COLUMN learnt BIGINT"]
        ),
        // What was seen between each order and the wire, what somebody is told of, and whom it is still on its way to.
        Migration(
            "2026-11 drift and alerts",
            [
                """
                CREATE TABLE sighting (
                    subject TEXT PRIMARY KEY, looked BIGINT NOT NULL, claim TEXT, claimed BIGINT NOT NULL, status TEXT,
                    status_since BIGINT NOT NULL, remarkable BIGINT NOT NULL, body TEXT
                )
                """,
                "CREATE INDEX sighting_looked ON sighting (looked)",
                """
                CREATE TABLE alert (
                    id TEXT PRIMARY KEY, subject TEXT NOT NULL, kind TEXT NOT NULL, detail TEXT NOT NULL, fix TEXT NOT NULL,
                    opened BIGINT NOT NULL, told BIGINT NOT NULL, closed BIGINT
                )
                """,
                "CREATE UNIQUE INDEX alert_open ON alert (subject, kind) WHERE closed IS NULL",
                """
                CREATE TABLE alert_message (
                    id TEXT PRIMARY KEY, alert TEXT NOT NULL, hook TEXT NOT NULL, body TEXT NOT NULL, made BIGINT NOT NULL,
                    due BIGINT NOT NULL, attempts BIGINT NOT NULL, claim TEXT, claimed BIGINT NOT NULL, state TEXT NOT NULL
                )
                """,
                "CREATE INDEX alert_message_due ON alert_message (due) WHERE state = 'queued'",
            ]
        ),
        // What each turn of a daemon asks of all runs: without these it reads the whole history, which grows for years.
        Migration(
            "2026-12 ways into the history",
            [
                "CREATE INDEX run_state ON run (state, created)",
                "CREATE INDEX run_workflow ON run (workflow)",
                "CREATE INDEX journal_outcome ON journal (step, at) WHERE kind = 'outcome'",
            ]
        ),
    ]
}
