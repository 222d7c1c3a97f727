import FoundationEssentials
import JSON

/// A world to start from: orders in given states with what hangs on them, and a fleet of many.
struct Scenario {
    struct Order {
        let name: String
        /// The subject's host name, `*.` and all.
        let commonName: String
        var status = "Issued"
        var daysLeft = 180.0
        /// Until the paid term ends; at least as long as the leaf.
        var termDaysLeft = 347.0
        var validatedDaysAgo: Double?
        var autoRenew = false
        var vault: String?
        var secret: String?
        var site: String?
        var hostNames: [String] = []
    }

    struct Fleet {
        let count: Int
        let prefix: String
        let daysLeft: ClosedRange<Double>
        let seed: UInt64
    }

    static let largestFleet = 100_000
    private static let largestList = 1_000
    let resourceGroup: String
    let orders: [Order]
    let fleet: Fleet?

    init(_ body: JSONObject) throws(ServiceFailure) {
        try Self.require(body, only: ["resourceGroup", "orders", "fleet"], in: "a scenario")
        resourceGroup = body["resourceGroup"]?.string ?? EmulatorState.demoGroup
        let listed = body["orders"]?.array ?? []
        guard listed.count <= Self.largestList else { throw .control("a scenario lists at most \(Self.largestList) orders; use a fleet") }
        var orders: [Order] = []
        for entry in listed { orders.append(try Order(entry)) }
        self.orders = orders
        fleet = try body["fleet"].map { value throws(ServiceFailure) in try Fleet(value) }
    }

    fileprivate static func require(_ object: JSONObject, only names: [String], in what: String) throws(ServiceFailure) {
        if let other = object.first(where: { !names.contains($0.key) }) { throw .control("\(what) has no member '\(other.key)'") }
    }
}

extension Scenario.Order {
    private static let members = [
        "name", "domain", "productType", "status", "daysLeft", "termDaysLeft", "validatedDaysAgo", "autoRenew", "vault", "secret", "site",
        "hostNames",
    ]

    init(_ value: JSONValue) throws(ServiceFailure) {
        guard let body = value.object, let name = body["name"]?.string, let domain = body["domain"]?.string, Zones.isName(domain) else {
            throw .control("an order of a scenario needs a name and a domain")
        }
        try Scenario.require(body, only: Self.members, in: "an order of a scenario")
        self.name = name
        let isWildcard = body["productType"]?.string?.lowercased().contains("wildcard") == true && !domain.hasPrefix("*.")
        commonName = (isWildcard ? "*." : "") + domain.lowercased()
        if let word = body["status"]?.string {
            guard let known = EmulatorState.orderStatuses.first(where: { $0.lowercased() == word.lowercased() }) else {
                throw .control("status must be one of \(EmulatorState.orderStatuses.joined(separator: ", "))")
            }
            status = known
        }
        daysLeft = try Self.days(body, "daysLeft") ?? (status == "Expired" ? -1 : 180)
        termDaysLeft = max(try Self.days(body, "termDaysLeft") ?? daysLeft + 167, daysLeft)
        validatedDaysAgo = try Self.days(body, "validatedDaysAgo")
        autoRenew = body["autoRenew"]?.bool ?? false
        vault = body["vault"]?.string
        secret = body["secret"]?.string
        site = body["site"]?.string
        hostNames = (body["hostNames"]?.array ?? []).compactMap { $0.string?.lowercased() }
        if site != nil, vault == nil { throw .control("order '\(name)' needs a vault to be bound to a site") }
    }

    private static func days(_ body: JSONObject, _ name: String) throws(ServiceFailure) -> Double? {
        guard let value = body[name], !value.isNull else { return nil }
        guard let days = value.double, (-3650...3650).contains(days) else { throw .control("\(name) must be a number of days") }
        return days
    }
}

extension Scenario.Fleet {
    init(_ value: JSONValue) throws(ServiceFailure) {
        guard let body = value.object, let count = body["count"]?.int, (1...Scenario.largestFleet).contains(count) else {
            throw .control("a fleet needs a count from 1 to \(Scenario.largestFleet)")
        }
        try Scenario.require(body, only: ["count", "prefix", "daysLeft", "seed"], in: "a fleet")
        let least = body["daysLeft"]?["min"]?.double ?? 1
        let most = body["daysLeft"]?["max"]?.double ?? 198
        guard (0.0...3650).contains(least), least <= most, most <= 3650 else {
            throw .control("daysLeft of a fleet is {\"min\":n,\"max\":n}")
        }
        self.count = count
        prefix = body["prefix"]?.string ?? "fleet"
        daysLeft = least...most
        seed = UInt64(clamping: body["seed"]?.int ?? 1)
    }
}
