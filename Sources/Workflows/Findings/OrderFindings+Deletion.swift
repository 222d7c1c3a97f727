import AppServiceCertificates
import AzureCore
import AzureResources
import FoundationEssentials

extension OrderFindings {
    /// What deleting the order would do. Deleting revokes: whatever serves the certificate breaks with it.
    var deletion: [Finding] {
        var findings = sight.locks.map { lock in
            Finding.passed("deletion", "the lock \(lock.name ?? "") (\(lock.level?.rawValue ?? "")) on \(Self.scope(of: lock)) prevents it")
        }
        let hosts = serves
        if !hosts.isEmpty {
            findings.append(.passed("deletion", "would revoke the certificate that \(hosts.joined(separator: ", ")) serves"))
        }
        return findings
    }

    /// Why the order should not be deleted as things are; nil when nothing rests on it.
    package var deletionProblem: Problem? {
        if let lock = sight.locks.first {
            return Problem(
                .refused,
                "\(sight.name) is protected by the lock \(lock.name ?? "").",
                why: "somebody put a lock of level \(lock.level?.rawValue ?? "") on \(Self.scope(of: lock))",
                nextStep: "If it may go, remove the lock first: az lock delete --ids \(lock.id?.description ?? "ID")"
            )
        }
        guard !serves.isEmpty else { return nil }
        let sites = Set(using.compactMap { $0.site?.name }).sorted().joined(separator: ", ")
        return Problem(
            .refused,
            "Deleting \(sight.name) would take down \(serves.joined(separator: ", ")).",
            why: "deleting an order revokes its certificate, which is bound on \(sites)",
            nextStep: "Bind another certificate to them first; to delete it all the same, add --yes."
        )
    }

    private var using: [BoundHost] {
        let copies = Set(sight.imports.map { $0.thumbprint.lowercased() } + [sight.thumbprint?.lowercased()].compactMap(\.self))
        return sight.bindings.filter { $0.thumbprint.map { copies.contains($0.lowercased()) } ?? false }
    }

    private var serves: [String] {
        sight.isOver && sight.order.status != .denied ? [] : using.map(\.hostName).sorted()
    }

    private static func scope(of lock: Lock) -> String {
        let id = lock.id?.description ?? ""
        return id.ranges(of: "/providers/Microsoft.Authorization/").first.map { String(id[..<$0.lowerBound]) } ?? id
    }
}
