import AppServiceCertificates
import AzureCore
import FoundationEssentials
import JSON
import Workflows

/// The orders whose certificate ends within a time, by what renewing them would be.
package struct DueOrders: Sendable {
    package enum Group: String, Sendable, CaseIterable {
        /// Free, and the end moves.
        case now
        /// Not today: it has a day of its own.
        case scheduled
        /// Buys the next term.
        case charge
        /// The platform renews it by itself.
        case platform
        /// Nobody has said that Signet renews it: `signet adopt` does.
        case unadopted
        /// It cannot be renewed as things are.
        case impossible
    }

    package struct Item: Sendable, Hashable {
        package let name: String
        package let resourceGroup: String
        package let domain: String
        package let group: Group
        package let end: Date
        package let daysLeft: Int
        /// When it is to be renewed.
        package let day: Date?
        /// Where the end would go if it were renewed now.
        package let newEnd: Date?
        /// What renewing it costs, now or on its day.
        package let charge: Charge?
        /// What the day and the end of the paid term were concluded from.
        package let source: String
        /// Why it cannot be renewed.
        package let reasons: [String]
    }

    package let items: [Item]

    package func items(_ group: Group) -> [Item] { items.filter { $0.group == group } }

    /// Whether renewing now would do anything.
    package var hasChanges: Bool { items.contains { $0.group == .now || $0.group == .charge } }

    package var json: JSONValue {
        var object: JSONObject = [:]
        for group in Group.allCases { object[group.rawValue] = .array(items(group).map(\.json)) }
        return .object(object)
    }

    /// To which group an outlook belongs. A run that is under way is gone on with, whatever the order looks like meanwhile.
    static func group(of outlook: RenewalOutlook, renewer: Renewer, isUnderWay: Bool) -> Group {
        if isUnderWay { return .now }
        if renewer != .signet, outlook.effect != .platform { return .unadopted }
        return switch outlook.effect {
        case .free: .now
        case .purchase: .charge
        case .unchanged: .scheduled
        case .platform: .platform
        case .impossible: outlook.isTooEarly ? .scheduled : .impossible
        }
    }
}

extension DueOrders.Item {
    init(_ order: CertificateOrder, _ id: ResourceID, _ outlook: RenewalOutlook, _ group: DueOrders.Group, charge: Charge, now: Date) {
        name = id.name
        resourceGroup = id.resourceGroup ?? ""
        domain = order.commonName
        self.group = group
        end = outlook.leafEnd
        daysLeft = Int(clamping: Int64((outlook.leafEnd.timeIntervalSince(now) / 86_400).rounded(.down)))
        day = group == .platform ? order.nextAutoRenewalTime : outlook.due
        (newEnd, reasons) =
            switch outlook.effect {
            case .free(let end), .purchase(let end): (end, [])
            case .impossible(let reasons): (nil, reasons)
            case .unchanged, .platform: (nil, [])
            }
        self.charge = group == .charge || group == .scheduled && outlook.isDueCharged ? charge : nil
        source = "the paid term ends about \(Actions.day(outlook.term.end)), estimated from \(outlook.term.source)"
    }

    package var json: JSONValue {
        func date(_ date: Date?) -> JSONValue { date.map { .string(RFC3339.text($0)) } ?? nil }
        return [
            "name": .string(name), "resourceGroup": .string(resourceGroup), "domain": .string(domain), "expirationTime": date(end),
            "daysLeft": .number(JSONNumber(daysLeft)), "day": date(day), "newExpirationTime": date(newEnd), "charge": charge?.json ?? nil,
            "source": .string(source), "reasons": .array(reasons.map(JSONValue.string)),
        ]
    }
}
