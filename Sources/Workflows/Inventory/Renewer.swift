import FoundationEssentials
import JSON
import Storage

/// Who renews an order. Two who do may buy twice, so for an order Signet did not place itself somebody has to say it.
package enum Renewer: String, Sendable, CaseIterable {
    /// Nobody has said it: Signet looks at the order and does not renew it.
    case unknown
    /// The platform, by `autoRenew`: Signet proves, syncs, binds and looks, and never renews.
    case platform
    case signet
}

extension Renewer {
    /// Why an order is not renewed by Signet.
    ///
    /// - Parameter isPlatform: whether the order's own autoRenew says that the platform does it.
    package func refusal(of name: String, isPlatform: Bool) -> Problem {
        let takeOver = "signet adopt \(name) --renewed-by signet"
        guard isPlatform || self == .platform else {
            return Problem(
                .refused,
                "\(name) was not renewed.",
                why: "signet did not place it and nobody has said who renews it; two who renew can buy twice",
                nextStep: "Say that signet does: \(takeOver) — or that the platform does: signet adopt \(name) --renewed-by platform"
            )
        }
        let why = isPlatform ? "its autoRenew is on, so the platform renews it" : "it was given to the platform to renew"
        return Problem(
            .refused,
            "\(name) was not renewed.",
            why: "\(why); two who renew can buy twice",
            nextStep: "Bring what the platform issued everywhere: signet sync \(name) — or take it over: \(takeOver)"
        )
    }
}

extension Journal {
    /// Who renews an order, by what the journal says last of it: adopted by a finished run, bought by one of ours, or deleted.
    package func renewer(of subject: String) async throws -> Renewer {
        try await store.read { connection in
            let query = Self.renewerFacts(where: "AND run.subject = ?") + " ORDER BY at DESC LIMIT 1"
            return try connection.rows(query, [.text(subject), .text(subject)]).first?.renewer ?? .unknown
        }
    }

    /// The same of all orders there is such an entry about.
    package func renewers() async throws -> [String: Renewer] {
        try await store.read { connection in
            var renewers: [String: Renewer] = [:]
            for row in try connection.rows(Self.renewerFacts(where: "") + " ORDER BY at", []) {
                renewers[try row.text("subject")] = try row.renewer
            }
            return renewers
        }
    }

    /// Two questions, as each has an index of its own; both take the arguments of the condition.
    private static func renewerFacts(where condition: String) -> String {
        let columns = "run.subject AS subject, run.workflow AS workflow, journal.kind AS kind, journal.step AS step, journal.body AS body"
        return """
            SELECT \(columns), journal.at AS at FROM run JOIN journal ON journal.run = run.id
            WHERE run.workflow IN ('\(Adopt.name)', '\(Retire.name)') AND journal.kind = 'finished' \(condition)
            UNION ALL
            SELECT \(columns), journal.at AS at FROM journal JOIN run ON run.id = journal.run
            WHERE journal.kind = 'outcome' AND journal.step IN ('place-order', 'delete-order') \(condition)
            """
    }
}

extension SQLRow {
    fileprivate var renewer: Renewer {
        get throws {
            guard try text("kind") == JournalEntry.Kind.finished.rawValue else {
                return try text("step") == "place-order" ? .signet : .unknown
            }
            guard try text("workflow") == Adopt.name else { return .unknown }
            return try json("body")["renewer"]?.string.flatMap(Renewer.init(rawValue:)) ?? .unknown
        }
    }
}
