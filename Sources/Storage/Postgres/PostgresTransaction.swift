/// One transaction on one connection. It begins with its first statement, in the same round trip.
final class PostgresTransaction {
    enum Mode: Sendable {
        case read
        case serial
        case rowLocks

        fileprivate var begin: String {
            switch self {
            case .read: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
            case .serial: "BEGIN ISOLATION LEVEL SERIALIZABLE"
            case .rowLocks: "BEGIN ISOLATION LEVEL READ COMMITTED"
            }
        }
    }

    private let wire: PostgresWire
    private let address: PostgresAddress
    private let mode: Mode
    private var hasBegun = false
    /// The first thing that went wrong; nothing of the transaction stands after it.
    private(set) var failure: PostgresFailure?

    init(_ wire: PostgresWire, _ mode: Mode, _ address: PostgresAddress) {
        self.wire = wire
        self.mode = mode
        self.address = address
    }

    func run(_ sql: String, _ arguments: [SQLValue]) throws(StorageError) -> PostgresAnswer {
        try run([SQLStatement(sql, arguments)]).last ?? PostgresAnswer()
    }

    /// All of them in one round trip; an answer for each.
    func run(_ statements: [SQLStatement]) throws(StorageError) -> [PostgresAnswer] {
        if let failure { throw failure.error(address) }
        for case .text(let text) in statements.lazy.flatMap(\.arguments) where text.utf8.contains(0) {
            throw StorageError(.constraint, "The state refused a write: a text with a zero byte in it cannot be stored.")
        }
        let begin = hasBegun ? [] : [PostgresStatement(sql: mode.begin)]
        hasBegun = true
        do {
            let answers = try wire.exchange(begin + statements.map { PostgresStatement(sql: $0.sql, arguments: $0.arguments) })
            return Array(answers.suffix(statements.count))
        } catch {
            failure = error
            throw error.error(address)
        }
    }

    enum End {
        case committed
        case undone(PostgresFailure)
        case inDoubt(PostgresFailure)
    }

    /// From the moment the word is sent until it is answered, only the server knows.
    func commit() -> End {
        guard hasBegun else { return .committed }
        do {
            // What was read was read: nobody waits for the word that ends it.
            if mode == .read {
                try wire.sendAhead(PostgresStatement(sql: "COMMIT", isPrepared: false))
                return .committed
            }
            _ = try wire.exchange([PostgresStatement(sql: "COMMIT", isPrepared: false)])
            return .committed
        } catch {
            // A refusal on a connection that serves on is the server's word that nothing was kept, unless it says otherwise.
            let isKnown = error.place == .statement && error.state != "08007" && error.state != "40003"
            return isKnown ? .undone(error) : .inDoubt(error)
        }
    }

    /// False when the connection cannot be used any more.
    func rollback() -> Bool {
        guard hasBegun else { return true }
        return (try? wire.exchange([PostgresStatement(sql: "ROLLBACK")])) != nil
    }
}
