import AppServiceCertificates
import FoundationEssentials
import JSON

extension OrderFindings {
    /// The two clocks, what renewing and reissuing now would do, and what the platform will do by itself.
    var term: [Finding] {
        guard sight.order.status == .issued else { return unissued }
        return paidTerm + renewal + reissue + platform
    }

    /// Until it is issued an order costs nothing, and a wrong name on it can still be taken back.
    private var unissued: [Finding] {
        guard sight.awaitsProof || sight.order.status == .notSubmitted, sight.thumbprint == nil else { return [] }
        let text =
            "nothing is charged before it is issued; if \(sight.domain) is not the name you meant, the order can be deleted until then: "
        return [.passed("charge", text + verb("retire"))]
    }

    private var paidTerm: [Finding] {
        guard let end = sight.order.expirationTime, let term = rules.paidTerm(sight.order, created: sight.last(.orderCreated)) else {
            return []
        }
        let leaf = "the certificate ends on \(Self.day(end)), the paid term about \(Self.day(term.end)) (estimated from \(term.source))"
        guard term.end.timeIntervalSince(end) > 86_400 else { return [.passed("paid term", leaf)] }
        return [.passed("paid term", leaf + ": further certificates until then are free, and overlap the one before")]
    }

    private var renewal: [Finding] {
        let what = "renewing now"
        switch rules.renewal(of: sight.order, created: sight.last(.orderCreated), at: sight.now) {
        case .impossible(let reasons):
            let words = reasons.map(\.rawValue).joined(separator: ", ")
            guard reasons.contains(.subscriptionNotActive) else { return [.passed(what, "is refused: \(words)")] }
            return [.warning(what, "is refused: \(words)", fix: "Reactivate the subscription: az account list --query \"[].[id,state]\"")]
        case .free(let end, false):
            return [.passed(what, "would be free and change nothing but the key: the end would stay \(Self.day(end))")]
        case .free(let end, true): return due([.passed(what, "is free, and would move the end to about \(Self.day(end))")], "free")
        case .charged(let end): return due([.passed(what, "buys the next term, to about \(Self.day(end))")], "it buys the next term")
        }
    }

    /// A warning once so little of the life is left that somebody has to act, unless the platform does.
    private func due(_ otherwise: [Finding], _ price: String) -> [Finding] {
        guard let end = sight.order.expirationTime, sight.order.autoRenew != true, rules.isDue(sight.order, at: sight.now) else {
            return otherwise
        }
        return [
            .warning(
                "renewing now",
                "is due (\(price)): the certificate ends in \(Self.count(sight.days(until: end))) and does not renew by itself",
                fix: verb("renew")
            )
        ]
    }

    private var reissue: [Finding] {
        guard let end = sight.order.expirationTime else { return [] }
        return [
            .passed(
                "reissuing now",
                "is free and gives a new key; its end stays \(Self.day(min(end, rules.freeEnd(sight.order, sight.now))))"
            )
        ]
    }

    private var platform: [Finding] {
        let what = "renewal by the platform"
        guard sight.order.autoRenew == true else { return [.passed(what, "is off")] }
        guard let next = sight.order.nextAutoRenewalTime else { return [.passed(what, "is on; the service names no day")] }
        let text = "the service renews by itself on \(Self.day(next)), and charges it"
        let off = verb("adopt", " --renewed-by signet")
        guard let end = sight.order.expirationTime, end.timeIntervalSince(next) > Double(rules.autoRenewDays + 1) * 86_400,
            sight.days(until: next) < 60
        else { return [.passed(what, text)] }
        let lead = Self.count(end.timeIntervalSince(next) / 86_400)
        return [.warning(what, "\(text): \(lead) before the certificate ends, earlier than the usual \(rules.autoRenewDays)", fix: off)]
    }
}
