import FoundationEssentials
import JSON
import Storage

extension Journal {
    /// Opens the alerts that hold and are not open, closes those that hold no more, tells again of those that hold for long, and puts a
    /// message for each hook into the queue: all in one transaction, so that of several daemons one does each, and what a killed one
    /// has decided is sent by another.
    ///
    /// - Parameters:
    ///   - now: by the profile's clock.
    ///   - hooks: the marks of those who are told.
    package func settleAlerts(_ rules: AlertRules, hooks: [String], at now: Date) async throws -> [AlertEvent] {
        let wall = self.now()
        return try await store.write { connection in
            let ending = now + Double(rules.daysLeft) * 86_400
            let facts = try connection.alertFacts(ending: ending, runsBefore: wall - rules.stateAge)
            let holding = rules.conditions(facts, now: now, wall: wall)
            let events = try connection.settle(holding, kinds: .orders, rules, at: wall)
            try connection.queue(events, for: hooks)
            try connection.forgetOldAlerts(at: wall)
            return events
        }
    }

    /// The same for a machine's clock: only whoever runs there knows.
    package func settleClockAlert(_ detail: (what: String, fix: String)?, machine: String, _ rules: AlertRules, hooks: [String])
        async throws
        -> [AlertEvent]
    {
        let wall = now()
        return try await store.write { connection in
            let holding = detail.map { [AlertCondition(.clockSkew, machine, $0.what, fix: $0.fix)] } ?? []
            let events = try connection.settle(holding, kinds: .clock(of: machine), rules, at: wall)
            try connection.queue(events, for: hooks)
            return events
        }
    }

    /// How many alerts of each kind are open.
    package func openAlerts() async throws -> [AlertKind: Int] {
        let rows = try await store.read {
            try $0.rows("SELECT kind, count(*) AS count FROM alert WHERE closed IS NULL GROUP BY kind", [])
        }
        var counts: [AlertKind: Int] = [:]
        for row in rows { if let kind = AlertKind(rawValue: try row.text("kind")) { counts[kind] = Int(try row.integer("count")) } }
        return counts
    }
}

/// Which open alerts are closed when nothing like them holds.
private enum SettledKinds {
    case orders
    case clock(of: String)

    func includes(_ row: OpenAlert) -> Bool {
        switch self {
        case .orders: row.condition.kind != .clockSkew
        case .clock(let machine): row.condition.kind == .clockSkew && row.condition.subject == machine
        }
    }
}

private struct OpenAlert {
    let id: String
    let condition: AlertCondition
    let opened: Date
    let told: Date

    init?(_ row: SQLRow) throws {
        // One of a kind this signet does not know is a newer one's.
        guard let kind = AlertKind(rawValue: try row.text("kind")) else { return nil }
        id = try row.text("id")
        condition = AlertCondition(kind, try row.text("subject"), try row.text("detail"), fix: try row.text("fix"))
        opened = try row.date("opened")
        told = try row.date("told")
    }

    func event(_ word: AlertEvent.Word, _ condition: AlertCondition? = nil, at: Date) -> AlertEvent {
        AlertEvent(word: word, alert: id, condition: condition ?? self.condition, openedAt: opened, at: at)
    }
}

extension SQLConnection {
    fileprivate func settle(_ holding: [AlertCondition], kinds: SettledKinds, _ rules: AlertRules, at wall: Date) throws -> [AlertEvent] {
        let open = try rows("SELECT * FROM alert WHERE closed IS NULL ORDER BY opened, id", []).compactMap { try OpenAlert($0) }
        var known: [String: OpenAlert] = [:]
        for alert in open where kinds.includes(alert) { known[Self.key(alert.condition)] = alert }
        var events: [AlertEvent] = []
        for condition in holding {
            if let alert = known.removeValue(forKey: Self.key(condition)) {
                events += try [goOn(alert, condition, rules, at: wall)].compactMap(\.self)
            } else {
                events += try [begin(condition, at: wall)].compactMap(\.self)
            }
        }
        for alert in known.values.sorted(by: { $0.id < $1.id }) {
            try execute("UPDATE alert SET closed = ? WHERE id = ?", [.milliseconds(wall), .text(alert.id)])
            events.append(alert.event(.closed, at: wall))
        }
        return events
    }

    private static func key(_ condition: AlertCondition) -> String { "\(condition.kind.rawValue) \(condition.subject)" }

    private func begin(_ condition: AlertCondition, at wall: Date) throws -> AlertEvent? {
        let id = UUID().uuidString.lowercased()
        let made = try execute(
            """
            INSERT INTO alert (id, subject, kind, detail, fix, opened, told) VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (subject, kind) WHERE closed IS NULL DO NOTHING
            """,
            [
                .text(id), .text(condition.subject), .text(condition.kind.rawValue), .text(condition.detail), .text(condition.fix),
                .milliseconds(wall), .milliseconds(wall),
            ]
        )
        return made == 1 ? AlertEvent(word: .opened, alert: id, condition: condition, openedAt: wall, at: wall) : nil
    }

    /// The words of what still holds follow what is seen; they are told again only after a long time.
    private func goOn(_ alert: OpenAlert, _ condition: AlertCondition, _ rules: AlertRules, at wall: Date) throws -> AlertEvent? {
        let isLong = wall.timeIntervalSince(alert.told) >= rules.repeatAfter
        guard isLong || condition != alert.condition else { return nil }
        try execute(
            "UPDATE alert SET detail = ?, fix = ?, told = ? WHERE id = ?",
            [.text(condition.detail), .text(condition.fix), .milliseconds(isLong ? wall : alert.told), .text(alert.id)]
        )
        return isLong ? alert.event(.reminded, condition, at: wall) : nil
    }

    fileprivate func queue(_ events: [AlertEvent], for hooks: [String]) throws {
        for event in events {
            for hook in hooks {
                let id = UUID().uuidString.lowercased()
                try execute(
                    """
                    INSERT INTO alert_message (id, alert, hook, body, made, due, attempts, claimed, state)
                    VALUES (?, ?, ?, ?, ?, ?, 0, 0, 'queued')
                    """,
                    [
                        .text(id), .text(event.alert), .text(hook), .json(event.json(id: id)), .milliseconds(event.at),
                        .milliseconds(event.at),
                    ]
                )
            }
        }
    }

    /// What is over is kept for a while, for whoever wonders; what nobody took for a month, its hook being gone, is not.
    fileprivate func forgetOldAlerts(at wall: Date) throws {
        let month = wall - 30 * 86_400
        try execute("DELETE FROM alert_message WHERE made < ?", [.milliseconds(month)])
        try execute("DELETE FROM alert WHERE closed < ?", [.milliseconds(month)])
    }
}
