/// The bounds within which a server that does not answer, or goes away, is borne with.
struct PostgresLimits: Sendable {
    var connections = 8
    /// To connect once.
    var connect: Duration = .seconds(5)
    /// For a statement and what goes with it; the server's own limit is shorter.
    var statement: Duration = .seconds(30)
    /// How long the first connection is tried for, and how long one that was lost.
    var opening: Duration = .seconds(5)
    var outage: Duration = .seconds(20)
    /// How often a transaction that met another is run again.
    var conflicts = 40
}

/// The state in a PostgreSQL database that any number of processes share, on any number of machines.
struct PostgresServer: Sendable {
    let address: PostgresAddress
    private let migrations: [Migration]
    private let limits: PostgresLimits
    private let pool: PostgresPool

    static func open(_ address: PostgresAddress, migrations: [Migration], limits: PostgresLimits = PostgresLimits()) async throws
        -> PostgresServer
    {
        let pool = PostgresPool(size: limits.connections) { PostgresConnection(address, limits) }
        var opening = limits
        opening.outage = limits.opening
        try await PostgresSchema.migrate(
            PostgresServer(address: address, migrations: migrations, limits: opening, pool: pool),
            to: migrations
        )
        return PostgresServer(address: address, migrations: migrations, limits: limits, pool: pool)
    }

    func refuseNewer() async throws { try await PostgresSchema.refuseNewer(self, than: migrations) }

    func notices(_ channel: String) -> AsyncStream<String> { PostgresListener.notices(channel, address, limits) }

    func transaction<Value: Sendable>(
        _ mode: PostgresTransaction.Mode,
        _ body: @escaping @Sendable (SQLConnection) throws -> Value
    ) async throws -> Value {
        let connection = try await pool.take()
        do {
            let value = try await tries(connection, mode, body)
            await pool.giveBack(connection)
            return value
        } catch {
            await pool.giveBack(connection)
            throw error
        }
    }

    /// Runs the transaction until it is committed, refused, or in doubt; again only when it certainly came to nothing.
    private func tries<Value: Sendable>(
        _ connection: PostgresConnection,
        _ mode: PostgresTransaction.Mode,
        _ body: @escaping @Sendable (SQLConnection) throws -> Value
    ) async throws -> Value {
        var retry = PostgresRetry(limits: limits)
        while true {
            switch await connection.attempt(mode, body) {
            case .done(let value): return value
            case .refused(let error): throw error
            case .inDoubt(let failure):
                throw StorageError(
                    .inDoubt,
                    "\(address) went away (\(failure.words)) after it was told to commit and before it answered, so nobody here knows "
                        + "whether the last change is kept. Look at it first, then run the same command again."
                )
            case .undone(let failure):
                guard let pause = retry.pause(after: failure, at: .now) else { throw failure.error(address) }
                if pause > .zero { try await Task.sleep(for: pause) }
            }
        }
    }
}

/// Whether a transaction that came to nothing is run again, and when.
struct PostgresRetry {
    let limits: PostgresLimits
    private var conflicts = 0
    private var losses = 0
    private var lostSince: ContinuousClock.Instant?

    init(limits: PostgresLimits) {
        self.limits = limits
    }

    /// Nil when it is not.
    mutating func pause(after failure: PostgresFailure, at now: ContinuousClock.Instant) -> Duration? {
        if failure.isConflict || failure.isDuplicate || failure.isStale {
            // Two that wrote the same row: the second one sees it when it looks again. A real duplicate is one the third time too.
            guard conflicts < (failure.isConflict ? limits.conflicts : 2) else { return nil }
            conflicts += 1
            return .milliseconds(Int.random(in: 0...min(2 << min(conflicts, 5), 50)))
        }
        guard failure.place == .connection, !failure.isLasting else { return nil }
        let since = lostSince ?? now
        lostSince = since
        guard now - since < limits.outage else { return nil }
        losses += 1
        // The first one may only be a connection that died while nobody used it.
        return losses == 1 ? .zero : .milliseconds(min(25 << min(losses, 6), 1000))
    }
}
