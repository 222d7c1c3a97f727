import AppServiceCertificates
import AzureCore
import FoundationEssentials
import JSON
import Storage

/// What the state knows that alerts are drawn from. Nothing is asked of the service for it.
struct AlertFacts: Sendable {
    struct Order: Sendable {
        let id: ResourceID
        let status: OrderStatus?
        let statusSince: Date?
        let expires: Date?
        var sighting: Sighting?
        /// What the daemon decided to do next, as a command and its reason.
        var next: (action: String, why: String)?
    }

    struct Occupation: Sendable {
        let workflow: String
        let isStopped: Bool
        let waiting: String?
        let since: Date
    }

    var orders: [Order] = []
    /// What orders are occupied with, by subject; only what was stopped, or began before `runsBefore`.
    var occupations: [String: Occupation] = [:]
}

extension SQLConnection {
    /// - Parameters:
    ///   - ending: certificates that end before this need the words of what is next.
    ///   - runsBefore: runs that began later are no matter yet.
    func alertFacts(ending: Date, runsBefore: Date) throws -> AlertFacts {
        var facts = AlertFacts()
        let orders = try rows(
            """
            SELECT inventory.subject AS subject, inventory.id AS id, inventory.status AS status, inventory.expires AS expires,
            sighting.status_since AS status_since, sighting.looked AS looked,
            CASE WHEN sighting.remarkable = 1 THEN sighting.body END AS body,
            CASE WHEN inventory.expires < ? THEN decision.body END AS decision
            FROM inventory LEFT JOIN sighting ON sighting.subject = inventory.subject
            LEFT JOIN decision ON decision.subject = inventory.subject
            """,
            [.milliseconds(ending)]
        )
        facts.orders = try orders.compactMap { row in try AlertFacts.Order(row) }
        let runs = try rows(
            """
            SELECT subject, workflow, state, waiting, created, updated FROM run WHERE (state = 'active' AND created < ?) OR (state = 'stopped'
            AND NOT EXISTS (SELECT 1 FROM run AS later WHERE later.subject = run.subject AND later.created > run.created)) ORDER BY created
            """,
            [.milliseconds(runsBefore)]
        )
        for row in runs {
            let isStopped = try row.text("state") == Run.State.stopped.rawValue
            facts.occupations[try row.text("subject")] = AlertFacts.Occupation(
                workflow: try row.text("workflow"),
                isStopped: isStopped,
                waiting: try row.optionalText("waiting"),
                since: try row.date(isStopped ? "updated" : "created")
            )
        }
        return facts
    }
}

extension AlertFacts.Order {
    fileprivate init?(_ row: SQLRow) throws {
        guard let id = ResourceID(try row.text("id")) else { return nil }
        self.id = id
        status = try row.optionalText("status").map(OrderStatus.init(rawValue:))
        statusSince = try row.optionalInteger("status_since") == nil ? nil : row.date("status_since")
        expires = try row.optionalInteger("expires") == nil ? nil : row.date("expires")
        if try row.optionalText("body") != nil { sighting = Sighting(json: try row.json("body"), at: try row.date("looked")) }
        if try row.optionalText("decision") != nil {
            let decision = try row.json("decision")
            next = (decision["action"]?.string ?? "", decision["why"]?.string ?? "")
        }
    }
}
