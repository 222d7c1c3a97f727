import AppServiceCertificates
import AzureCore
import FoundationEssentials

/// What one look at an order means beside what was known of it: a pure function, so that a test is two looks and the words expected.
package struct DriftRules: Sendable {
    let findings: OrderFindings
    let past: OrderPast
    /// When the look was taken, by the clock of the state.
    let at: Date

    package init(_ findings: OrderFindings, past: OrderPast, at: Date) {
        self.findings = findings
        self.past = past
        self.at = at
    }

    private var sight: OrderSight { findings.sight }

    package var sighting: Sighting {
        let before = past.before
        var after = Sighting()
        after.at = at
        after.unread = sight.unread.prefix(Self.mostUnread).map { "\($0.what): \($0.detail)" }
        after.lostRights = kept(lostRights, before?.lostRights)
        after.drift = kept(drift, before?.drift)
        after.overlap = since(overlap, before?.overlap)
        after.serial = after.drift?.what == Self.foreign ? before?.serial : sight.order.serialNumber ?? before?.serial
        after.hosts = hosts
        (after.historyAt, after.droppedName, after.fraud) = history
        return after
    }

    private static let mostUnread = 5
    private static let foreign = "certificate"
    /// What was issued a moment ago is still on its way, whoever asked for it.
    private static let settlingSeconds = 600.0

    /// Something is over only when a look saw everything again.
    private func kept(_ now: Drift?, _ before: Drift?) -> Drift? {
        now == nil && !sight.unread.isEmpty && !past.isRollingOut ? before : since(now, before)
    }

    private func since(_ now: Drift?, _ before: Drift?) -> Drift? {
        guard var now else { return nil }
        if let before, now.isSame(as: before) { now.since = before.since }
        return now
    }

    private var drift: Drift? {
        guard sight.order.status == .issued, !past.isRollingOut else { return nil }
        if let foreign = autoRenew ?? renewedElsewhere { return foreign }
        if let issued = sight.order.lastCertificateIssuanceTime, lostRights == nil,
            (0..<Self.settlingSeconds).contains(sight.now.timeIntervalSince(issued))
        {
            return nil
        }
        let found = (findings.stores + findings.serving + [unmapped].compactMap(\.self)).filter { $0.level == .blocking }
        return Hop.allCases.lazy.compactMap { hop in found.first { $0.hop == hop } }.first.flatMap { Drift($0, since: at) }
    }

    private var autoRenew: Drift? {
        guard past.renewer == .signet, sight.order.autoRenew == true else { return nil }
        return Drift(
            .order,
            what: "autoRenew",
            detail: "it is on, and signet renews this order: two who renew can buy twice",
            fix: findings.verb("adopt", " --renewed-by signet"),
            since: at
        )
    }

    /// Somebody else had a new certificate issued. It is somebody else's until a run of signet has brought it everywhere.
    private var renewedElsewhere: Drift? {
        guard past.renewer == .signet, let known = past.before?.serial, let serial = sight.order.serialNumber,
            !serial.caseInsensitiveEquals(known), !past.followed.contains(known.lowercased())
        else { return nil }
        if let open = past.before?.drift, open.what == Self.foreign, let settled = past.settledAt, settled > open.since { return nil }
        let day = sight.order.lastCertificateIssuanceTime.map { " on \(OrderFindings.day($0))" } ?? ""
        return Drift(
            .order,
            what: Self.foreign,
            detail: "serial \(serial) was issued\(day) and signet did not ask for it; it knew \(known)",
            fix: findings.verb("sync"),
            since: at
        )
    }

    private var lostRights: Drift? {
        sight.stores.lazy.flatMap(\.rights).first { $0.level == .blocking }.flatMap { Drift($0.at(.vault), since: at) }
    }

    /// Half of the time in which both certificates are good is over, and a host still shows the one that is revoked then.
    private var overlap: Drift? {
        guard let reissue = past.reissue, let issued = sight.order.lastCertificateIssuanceTime,
            sight.order.serialNumber?.caseInsensitiveEquals(reissue.before) == false
        else { return nil }
        let end = issued + Double(reissue.hours) * 3600
        guard sight.now.timeIntervalSince(issued) > Double(reissue.hours) * 1800, sight.now < end else { return nil }
        let late = sight.served.values.filter { $0.serialNumber?.caseInsensitiveEquals(reissue.before) == true }.map(\.hostName).sorted()
        guard let first = late.first else { return nil }
        return Drift(
            .wire,
            what: "host \(first)",
            detail:
                "\(late.joined(separator: ", ")) still serves serial \(reissue.before), which is revoked on \(OrderFindings.moment(end)): more than "
                + "half of the overlap is over",
            fix: findings.verb("sync"),
            since: at
        )
    }

    /// Those that have the certificate now, and those that had it and should have it still.
    private var hosts: [String: String] {
        var hosts = past.before?.hosts ?? [:]
        let leaf = sight.thumbprint?.lowercased()
        let meant = Set(sight.imports.map { $0.thumbprint.lowercased() } + [leaf].compactMap(\.self))
        for host in sight.bindings where host.thumbprint.map({ meant.contains($0.lowercased()) }) ?? false {
            hosts[host.hostName] = host.site?.description ?? ""
        }
        return hosts.filter { !past.unbound.contains($0.key) || sight.served[$0.key] != nil }
    }

    /// A host name that had the certificate and is on no site any more: no other place could tell that it is missed.
    private var unmapped: Finding? {
        guard sight.unread.isEmpty, let before = past.before?.hosts else { return nil }
        let mapped = Set(sight.bindings.map(\.hostName))
        let gone = before.filter { !mapped.contains($0.key) && !past.unbound.contains($0.key) }.min { $0.key < $1.key }
        guard let (host, id) = gone else { return nil }
        let site = ResourceID(id).map(\.siteWords) ?? "SITE"
        return Finding.blocking(
            "host \(host)",
            "no site has it any more; it had the order's certificate on \(site)",
            fix: findings.verb("bind", " --site \(site) --hostname \(host)") + " — or, if it went on purpose: "
                + findings.verb("adopt", " --renewed-by \(past.renewer == .platform ? "platform" : "signet")")
        ).at(.binding)
    }

    private var history: (Date?, Drift?, Drift?) {
        guard sight.history != nil else { return (past.before?.historyAt, past.before?.droppedName, past.before?.fraud) }
        func note(_ finding: Finding?, _ before: Drift?) -> Drift? {
            since(finding.flatMap { Drift($0.at(.order), since: at) }, before)
        }
        return (at, note(findings.droppedName, past.before?.droppedName), note(findings.fraud, past.before?.fraud))
    }
}
