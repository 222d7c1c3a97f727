import AzureCore
import JSON
import Storage

/// What is known of a subscription's budgets, handed from command to command in the state file: they share the limits, and each
/// would otherwise learn them by being refused.
///
/// It is a hint. Where it cannot be read or written nothing else is the worse for it, so neither ever fails.
struct ThrottleMemory: Sendable {
    /// One row for each identity. Whoever writes has taken over what stood there before.
    static let migrations = [
        Migration("2026-11 budgets", ["CREATE TABLE throttle (principal TEXT PRIMARY KEY, state TEXT NOT NULL)"])
    ]

    let store: Store
    let principal: String

    /// Takes over what earlier commands left. The governor passes over what is older than a day.
    func recall(into governor: ThrottleGovernor) async { _ = try? await takeOver(into: governor) }

    /// Leaves what is known now, together with what other commands have left meanwhile.
    func keep(_ governor: ThrottleGovernor) async {
        guard await governor.exported()["budgets"]?.array?.isEmpty == false else { return }
        // Whoever writes in between is read first, so that nothing it learnt is lost.
        for _ in 0..<Self.mostTries {
            guard let seen = try? await takeOver(into: governor) else { return }
            let state = await governor.exported().text()
            if (try? await replace(seen.text, by: state)) ?? true { return }
        }
    }

    private static let mostTries = 8

    private struct Seen {
        let text: String?
    }

    private func takeOver(into governor: ThrottleGovernor) async throws -> Seen {
        let rows = try await store.read { [principal] connection in
            try connection.rows("SELECT state FROM throttle WHERE principal = ?", [.text(principal)]).map { try $0.text("state") }
        }
        if let text = rows.first, let state = try? JSONValue(parsing: text) { await governor.merge(state) }
        return Seen(text: rows.first)
    }

    /// False when somebody else has written since.
    private func replace(_ seen: String?, by state: String) async throws -> Bool {
        try await store.write(.rowLocks) { [principal] connection in
            guard let seen else {
                let insert = "INSERT INTO throttle (principal, state) VALUES (?, ?) ON CONFLICT (principal) DO NOTHING"
                return try connection.execute(insert, [.text(principal), .text(state)]) == 1
            }
            let update = "UPDATE throttle SET state = ? WHERE principal = ? AND state = ?"
            return try connection.execute(update, [.text(state), .text(principal), .text(seen)]) == 1
        }
    }
}
