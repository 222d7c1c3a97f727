import AppServiceCertificates
import AzureCore
import AzureResources
import FoundationEssentials

extension OrderFindings {
    /// What rests on the order.
    package var use: OrderUse { OrderUse(sight) }

    /// What deleting the order would do. Deleting revokes: whatever serves the certificate breaks with it.
    package var deletion: [Finding] {
        var findings = sight.locks.map { lock in
            Finding.passed("deletion", "the lock \(lock.name ?? "") (\(lock.level?.rawValue ?? "")) on \(lock.scope) prevents it")
        }
        let hosts = use.breaks
        if !hosts.isEmpty {
            findings.append(.passed("deletion", "would revoke the certificate that \(hosts.joined(separator: ", ")) serves"))
        }
        return findings
    }

    /// Why the order should not be deleted as things are; nil when nothing rests on it.
    package var deletionProblem: Problem? {
        let otherwise = "have them go without one: \(verb("retire", " --unbind")); to delete it all the same, add --yes."
        return use.lockProblem(sight.name) ?? use.useProblem(sight.name, otherwise: otherwise)
    }
}
