import Actions
import ArgumentParser
import AzureCore
import FoundationEssentials
import JSON
import Workflows

/// The orders that end soon, and what became of them, for people and programs.
struct DueText {
    let within: Within
    let orders: DueOrders
    /// Nil while nothing was begun.
    let results: [RenewDue.Result]?
    /// What was written down to be applied.
    var planned: DuePlan?

    func end(_ output: OutputFormat) throws {
        switch output {
        case .json: Terminal.result(json)
        case .table: Terminal.result(text)
        }
        let words = results?.map(\.word) ?? []
        if words.contains("failed") { throw ExitCode.failed }
        if words.contains("waiting") { throw ExitCode.waitingForDomainProof }
        if words.contains("notAccepted") { throw ExitCode.refused }
    }

    var json: JSONValue {
        var object: JSONObject = ["within": .string(within.description), "groups": orders.json]
        object["results"] = results.map { .array($0.map(\.json)) }
        object["planned"] = planned.map { .array($0.plans.map { .string($0.order.name) }) }
        object["notPlanned"] = planned?.json["notPlanned"]
        return .object(object)
    }

    var text: String {
        guard !orders.items.isEmpty else { return "No certificate ends within \(within)." }
        var lines: [String] = []
        for group in DueOrders.Group.allCases where !orders.items(group).isEmpty {
            lines.append(Self.titles[group] ?? group.rawValue)
            lines += orders.items(group).map { "  \(Self.line($0))" }
        }
        if let planned, !planned.unplanned.isEmpty {
            lines.append("Not planned")
            lines += planned.unplanned.map { "  \($0.name)  \($0.problem.what) \($0.problem.why) — \($0.problem.nextStep)" }
        }
        guard let results, !results.isEmpty else { return lines.joined(separator: "\n") }
        lines.append("Outcome")
        lines += results.map { "  \($0.item.name)  \(Self.outcome($0))" }
        let counts = ["done", "waiting", "failed", "notAccepted"].map { word in (word, results.filter { $0.word == word }.count) }
        lines.append(counts.filter { $0.1 > 0 }.map { "\($0.1) \($0.0 == "notAccepted" ? "not accepted" : $0.0)" }.joined(separator: ", "))
        return lines.joined(separator: "\n")
    }

    private static let titles: [DueOrders.Group: String] = [
        .now: "Free, and moves now", .scheduled: "Scheduled for its day", .charge: "Charge: buys the next term (--accept-charge)",
        .platform: "Renewed by the platform",
        .unadopted: "Nobody has said who renews them: signet adopt NAME --renewed-by signet",
        .impossible: "Cannot be renewed",
    ]

    private static func line(_ item: DueOrders.Item) -> String {
        func day(_ date: Date) -> String { String(RFC3339.text(date).prefix(10)) }
        let parts: [String?] = [
            "\(item.name) (\(item.domain))", "ends \(day(item.end)), \(item.daysLeft) days",
            item.newEnd.map { "would then end about \(day($0))" }, item.day.map { "its day is about \(day($0))" },
            item.charge.map { "\($0)" }, item.reasons.isEmpty ? nil : item.reasons.joined(separator: ", "),
            item.group == .platform ? nil : item.source,
        ]
        return parts.compactMap(\.self).joined(separator: "; ")
    }

    private static func outcome(_ result: RenewDue.Result) -> String {
        switch result.outcome {
        case .done(.done(_, let json)): "done: serial \(json["serialNumber"]?.string ?? ""), ends \(json["expirationTime"]?.string ?? "")"
        case .done(.waiting(_, let wait)): "waiting: \(wait.reason)"
        case .failed(let problem): "failed: \(problem.what) \(problem.why) — \(problem.nextStep)"
        case .notAccepted: "not renewed: \(result.item.charge.map { "\($0)" } ?? "a charge") was not accepted"
        }
    }
}
