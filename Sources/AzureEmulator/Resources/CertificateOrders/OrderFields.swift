import FoundationEssentials
import JSON

/// What the order keeps beside its visible tree, and short names for what is read often.
extension Resource {
    var status: String { properties["status"]?.string ?? "" }
    var isInProgress: Bool { properties["provisioningState"]?.string == "InProgress" }
    var isPrivateKeyExternal: Bool { properties["isPrivateKeyExternal"]?.bool ?? false }
    var serialNumber: String? { properties["serialNumber"]?.string }
    var expiration: Date? { properties["expirationTime"]?.string.flatMap(RFC3339.date) }

    /// The host name the order is for, as in its subject.
    var commonName: String { String((properties["distinguishedName"]?.string ?? "").dropFirst(3)) }
    var isWildcard: Bool { commonName.hasPrefix("*.") }
    /// The name without a leading `*.`, where proofs and CAA records are looked for.
    var domain: String { isWildcard ? String(commonName.dropFirst(2)) : commonName }

    /// The latest attempt at a leaf; see `Agenda.Event`.
    var round: Int { hidden["round"]?.int ?? 0 }
    /// Rounds to be charged when one is issued.
    var unpaid: Int { hidden["unpaid"]?.int ?? 0 }
    var trace: Trace { Trace(json: hidden["trace"]) }
    var actions: [JSONValue] { hidden["actions"]?.array ?? [] }

    /// A time among the hidden members.
    func date(_ name: String) -> Date? { hidden[name]?.string.flatMap(RFC3339.date) }

    /// Adds to what the authority reports about the order.
    mutating func note(_ action: String, at time: Date) {
        let entry: JSONValue = ["actionType": .string(action), "createdAt": .string(RFC3339.text(time))]
        hidden["actions"] = .array(actions + [entry])
    }
}
