import AppServiceCertificates
import AzureCore
import CertificateMaterial
import FoundationEssentials

extension OrderFindings {
    /// Issued is not served: which of the copies between the order and the wire is not the order's certificate. What lies behind
    /// the first stale copy is stale because of it and is left out.
    var serving: [Finding] {
        guard let leaf = sight.thumbprint, sight.order.status != .revoked else { return [] }
        let stale = sight.imports.filter { !$0.thumbprint.caseInsensitiveEquals(leaf) }
        let fresh = sight.imports.filter { $0.thumbprint.caseInsensitiveEquals(leaf) }
        var findings = fresh.map { Finding.passed("web certificate \($0.name)", "is the order's certificate") }
        findings += stale.map { self.stale($0, leaf) }
        let elsewhere = stale.map { $0.thumbprint.lowercased() }
        for host in sight.bindings where !elsewhere.contains(host.thumbprint?.lowercased() ?? "") {
            findings.append(binding(host, leaf))
        }
        return findings
    }

    private func stale(_ copy: ImportSight, _ leaf: String) -> Finding {
        let hosts = sight.bindings.filter { $0.thumbprint?.caseInsensitiveEquals(copy.thumbprint) == true }.map(\.hostName)
        let served = hosts.isEmpty ? "" : ", which \(hosts.joined(separator: ", ")) serves"
        return .blocking(
            "web certificate \(copy.name)",
            "it is still \(copy.thumbprint)\(served), and the order's certificate is \(leaf): App Service has not synced it yet, which it does "
                + "once a day",
            fix: copy.link == nil ? "It was uploaded by hand: \(bind(hosts: hosts, of: copy))" : verb("sync")
        ).at(.webCertificate)
    }

    /// What somebody uploaded is exchanged at the host names, not in its place.
    private func bind(hosts names: [String], of copy: ImportSight) -> String {
        guard let host = sight.bindings.first(where: { names.contains($0.hostName) }) else {
            return "no host name needs it: az webapp config ssl delete --certificate-thumbprint \(copy.thumbprint)"
        }
        return "bind the order's own instead: \(bind(host))"
    }

    private func binding(_ host: BoundHost, _ leaf: String) -> Finding {
        let what = "host \(host.hostName)", site = host.site?.siteWords ?? "its site"
        guard let thumbprint = host.thumbprint else {
            return .blocking(what, "mapped to \(site), and no certificate is bound to it", fix: bind(host)).at(.binding)
        }
        guard thumbprint.caseInsensitiveEquals(leaf) else {
            return .blocking(what, "\(site) binds \(thumbprint) to it, and the order's certificate is \(leaf)", fix: bind(host)).at(
                .binding
            )
        }
        guard let served = sight.served[host.hostName], let serial = sight.order.serialNumber else {
            return .passed(what, "bound on \(site)")
        }
        let probe = "signet probe \(host.hostName)"
        if served.serialNumber == nil {
            return .warning(what, "bound on \(site), and no handshake shows it: \(served.fault ?? "no certificate")", fix: probe)
        }
        guard served.serialNumber?.caseInsensitiveEquals(serial) == true else {
            return .blocking(
                what,
                "it is bound on \(site) and the wire still shows serial \(served.serialNumber ?? ""), not \(serial)",
                fix: "Wait a few minutes for the front ends; if it stays, a proxy or gateway in front serves a copy of its own: \(probe)"
            ).at(.wire)
        }
        if let fault = served.fault { return .warning(what, "serves serial \(serial), and a client would refuse it: \(fault)", fix: probe) }
        return .passed(what, "serves serial \(serial)")
    }

    private func bind(_ host: BoundHost) -> String {
        let isNear = host.site?.resourceGroup?.caseInsensitiveEquals(sight.resourceGroup) == true
        let site = host.site.map { isNear ? $0.siteWords : $0.description } ?? "SITE"
        return verb("bind", " --site \(site) --hostname \(host.hostName)")
    }
}

extension OrderFindings {
    /// The names that are wanted and not on the certificate: a proof by page does not cover `www`.
    var coverage: [Finding] {
        guard let leaf = sight.leaf, !sight.isOver else { return [] }
        let missing = sight.wantedHosts.filter { host in !CertificateFacts.names(leaf.names, cover: host) }
        let missingNames = missing.map {
            Finding.blocking(
                "host \($0)",
                "it is not on the certificate, which names \(leaf.names.joined(separator: ", "))",
                fix: proveAndReissue
            )
        }
        return missing.isEmpty ? [droppedName].compactMap(\.self) : missingNames
    }

    /// A name the authority left out of the present certificate.
    var droppedName: Finding? {
        guard !sight.isOver, let dropped = sight.last(.nameDropped), dropped >= sight.order.lastCertificateIssuanceTime ?? .distantPast
        else {
            return nil
        }
        let names = sight.leaf.map { "; the certificate names \($0.names.joined(separator: ", "))" } ?? ""
        return .warning("names", "the authority left a name out on \(Self.day(dropped)) (SanDrop)\(names)", fix: proveAndReissue)
    }

    private var proveAndReissue: String {
        let record = sight.order.proofRecord.map { "\($0)" } ?? "the TXT record"
        return "Set  \(record)  then: \(verb("verify-domain")) && \(verb("reissue"))"
    }

    /// What breaks clients that expect more of the certificate than a web server needs.
    var chain: [Finding] {
        guard let leaf = sight.leaf else { return [] }
        var findings: [Finding] = []
        if !leaf.usages.isEmpty, !leaf.usages.contains(LeafFacts.clientAuthentication) {
            findings.append(
                .passed("extended key usage", "for servers only: a client that shows this certificate (mutual TLS) needs one of its own")
            )
        }
        for copy in sight.imports where copy.issuer.map({ !LeafFacts.sameIssuer($0, leaf.issuer) }) == true {
            findings.append(
                .warning(
                    "issuer",
                    "the order's certificate is issued by \(leaf.issuer), the one before by \(copy.issuer ?? ""): clients that pin the issuer fail",
                    fix: "Take the pin off, or pin the new chain beside the old one, before it is synced: signet show \(sight.name)"
                )
            )
        }
        return findings
    }
}
