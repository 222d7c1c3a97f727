import CertificateMaterial
import FoundationEssentials
import JSON

/// Fleets of thousands of orders: the tree is there at once, the leaf when somebody looks. Their keys are one shared key.
extension EmulatorState {
    mutating func stage(_ fleet: Scenario.Fleet, in group: String) throws {
        var dice = SeededGenerator(seed: fleet.seed)
        if fleetKey == nil { fleetKey = try takeKey() }
        let digits = String(fleet.count).count
        let prefix = "\(groupID(group))/providers/\(CertificateOrders.type)/"
        for number in 1...fleet.count {
            let name = fleet.prefix + String(repeating: "0", count: digits - String(number).count) + String(number)
            let daysLeft = Double.random(in: fleet.daysLeft, using: &dice)
            let end = now.addingTimeInterval(daysLeft * Self.daySeconds).wholeSeconds
            let start = min(now.wholeSeconds, end.addingTimeInterval(-leafSeconds))
            let termEnd = end.addingTimeInterval(Bool.random(using: &dice) ? 0 : Double.random(in: 1...167, using: &dice) * Self.daySeconds)
            resources[prefix + name] = fleetOrder(prefix + name, name, from: start, to: end, termEnd: termEnd, &dice)
        }
    }

    private mutating func fleetOrder(
        _ id: String,
        _ name: String,
        from start: Date,
        to end: Date,
        termEnd: Date,
        _ dice: inout SeededGenerator
    ) -> Resource {
        var order = Resource(
            id: id,
            name: name,
            type: CertificateOrders.type,
            envelope: ["location": "Global"],
            properties: [
                "distinguishedName": .string("CN=\(name.lowercased()).example"), "validityInYears": 1, "keySize": 2048,
                "productType": .string(PurchaseRequest.products[0]), "autoRenew": false, "provisioningState": "Succeeded",
                "status": "Issued", "isPrivateKeyExternal": false, "expirationTime": .string(RFC3339.text(end)),
                "lastCertificateIssuanceTime": .string(RFC3339.text(start)),
                "domainVerificationToken": .string(dice.alphanumeric(count: 14)),
            ]
        )
        order.hidden = [
            "round": .number(JSONNumber(nextNumber())), "names": [.string("\(name.lowercased()).example")],
            "validatedAt": .string(RFC3339.text(start)), "termEnd": .string(RFC3339.text(termEnd)), "isLazy": true,
        ]
        order.note("CertificateIssued", at: start)
        return order
    }

    /// The order with its leaf, made now if it is the first time somebody looks; nil when it is gone or cannot be made.
    @discardableResult
    mutating func materialised(_ order: Resource) -> Resource? {
        guard order.hidden["isLazy"] == true, let key = fleetKey, let end = order.expiration,
            let start = order.properties["lastCertificateIssuanceTime"]?.string.flatMap(RFC3339.date)
        else { return order }
        var made = order
        made.hidden["isLazy"] = nil
        made.hidden["key"] = .string(key.pem)
        guard (try? issueLeaf(for: &made, key: key.publicKey, notBefore: start, notAfter: end)) != nil else { return nil }
        resources[order.id] = made
        return made
    }
}
