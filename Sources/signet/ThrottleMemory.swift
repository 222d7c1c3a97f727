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
    func recall(into governor: ThrottleGovernor) async {
        let rows = try? await store.read { [principal] connection in
            try connection.rows("SELECT state FROM throttle WHERE principal = ?", [.text(principal)]).map { try $0.text("state") }
        }
        guard let text = rows?.first, let state = try? JSONValue(parsing: text) else { return }
        await governor.merge(state)
    }

    /// Leaves what is known now, together with what other commands have left meanwhile.
    func keep(_ governor: ThrottleGovernor) async {
        guard await governor.exported()["budgets"]?.array?.isEmpty == false else { return }
        await recall(into: governor)
        let state = await governor.exported().text()
        _ = try? await store.write { [principal] connection in
            try connection.execute(
                "INSERT INTO throttle (principal, state) VALUES (?, ?) ON CONFLICT (principal) DO UPDATE SET state = excluded.state",
                [.text(principal), .text(state)]
            )
        }
    }
}
