import CPostgres
import Glibc

/// What a statement brought.
struct PostgresAnswer {
    var changes = 0
    var rows: [SQLRow] = []
}

struct PostgresStatement {
    let sql: String
    var arguments: [SQLValue] = []
    /// Parsed once for each connection. What is said rarely, or has to be seen on the wire, is not.
    var isPrepared = true
}

/// One connection, used by one thread at a time, which it blocks: never longer than its deadlines.
///
/// Statements are sent as a pipeline, so that several go out together and cost one round trip.
final class PostgresWire {
    private let connection: OpaquePointer
    /// Names of what the server has parsed already, by the statement as it was given.
    private var prepared: [String: String] = [:]
    private let longestStatement: Duration
    /// Statements that were sent ahead and whose answers nobody has taken yet.
    private var owed = 0

    private static let mostPrepared = 256
    private static let integers: Set<Oid> = [20, 21, 23]

    init(_ address: PostgresAddress, _ limits: PostgresLimits) throws(PostgresFailure) {
        guard let connection = address.start() else { throw .lost("no memory for a connection") }
        self.connection = connection
        longestStatement = limits.statement
        // A notice would go to standard error.
        PQsetNoticeProcessor(connection, { _, _ in }, nil)
        // The state of a refused connection stands in its words only.
        PQsetErrorVerbosity(connection, PQERRORS_VERBOSE)
        try shakeHands(until: .now + limits.connect)
        PQsetErrorVerbosity(connection, PQERRORS_DEFAULT)
        guard PQsetnonblocking(connection, 1) == 0, PQenterPipelineMode(connection) == 1 else { throw lost() }
        _ = try exchange(Self.settings.map { PostgresStatement(sql: $0, isPrepared: false) })
    }

    deinit { PQfinish(connection) }

    /// The server gives up on whoever stays away amidst a transaction before others give up waiting for its locks.
    private static let settings = [
        "SET idle_in_transaction_session_timeout = '10s'", "SET lock_timeout = '15s'", "SET statement_timeout = '20s'",
        "SET standard_conforming_strings = on",
        // An answered commit is on disk, whatever the database was set up for.
        "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'",
    ]

    private func shakeHands(until deadline: ContinuousClock.Instant) throws(PostgresFailure) {
        var next = PQstatus(connection) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING
        while next != PGRES_POLLING_OK {
            guard next != PGRES_POLLING_FAILED else {
                throw PostgresFailure(connecting: message, needsPassword: PQconnectionNeedsPassword(connection) == 1)
            }
            try wait(next == PGRES_POLLING_READING ? POLLIN : POLLOUT, until: deadline)
            next = PQconnectPoll(connection)
        }
    }

    /// Sends all of them at once and returns an answer for each. When the server refuses one, those after it are not carried out.
    func exchange(_ statements: [PostgresStatement]) throws(PostgresFailure) -> [PostgresAnswer] {
        let deadline = ContinuousClock.now + longestStatement
        var preparing: [(sql: String, name: String)?] = []
        for statement in statements { try send(statement, &preparing) }
        guard PQpipelineSync(connection) == 1 else { throw lost() }
        try takeOwed(until: deadline)
        var answers: [PostgresAnswer] = []
        var refusal: PostgresFailure?
        for sql in preparing {
            while let result = try next(until: deadline, after: refusal) {
                defer { PQclear(result) }
                switch PQresultStatus(result) {
                case PGRES_COMMAND_OK, PGRES_TUPLES_OK:
                    if let sql { prepared[sql.sql] = sql.name } else { answers.append(Self.answer(result)) }
                case PGRES_PIPELINE_ABORTED: break
                default: refusal = refusal ?? Self.refusal(result)
                }
            }
        }
        guard let end = try next(until: deadline, after: refusal) else { throw lost(after: refusal) }
        defer { PQclear(end) }
        guard PQresultStatus(end) == PGRES_PIPELINE_SYNC, PQstatus(connection) == CONNECTION_OK else { throw lost(after: refusal) }
        if let refusal { throw refusal }
        return answers
    }

    /// Sends a statement and does not wait for its answer, which the next exchange takes first.
    func sendAhead(_ statement: PostgresStatement) throws(PostgresFailure) {
        var preparing: [(sql: String, name: String)?] = []
        try send(statement, &preparing)
        guard PQpipelineSync(connection) == 1, PQflush(connection) >= 0 else { throw lost() }
        owed += 1
    }

    private func takeOwed(until deadline: ContinuousClock.Instant) throws(PostgresFailure) {
        while owed > 0 {
            while let result = try next(until: deadline, after: nil) { PQclear(result) }
            guard let end = try next(until: deadline, after: nil) else { throw lost() }
            PQclear(end)
            owed -= 1
        }
    }

    private func send(_ statement: PostgresStatement, _ preparing: inout [(sql: String, name: String)?]) throws(PostgresFailure) {
        let values = statement.arguments.map { value -> UnsafePointer<CChar>? in
            switch value {
            case .null: nil
            case .integer(let number): UnsafePointer(strdup(String(number)))
            case .text(let text): UnsafePointer(strdup(text))
            }
        }
        defer { for value in values { free(UnsafeMutablePointer(mutating: value)) } }
        var name = prepared[statement.sql] ?? preparing.lazy.compactMap { $0 }.first { $0.sql == statement.sql }?.name
        let text = name == nil ? Dialect.postgres.statement(statement.sql) : ""
        if name == nil, statement.isPrepared, prepared.count < Self.mostPrepared {
            let new = "s\(prepared.count)_\(preparing.count)"
            guard PQsendPrepare(connection, new, text, 0, nil) == 1 else { throw lost() }
            preparing.append((statement.sql, new))
            name = new
        }
        let count = Int32(clamping: values.count)
        let sent =
            if let name {
                PQsendQueryPrepared(connection, name, count, values, nil, nil, 0)
            } else {
                PQsendQueryParams(connection, text, count, nil, values, nil, nil, 0)
            }
        guard sent == 1 else { throw lost() }
        preparing.append(nil)
    }

    /// The next result; nil ends those of one statement.
    private func next(until deadline: ContinuousClock.Instant, after refusal: PostgresFailure?) throws(PostgresFailure) -> OpaquePointer? {
        while true {
            let unsent = PQflush(connection)
            guard unsent >= 0 else { throw lost(after: refusal) }
            if PQisBusy(connection) == 0 { return PQgetResult(connection) }
            try wait(unsent == 0 ? POLLIN : POLLIN | POLLOUT, until: deadline)
            guard PQconsumeInput(connection) == 1 else { throw lost(after: refusal) }
        }
    }

    /// What other connections said on the channels this one listens to; waits for it at most so long.
    func notices(within limit: Duration) throws(PostgresFailure) -> [String] {
        if try isReady(POLLIN, until: .now + limit), PQconsumeInput(connection) == 0 { throw lost() }
        var texts: [String] = []
        while let notice = PQnotifies(connection) {
            texts.append(notice.pointee.extra.map { String(cString: $0) } ?? "")
            PQfreemem(notice)
        }
        return texts
    }

    private func wait(_ events: Int32, until deadline: ContinuousClock.Instant) throws(PostgresFailure) {
        guard try isReady(events, until: deadline) else { throw .lost("no answer in time") }
    }

    private func isReady(_ events: Int32, until deadline: ContinuousClock.Instant) throws(PostgresFailure) -> Bool {
        var descriptor = pollfd(fd: PQsocket(connection), events: Int16(truncatingIfNeeded: events), revents: 0)
        guard descriptor.fd >= 0 else { throw lost() }
        while true {
            let left = max(deadline - .now, .zero)
            let (seconds, fraction) = left.components
            // A process that was stopped meanwhile looks once more, as what it waited for may be there.
            switch poll(
                &descriptor,
                1,
                Int32(clamping: min(seconds, 60) * 1000 + fraction / 1_000_000_000_000_000 + (left > .zero ? 1 : 0))
            ) {
            case 1...: return true
            case 0 where left == .zero: return false
            case 0: continue
            default: guard errno == EINTR else { throw .lost(String(cString: strerror(errno))) }
            }
        }
    }

    private var message: String { PQerrorMessage(connection).map { String(cString: $0) } ?? "" }

    /// The server's last words, where it had any, tell more than that the connection ended.
    private func lost(after refusal: PostgresFailure? = nil) -> PostgresFailure {
        .lost(refusal?.words ?? PostgresFailure(connecting: message, needsPassword: false).words, state: refusal?.state)
    }

    private static func refusal(_ result: OpaquePointer) -> PostgresFailure {
        func field(_ code: Character) -> String? {
            PQresultErrorField(result, Int32(code.asciiValue ?? 0)).map { String(cString: $0) }
        }
        return PostgresFailure(place: .statement, state: field("C"), words: field("M") ?? "no reason given")
    }

    private static func answer(_ result: OpaquePointer) -> PostgresAnswer {
        let columns = (0..<max(0, PQnfields(result))).map { column in
            (PQfname(result, column).map { String(cString: $0) } ?? "", integers.contains(PQftype(result, column)))
        }
        let names = columns.map { $0.0 }
        let rows = (0..<max(0, PQntuples(result))).map { row in
            let values = columns.enumerated().map { number, column in
                value(result, row, Int32(clamping: number), isInteger: column.1)
            }
            return SQLRow(names: names, values: values)
        }
        return PostgresAnswer(changes: PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0, rows: rows)
    }

    private static func value(_ result: OpaquePointer, _ row: Int32, _ column: Int32, isInteger: Bool) -> SQLValue {
        guard PQgetisnull(result, row, column) == 0, let bytes = PQgetvalue(result, row, column) else { return .null }
        let text = String(cString: bytes)
        return isInteger ? Int64(text).map(SQLValue.integer) ?? .text(text) : .text(text)
    }
}
