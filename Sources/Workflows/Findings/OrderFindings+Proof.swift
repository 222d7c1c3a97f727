import AppServiceCertificates
import DNS
import FoundationEssentials

extension OrderFindings {
    /// The proof of the domain: where it is, how long there is time for it, how long it serves, and whether CAA lets anything be issued.
    var proof: [Finding] {
        guard !sight.isOver else { return [] }
        return (sight.awaitsProof ? pendingProof + deadline : proofAge) + authorisation
    }

    private var pendingProof: [Finding] {
        guard let proof = sight.proof else { return [] }
        if let proven = servingProof {
            let text = "proven on \(Self.day(proven)), which still serves: the next certificate comes within minutes"
            return [.passed("domain proof", "\(text); if it does not, set  \(proof.record)")]
        }
        let verify = verb("verify-domain")
        if proof.isVisible { return [.warning("domain proof", "\(proof.record) is there and was not checked yet", fix: verify)] }
        let set = "Set  \(proof.record)  then: \(verify)"
        var findings: [Finding] = []
        if let wrong = proof.foundAt.sorted().first {
            findings.append(
                .blocking("domain proof", "the token is at \(wrong), and the authority looks for it at \(proof.record.name)", fix: set)
            )
        } else {
            // Nothing is wrong yet: somebody has to act, and the deadline below says until when.
            findings.append(.warning("domain proof", "no TXT record of \(proof.record.name) holds the token", fix: set))
        }
        if let page = proof.page { findings.append(self.page(page, set: set)) }
        return findings
    }

    /// When the domain was proven, where that is young enough for the next certificate of an order that has one.
    private var servingProof: Date? {
        guard sight.thumbprint != nil else { return nil }
        return sight.last(.domainValidationComplete).flatMap { rules.doesProofServe($0, at: sight.now) ? $0 : nil }
    }

    /// The page is the other way to prove a standard order; it never covers `www`.
    private func page(_ page: PageSight, set: String) -> Finding {
        if page.holdsToken {
            // The verb would wait for the record, or publish it; here the page is to be looked at as it is.
            let verify = call("AppServiceCertificateOrders_VerifyDomainOwnership")
            return .warning("proof by page", "\(page.url) holds the token; it proves \(sight.domain) only, without www", fix: verify)
        }
        if let location = page.location, (300..<400).contains(page.status) {
            return .warning("proof by page", "\(page.url) is redirected to \(location), which the authority does not follow", fix: set)
        }
        return .passed("proof by page", "\(page.url) answers \(page.status), so it proves nothing")
    }

    /// Two published texts differ about a new order's time, so both ends are told.
    private var deadline: [Finding] {
        let what = "proof deadline"
        if servingProof != nil { return [] }
        if sight.thumbprint != nil {
            return [
                .warning(
                    what,
                    "a renewal or reissue waits for the proof, and is denied \(rules.renewalProofDays) days after it was asked for; the "
                        + "present certificate stays good to its end",
                    fix: "Prove the domain now; when it was asked for shows: \(verb("history"))"
                )
            ]
        }
        guard let created = sight.last(.orderCreated) else { return [] }
        let (first, last) = (rules.orderProofDays.lowerBound, rules.orderProofDays.upperBound)
        let left = sight.days(until: created + Double(first) * 86_400)
        let text =
            left >= 0
            ? "\(Self.count(left)) left: the authority denies an unproven order \(first) to \(last) days after \(Self.day(created))"
            : "over since \(Self.day(created + Double(first) * 86_400)) by the stricter of two rules; the other ends on "
                + Self.day(created + Double(last) * 86_400)
        return left > Double(rules.deadlineWarningDays)
            ? [.passed(what, text)] : [.warning(what, text, fix: "Prove the domain now: see above.")]
    }

    /// Revalidation is nobody's job but ours: a renewal after the proof has aged out waits, and the site expires.
    private var proofAge: [Finding] {
        guard sight.order.status == .issued, let proven = sight.last(.domainValidationComplete) else { return [] }
        let what = "age of the domain proof"
        let reuse = rules.proofReuseDays(at: sight.now)
        let left = sight.days(until: proven + Double(reuse) * 86_400)
        let age =
            "proven on \(Self.day(proven)), \(Self.count(-sight.days(until: proven))) ago, and a proof serves \(reuse) days"
        guard left <= Double(rules.proofWarningDays) else { return [.passed(what, age)] }
        let record = sight.order.proofRecord.map { "Set  \($0)  then: " } ?? ""
        return [
            .warning(
                what,
                left < 0 ? "\(age): the next renewal or reissue will wait for a new one" : "\(age): \(Self.count(left)) left",
                fix: record + verb("verify-domain")
            )
        ]
    }

    private var authorisation: [Finding] {
        guard let walk = sight.authorisation else { return [] }
        return [CAARule.finding(walk, domain: sight.domain)]
    }
}

/// Whether the domain's CAA records let the authority behind App Service certificates issue.
package enum CAARule {
    /// The authority, as CAA records name it.
    static let authority = "godaddy.com"

    package static func finding(_ walk: CAAWalk, domain: String) -> Finding {
        let isWildcard = domain.hasPrefix("*.")
        let bare = isWildcard ? String(domain.dropFirst(2)) : domain
        if walk.allows(ca: authority, wildcard: isWildcard) {
            let text = walk.foundAt.map { "the records of \($0) allow \(authority)" } ?? "no records, so every authority may issue"
            return .passed("CAA", text)
        }
        return .blocking(
            "CAA",
            "the CAA records of \(walk.foundAt ?? bare) do not allow \(authority) to issue",
            fix: "Add this record: \(walk.foundAt ?? bare)  CAA  0 \(isWildcard ? "issuewild" : "issue") \"\(authority)\""
        )
    }
}
