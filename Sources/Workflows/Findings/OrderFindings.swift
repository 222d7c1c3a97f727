import AppServiceCertificates
import FoundationEssentials
import JSON

/// Everything that can be said about an order that exists, from one look at it. Each family of findings is a pure function, so
/// that a test is a look and the words expected.
package struct OrderFindings: Sendable {
    package let sight: OrderSight
    let rules: RenewalRules

    package init(_ sight: OrderSight, rules: RenewalRules = RenewalRules()) {
        self.sight = sight
        self.rules = rules
    }

    /// In the order in which one thing rests on another.
    package var all: [Finding] {
        sight.unread + status + proof + stores + serving + coverage + chain + term + deletion
    }

    /// A verb for this order, ready to paste.
    func verb(_ verb: String, _ more: String = "") -> String {
        let group = sight.resourceGroup.isEmpty ? "" : " --resource-group \(sight.resourceGroup)"
        return "signet \(verb) \(sight.name)\(group)\(more)"
    }

    /// How `signet api` is called for this order, where no verb does the same.
    func call(_ operation: String) -> String {
        "signet api \(operation) --parameter resourceGroupName=\(sight.resourceGroup) --parameter certificateOrderName=\(sight.name)"
    }

    static func day(_ date: Date) -> String { String(RFC3339.text(date).prefix(10)) }

    static func moment(_ date: Date) -> String { RFC3339.text(date) }

    static func count(_ days: Double) -> String {
        let whole = Int(days.rounded(.down))
        return whole == 1 ? "1 day" : "\(whole) days"
    }
}

extension OrderFindings {
    /// Whether the order is in a state something can come of.
    var status: [Finding] {
        let why = "status \(sight.order.status?.rawValue ?? "none")"
        var findings: [Finding] = []
        switch sight.order.status {
        case .denied?:
            findings.append(
                .blocking(
                    "status",
                    "\(why): the authority refused, as it does when the proof comes too late, CAA forbids it or it suspects fraud; nothing "
                        + "is charged, and an earlier certificate stays good to its end",
                    fix: "Delete it (\(verb("retire"))) and order again."
                )
            )
        case .expired?:
            findings.append(
                .blocking(
                    "status",
                    "\(why): an expired order cannot be renewed any more",
                    fix: "Order again under another name: signet order NEW-NAME --domain '\(sight.domain)' --product \(product)"
                )
            )
        case .canceled?, .revoked?, .pendingRevocation?:
            findings.append(
                .blocking("status", "\(why): nothing comes of it any more", fix: "Order again under another name: signet order NEW-NAME")
            )
        default: break
        }
        return findings + [fraud].compactMap(\.self)
    }

    private var product: String { sight.order.productType == .wildcard ? "wildcard" : "standard" }

    /// A suspicion that nothing has cleared yet.
    var fraud: Finding? {
        guard let suspected = [sight.last(.fraudDetected), sight.last(.fraudDocumentationRequired)].compactMap(\.self).max(),
            suspected > sight.last(.fraudCleared) ?? .distantPast, sight.order.status != .issued
        else { return nil }
        return .blocking(
            "fraud review",
            "the authority holds the order since \(Self.day(suspected)) (FraudDetected)",
            fix: "Wait up to a day; if it is held longer, open a support request for the subscription."
        )
    }
}
