/// Who has to move before a run can go on.
package enum Party: String, Sendable {
    case service
    case domainOwner = "domain owner"
    case vaultOwner = "vault owner"
    case otherProcess = "other process"
    /// Whoever runs signet.
    case person = "you"
}

/// Why nothing can be done at the moment, and who has to move.
package struct Wait: Sendable, Hashable {
    package let reason: String
    package let on: Party
    /// What the domain's owner has to publish.
    package let record: DNSRecord?

    package init(_ reason: String, on party: Party = .service) {
        self.reason = reason
        self.on = party
        record = nil
    }

    /// - Parameter alarm: what makes it urgent.
    package init(for record: DNSRecord, alarm: String? = nil) {
        reason = "set this record, it \(record.purpose):  \(record)" + (alarm.map { "  (\($0))" } ?? "")
        on = .domainOwner
        self.record = record
    }

    /// The record is set and not everywhere yet.
    package init(_ reason: String, until record: DNSRecord) {
        self.reason = reason
        on = .domainOwner
        self.record = record
    }
}
