import AppServiceCertificates
import AzureCore
import AzureResources
import FoundationEssentials

/// What rests on an order: deleting it revokes its certificate, and whatever serves that breaks.
package struct OrderUse: Sendable {
    /// Host names of sites and slots that have the order's certificate, or one before it, bound.
    package let hosts: [BoundHost]
    /// Copies App Service has of it.
    package let copies: [ImportSight]
    /// Host names whose handshake shows the order's leaf, by a binding or from anywhere else.
    package let shown: [String]
    package let lock: Lock?
    /// Whether nobody can rely on the certificate any more, whatever still shows it.
    package let isOver: Bool

    init(_ sight: OrderSight) {
        let thumbprints = Set(sight.imports.map { $0.thumbprint.lowercased() } + [sight.thumbprint?.lowercased()].compactMap(\.self))
        hosts = sight.bindings.filter { $0.thumbprint.map { thumbprints.contains($0.lowercased()) } ?? false }
        copies = sight.imports
        let serial = sight.order.serialNumber?.lowercased()
        shown = sight.served.values.filter { serial != nil && $0.serialNumber?.lowercased() == serial }.map(\.hostName).sorted()
        lock = sight.locks.first
        isOver = sight.isOver && sight.order.status != .denied
    }

    /// Who breaks with the certificate.
    package var breaks: [String] { isOver ? [] : Set(hosts.map(\.hostName) + shown).sorted() }
}

extension OrderUse {
    /// The lock that keeps the order; the service itself would refuse too.
    func lockProblem(_ name: String) -> Problem? {
        lock.map { lock in
            Problem(
                .refused,
                "\(name) is protected by the lock \(lock.name ?? "").",
                why: "somebody put a lock of level \(lock.level?.rawValue ?? "") on \(lock.scope)",
                nextStep: "If it may go, remove the lock first: az lock delete --ids \(lock.id?.description ?? "ID")"
            )
        }
    }

    /// Why the order should not be deleted while it is used; nil when nothing rests on it.
    ///
    /// - Parameter otherwise: how to delete it all the same.
    func useProblem(_ name: String, otherwise: String) -> Problem? {
        if !breaks.isEmpty {
            return Problem(
                .refused,
                "Deleting \(name) would take down \(breaks.joined(separator: ", ")).",
                why: "deleting an order revokes its certificate, \(whereUsed)",
                nextStep: "Bind another certificate to them first; \(otherwise)"
            )
        }
        guard !isOver, !copies.isEmpty else { return nil }
        return Problem(
            .refused,
            "Deleting \(name) would leave App Service with a revoked certificate.",
            why: "it is imported as \(copies.map(\.name).sorted().joined(separator: ", ")), though no host name serves it",
            nextStep: "Delete the copy first: az webapp config ssl delete; \(otherwise)"
        )
    }

    private var whereUsed: String {
        let sites = Set(hosts.compactMap { $0.site?.names.joined(separator: "/") }).sorted().joined(separator: ", ")
        let bound = Set(hosts.map(\.hostName))
        let elsewhere = shown.filter { !bound.contains($0) }
        let words = [
            sites.isEmpty ? nil : "which is bound on \(sites)",
            elsewhere.isEmpty ? nil : "which \(elsewhere.joined(separator: ", ")) shows without a binding Signet can see",
        ]
        return words.compactMap(\.self).joined(separator: " and ")
    }
}

extension Lock {
    /// What it protects.
    var scope: String {
        let id = id?.description ?? ""
        return id.ranges(of: "/providers/Microsoft.Authorization/").first.map { String(id[..<$0.lowerBound]) } ?? id
    }
}
