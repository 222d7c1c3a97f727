import Dispatch

/// One connection on a thread of its own, so that what libpq blocks is never a thread that tasks share. It connects when it is
/// first needed, and again after it was lost.
actor PostgresConnection {
    private let thread = Thread()
    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    private let address: PostgresAddress
    private let limits: PostgresLimits
    private var wire: PostgresWire?

    init(_ address: PostgresAddress, _ limits: PostgresLimits) {
        self.address = address
        self.limits = limits
    }

    enum Attempt<Value: Sendable>: Sendable {
        case done(Value)
        /// The body threw, of its own accord.
        case refused(any Error)
        /// Certainly nothing was committed.
        case undone(PostgresFailure)
        case inDoubt(PostgresFailure)
    }

    func attempt<Value: Sendable>(_ mode: PostgresTransaction.Mode, _ body: @Sendable (SQLConnection) throws -> Value) -> Attempt<Value> {
        let wire: PostgresWire
        do throws(PostgresFailure) {
            wire = if let open = self.wire { open } else { try PostgresWire(address, limits) }
        } catch {
            return .undone(error)
        }
        self.wire = wire
        let transaction = PostgresTransaction(wire, mode, address)
        let value: Value
        do {
            value = try body(SQLConnection(session: .postgres(transaction)))
        } catch {
            let failure = transaction.failure
            if failure?.place == .connection || failure?.isStale == true || !transaction.rollback() { self.wire = nil }
            return failure.map { .undone($0) } ?? .refused(error)
        }
        if let failure = transaction.failure {
            if failure.place == .connection || !transaction.rollback() { self.wire = nil }
            return .undone(failure)
        }
        switch transaction.commit() {
        case .committed: return .done(value)
        case .undone(let failure): return .undone(failure)
        case .inDoubt(let failure):
            self.wire = nil
            // What was read was read, whatever became of the connection afterwards.
            return mode == .read ? .done(value) : .inDoubt(failure)
        }
    }

    private final class Thread: SerialExecutor {
        private let queue = DispatchQueue(label: "signet.postgres")

        func enqueue(_ job: consuming ExecutorJob) {
            let job = UnownedJob(job)
            queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
        }
    }
}
