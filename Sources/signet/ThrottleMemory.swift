import AzureCore
import Foundation
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
            if (try? await replace(seen.text, by: await Self.text(governor, seen.sharers))) ?? true { return }
        }
    }

    private static let mostTries = 8

    private struct Seen {
        let text: String?
        /// When the processes that run on were here last.
        var sharers: [String: Date] = [:]
    }

    /// Leaves and takes over what is known again and again, for a process that runs on and shares the budgets with others like it:
    /// each second while there are calls, and often enough to be counted while there are none. It ends when it is cancelled.
    func share(_ governor: ThrottleGovernor, as name: String = UUID().uuidString.lowercased()) async {
        var (seconds, admitted) = (0, 0)
        while (try? await Task.sleep(for: .seconds(1))) != nil {
            seconds += 1
            let now = await governor.admittedCount
            guard now != admitted || seconds.isMultiple(of: Self.idleSeconds) else { continue }
            admitted = now
            await exchange(governor, as: name)
        }
    }

    private static let idleSeconds = 4
    /// Who was not here for so long has ended.
    private static let absence = 15.0

    func exchange(_ governor: ThrottleGovernor, as name: String, at date: Date = Date()) async {
        for _ in 0..<Self.mostTries {
            guard let seen = try? await takeOver(into: governor) else { return }
            var sharers = seen.sharers.filter { abs(date.timeIntervalSince($0.value)) < Self.absence }
            sharers[name] = date
            await governor.share(withOthers: sharers.count - 1)
            if (try? await replace(seen.text, by: await Self.text(governor, sharers))) ?? true { return }
        }
    }

    private static func text(_ governor: ThrottleGovernor, _ sharers: [String: Date]) async -> String {
        var state = await governor.exported().object ?? [:]
        var present: JSONObject = [:]
        for (name, at) in sharers { present[name] = .string(RFC3339.text(at, milliseconds: true)) }
        if !sharers.isEmpty { state["sharers"] = .object(present) }
        return JSONValue.object(state).text()
    }

    private func takeOver(into governor: ThrottleGovernor) async throws -> Seen {
        let rows = try await store.read { [principal] connection in
            try connection.rows("SELECT state FROM throttle WHERE principal = ?", [.text(principal)]).map { try $0.text("state") }
        }
        guard let text = rows.first, let state = try? JSONValue(parsing: text) else { return Seen(text: rows.first) }
        await governor.merge(state)
        let sharers = (state["sharers"]?.object ?? [:]).compactMap { name, at in at.string.flatMap(RFC3339.date).map { (name, $0) } }
        return Seen(text: text, sharers: Dictionary(sharers, uniquingKeysWith: { $1 }))
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
