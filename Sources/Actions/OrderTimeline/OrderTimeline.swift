import AppServiceCertificates
import AzureCore
import FoundationEssentials
import JSON
import Workflows

/// Everything that happened to an order, in one line of time: the service's actions, the authority's mails, and our own journal.
package struct OrderTimeline: Sendable {
    let context: ActionContext

    package init(_ context: ActionContext) {
        self.context = context
    }

    package enum Source: String, Sendable {
        case service
        case mail
        case signet
    }

    package struct Event: Sendable {
        package let at: Date
        package let source: Source
        package let what: String
        package let detail: String
        /// The run it belongs to; nil for what the service tells.
        package let run: String?

        package var json: JSONValue {
            [
                "at": .string(RFC3339.text(at)), "source": .string(source.rawValue), "what": .string(what), "detail": .string(detail),
                "run": run.map(JSONValue.string) ?? nil,
            ]
        }
    }

    /// Oldest first. What the journal knows is told by the machine's clock, the rest by the service's: on an emulator whose clock
    /// was moved the two do not interleave as they happened.
    package func callAsFunction(_ name: String, resourceGroup: String? = nil) async throws -> [Event] {
        let order = try await FindOrder(context: context)(name, resourceGroup: resourceGroup)
        guard let id = order.id else { return [] }
        let (group, name) = (id.resourceGroup ?? "", id.name)
        async let actions = context.world.orders.actions(resourceGroup: group, name: name)
        async let mails = context.world.orders.emails(resourceGroup: group, name: name)
        let runs = try await context.engine.journal.runs(subject: id.subject)
        var events = try await actions.compactMap(Self.event) + mails.compactMap(Self.event)
        for run in runs { events += run.entries.map { Self.event($0, of: run) } }
        return events.sorted { $0.at < $1.at }
    }

    private static func event(_ action: OrderAction) -> Event? {
        action.createdAt.map { Event(at: $0, source: .service, what: action.actionType?.rawValue ?? "Unknown", detail: "", run: nil) }
    }

    private static func event(_ mail: OrderEmail) -> Event? {
        mail.timeStamp.map { Event(at: $0, source: .mail, what: "e-mail", detail: mail.emailId ?? "", run: nil) }
    }

    private static func event(_ entry: JournalEntry, of run: Run) -> Event {
        let what = "\(run.workflow) \(entry.kind.rawValue)"
        let facts = ["reason", "why", "note", "serialBefore", "serialNumber", "settledBy"].compactMap { entry.body[$0]?.string }
        let detail = ([entry.step] + facts).filter { !$0.isEmpty }.joined(separator: ": ")
        return Event(at: entry.at, source: .signet, what: what, detail: detail, run: run.id)
    }
}
