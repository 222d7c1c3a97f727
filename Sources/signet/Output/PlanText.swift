import Actions
import AzureCore
import JSON
import Workflows

/// A plan for people.
struct PlanText {
    let plan: Plan

    /// What a verb shows before it begins: one line, then only what is wrong.
    func printShort(_ printer: ProgressPrinter) {
        printer.note(plan.summary)
        // What blocks is the error the verb ends with.
        printer.print(plan.preconditions.filter { $0.level == .warning })
    }

    var text: String {
        var lines = [plan.summary, "  order      \(plan.order)"]
        if let observed = plan.observed {
            lines.append("  now        \(observed.status)\(observed.serialNumber.map { ", serial \($0)" } ?? "")")
        }
        if let expiry = plan.json["expectedExpiry"], let date = expiry["date"]?.string {
            lines.append("  new end    about \(date.prefix(10)) (an estimate: \(expiry["source"]?.string ?? ""))")
        }
        lines.append("  charge     \(plan.charge.map { "\($0)\($0.isBilled ? "" : "; not billed on the emulator")" } ?? "none")")
        if let revocation = plan.revocation { lines.append("  revokes    \(revocation)") }
        lines += calls + reach + preconditions
        lines.append("  digest     \(plan.json["digest"]?.string ?? "")")
        if let obstacle = plan.obstacle { lines.append("It would not be carried out: \(obstacle.why). \(obstacle.nextStep)") }
        return lines.joined(separator: "\n")
    }

    private var calls: [String] {
        guard plan.hasChanges else { return ["  calls      none"] }
        return ["  calls"]
            + plan.calls.enumerated().map { index, call in
                let notes = [call.isCharged ? "charged" : nil, call.condition].compactMap(\.self).joined(separator: ", ")
                let purpose = notes.isEmpty ? call.purpose : "\(call.purpose) (\(notes))"
                return "    \(index + 1). \(call.method) \(short(call.path))\n       \(purpose)"
            }
    }

    /// A resource from its provider on; what is in front is the same everywhere.
    private func short(_ path: String) -> String {
        path.ranges(of: "/providers/").last.map { "…/\(path[$0.upperBound...])" } ?? path
    }

    private var reach: [String] {
        let radius = plan.blastRadius
        var lines: [String] = []
        if !radius.hostNames.isEmpty { lines.append("  host names \(radius.hostNames.joined(separator: ", "))") }
        if !radius.webCertificates.isEmpty { lines.append("  imported   \(radius.webCertificates.map(\.name).joined(separator: ", "))") }
        if let secret = radius.vaultSecret { lines.append("  secret     \(secret)") }
        return lines + radius.breaks.map { "  breaks     \($0)" }
    }

    private var preconditions: [String] {
        guard !plan.preconditions.isEmpty else { return [] }
        return ["  checks"] + DiagnosisText.text(plan.preconditions.map { Diagnosis($0) }).split(separator: "\n").map { "    \($0)" }
    }
}
