import FoundationEssentials
import JSON

/// What the order keeps beside its visible tree, and short names for what is read often.
extension Resource {
    var status: String { properties["status"]?.string ?? "" }
    var isInProgress: Bool { properties["provisioningState"]?.string == "InProgress" }
    var isPrivateKeyExternal: Bool { properties["isPrivateKeyExternal"]?.bool ?? false }

    /// The host name the order is for, as in its subject.
    var commonName: String { String((properties["distinguishedName"]?.string ?? "").dropFirst(3)) }
    var isWildcard: Bool { commonName.hasPrefix("*.") }
    /// The name without a leading `*.`, where proofs and CAA records are looked for.
    var domain: String { isWildcard ? String(commonName.dropFirst(2)) : commonName }

    var purchase: Int { hidden["purchase"]?.int ?? 0 }
    var trace: Trace { Trace(json: hidden["trace"]) }
    var actions: [JSONValue] { hidden["actions"]?.array ?? [] }

    /// Adds to what the authority reports about the order.
    mutating func note(_ action: String, at time: Date) {
        let entry: JSONValue = ["actionType": .string(action), "createdAt": .string(RFC3339.text(time))]
        hidden["actions"] = .array(actions + [entry])
    }

    mutating func mail(_ address: String, at time: Date) {
        let entry: JSONValue = ["emailId": .string(address), "timeStamp": .string(RFC3339.text(time))]
        hidden["emails"] = .array((hidden["emails"]?.array ?? []) + [entry])
    }

    /// Auto-renew starts 32 days before the paid term ends; an order without it has no such day.
    mutating func refreshNextAutoRenewal() {
        guard properties["autoRenew"]?.bool == true, let end = hidden["termEnd"]?.string.flatMap(RFC3339.date) else {
            properties["nextAutoRenewalTimeStamp"] = nil
            return
        }
        properties["nextAutoRenewalTimeStamp"] = .string(RFC3339.text(end.addingTimeInterval(-32 * 86_400)))
    }
}
