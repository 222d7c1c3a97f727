/// Why a statement, a connection or a commit came to nothing, before it is told to anybody.
struct PostgresFailure: Error, Sendable, Hashable {
    enum Place: Sendable, Hashable {
        /// The server refused a statement; the connection serves on.
        case statement
        /// The connection is gone, or never came about.
        case connection
    }

    let place: Place
    /// The five characters by which SQL names what happened; nil where no server said anything.
    let state: String?
    let words: String
    /// It will be the same the next time: somebody has to change something first.
    var isLasting = false

    static func lost(_ words: String, state: String? = nil) -> PostgresFailure {
        PostgresFailure(place: .connection, state: state, words: words)
    }

    /// What libpq says of a connection that did not come about: its lines without the places in the server's source, and the first
    /// state named in them.
    init(connecting message: String, needsPassword: Bool) {
        var words: [String] = []
        var found: String?
        for line in message.split(separator: "\n") where !line.hasPrefix("LOCATION:") {
            guard let match = line.firstMatch(of: #/: +((?=[A-Z]*[0-9])[0-9A-Z]{5}): /#) else {
                words.append(String(line.drop { $0.isWhitespace }))
                continue
            }
            found = found ?? String(match.1)
            words.append(line[..<match.range.lowerBound] + ": " + line[match.range.upperBound...])
        }
        place = .connection
        state = found
        self.words = words.joined(separator: "; ")
        // Without a state nobody answered, or not yet with a server's words; the server may be starting.
        isLasting = needsPassword || found.map { !Self.passing.contains($0) } ?? false
    }

    init(place: Place, state: String?, words: String) {
        self.place = place
        self.state = state
        self.words = words
    }

    /// A server that starts, stops or has no place left will do the next time.
    private static let passing: Set<String> = ["57P01", "57P02", "57P03", "53300", "25006"]

    /// Two transactions met, and this one was undone so that the other could go on.
    var isConflict: Bool { state == "40001" || state == "40P01" }
    var isDuplicate: Bool { state == "23505" }
    /// What this connection had prepared does not fit the tables any more, or is not there.
    var isStale: Bool { state == "0A000" || state == "26000" }

    func error(_ address: PostgresAddress) -> StorageError {
        switch (place, state?.prefix(2)) {
        case (_, "28"): login(address)
        case (_, "3D"):
            StorageError(.login, "There is no such thing as \(address). Make it (createdb), or correct the address of the store.")
        case (.connection, _) where isLasting: login(address)
        case (.connection, _):
            StorageError(
                .unreachable,
                "\(address) cannot be reached: \(words). What was committed is kept. See that it runs (pg_isready) and that the address of "
                    + "the store names it."
            )
        case (_, "53"):
            StorageError(.full, "\(address) has no room left: \(words). Nothing of this was written, all before is kept. Make room there.")
        case (_, _) where state == "42501" || state == "25006":
            StorageError(
                .inaccessible,
                "\(address) may not be written to by this user: \(words). Let its owner grant what is missing, or name another user."
            )
        case (_, "23"): StorageError(.constraint, "The state refused a write: \(words).")
        case (_, "40"), (_, "55"), (_, "57"):
            StorageError(.busy, "\(address) was held up by others for too long: \(words). Try again when they have finished.")
        default: StorageError(.failed, "\(address) reported: \(words) (\(state ?? "no code")).")
        }
    }

    private func login(_ address: PostgresAddress) -> StorageError {
        StorageError(
            .login,
            "\(address) let nobody in: \(words). Correct user and password; the password is best kept in a file that PGPASSFILE names "
                + "(host:port:database:user:password)."
        )
    }
}
