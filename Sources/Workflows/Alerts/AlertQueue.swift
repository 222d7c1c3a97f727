import FoundationEssentials
import JSON
import Storage

/// A message on its way to a hook. Whoever takes it has it for a while alone.
struct AlertMessage: Sendable {
    let id: String
    let hook: String
    let body: JSONValue
    let made: Date
    let attempts: Int64
    let claim: String
}

extension Journal {
    /// Longer than an attempt can take.
    private static let sendingSeconds = 60.0

    /// Takes the message that is due longest. What closes an alert waits for what opened it.
    func takeMessage(for hook: String) async throws -> AlertMessage? {
        let wall = now(), claim = UUID().uuidString.lowercased()
        let row = try await store.write(.rowLocks) { connection -> SQLRow? in
            let taken = try connection.execute(
                """
                UPDATE alert_message SET claim = ?, claimed = ? WHERE state = 'queued' AND claimed <= ? AND id = (
                    SELECT message.id FROM alert_message AS message
                    WHERE message.state = 'queued' AND message.due <= ? AND message.claimed <= ? AND message.hook = ?
                    AND NOT EXISTS (SELECT 1 FROM alert_message AS earlier WHERE earlier.alert = message.alert
                        AND earlier.hook = message.hook AND earlier.state = 'queued' AND earlier.made < message.made)
                    ORDER BY message.due, message.id LIMIT 1
                )
                """,
                [
                    .text(claim), .milliseconds(wall + Self.sendingSeconds), .milliseconds(wall), .milliseconds(wall), .milliseconds(wall),
                    .text(hook),
                ]
            )
            guard taken == 1 else { return nil }
            return try connection.rows("SELECT * FROM alert_message WHERE claim = ?", [.text(claim)]).first
        }
        return try row.map { row in
            AlertMessage(
                id: try row.text("id"),
                hook: try row.text("hook"),
                body: try row.json("body"),
                made: try row.date("made"),
                attempts: try row.integer("attempts"),
                claim: claim
            )
        }
    }

    /// What became of an attempt. Whoever took longer than it had changes nothing: the message is another's by now.
    func put(_ message: AlertMessage, as fate: AlertFate) async throws {
        let (state, due): (String, Date) =
            switch fate {
            case .sent: ("sent", now())
            case .again(let at): ("queued", at)
            case .lost: ("lost", now())
            }
        try await store.write(.rowLocks) { connection in
            try connection.execute(
                "UPDATE alert_message SET state = ?, due = ?, attempts = attempts + 1, claim = NULL, claimed = 0 WHERE id = ? AND claim = ?",
                [.text(state), .milliseconds(due), .text(message.id), .text(message.claim)]
            )
        }
    }
}

enum AlertFate: Sendable, Hashable {
    case sent
    case again(Date)
    /// Given up: refused for good, or tried for too long.
    case lost
}
