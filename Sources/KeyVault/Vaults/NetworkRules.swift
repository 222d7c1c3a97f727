import AzureCore
import JSON

/// The firewall of a vault.
public struct NetworkRules: Sendable, Hashable {
    /// Who gets past it.
    public var bypass: NetworkBypass?
    /// What happens to everyone no rule names.
    public var defaultAction: NetworkAction?
    /// Allowed addresses and ranges.
    public var ipRules: [String]
    /// Allowed subnets.
    public var virtualNetworkRules: [VirtualNetworkRule]

    /// A firewall; as it stands it lets trusted services in and nobody else.
    public init(
        bypass: NetworkBypass = .azureServices,
        defaultAction: NetworkAction = .deny,
        ipRules: [String] = [],
        virtualNetworkRules: [VirtualNetworkRule] = []
    ) {
        self.bypass = bypass
        self.defaultAction = defaultAction
        self.ipRules = ipRules
        self.virtualNetworkRules = virtualNetworkRules
    }

    init(_ fields: JSONFields) throws(JSONFieldError) {
        bypass = try fields.string("bypass").map { NetworkBypass(rawValue: $0) }
        defaultAction = try fields.string("defaultAction").map { NetworkAction(rawValue: $0) }
        ipRules = []
        for rule in try fields.list("ipRules") ?? [] {
            if let value = try rule.string("value") { ipRules.append(value) }
        }
        virtualNetworkRules = []
        for rule in try fields.list("virtualNetworkRules") ?? [] { virtualNetworkRules.append(try VirtualNetworkRule(rule)) }
    }

    /// Whether trusted services get in: nothing is denied, or they bypass what is.
    public var letsTrustedServicesIn: Bool {
        defaultAction != .deny || bypass == .azureServices
    }

    func requestBody() -> JSONValue {
        var rules = JSONObject()
        rules["bypass"] = bypass.map { .string($0.rawValue) }
        rules["defaultAction"] = defaultAction.map { .string($0.rawValue) }
        rules["ipRules"] = .array(ipRules.map { ["value": .string($0)] })
        rules["virtualNetworkRules"] = .array(virtualNetworkRules.map { $0.requestBody() })
        return .object(rules)
    }
}

/// A subnet the firewall of a vault lets in.
public struct VirtualNetworkRule: Sendable, Hashable {
    /// The resource id of the subnet.
    public var id: ResourceID?
    /// Whether the rule is made even where the subnet has no service endpoint for vaults.
    public var ignoreMissingVnetServiceEndpoint: Bool?

    /// A rule for a subnet.
    public init(id: ResourceID, ignoreMissingVnetServiceEndpoint: Bool? = nil) {
        self.id = id
        self.ignoreMissingVnetServiceEndpoint = ignoreMissingVnetServiceEndpoint
    }

    init(_ fields: JSONFields) throws(JSONFieldError) {
        id = try fields.string("id").flatMap { ResourceID($0) }
        ignoreMissingVnetServiceEndpoint = try fields.bool("ignoreMissingVnetServiceEndpoint")
    }

    func requestBody() -> JSONValue {
        var rule = JSONObject()
        rule["id"] = (id?.description).map(JSONValue.string)
        rule["ignoreMissingVnetServiceEndpoint"] = ignoreMissingVnetServiceEndpoint.map(JSONValue.bool)
        return .object(rule)
    }
}
