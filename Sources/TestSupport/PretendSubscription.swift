import AzureCore
import HTTPTypes
import JSON
import Synchronization

/// A subscription with one group, vault, site and plan, as far as the checks before a purchase look at it; it answers by path
/// and remembers what was no read.
package final class PretendSubscription: Sendable {
    private let missing: String
    private let vault: JSONObject
    private let tier: String
    private let hasRoles: Bool
    private let statuses: [String: Int]
    private let bodies: [String: JSONValue]
    private let seen = Mutex<[String]>([])

    /// - Parameters:
    ///   - missing: The end of a path that is not found, in lower case.
    ///   - vault: Properties of the vault that differ.
    ///   - roles: Whether both principals have their roles on the vault.
    ///   - statuses: Ends of paths that are refused with a status.
    ///   - bodies: Ends of paths that are answered with something of the test's own.
    package init(
        missing: String = "-",
        vault: JSONObject = [:],
        tier: String = "Basic",
        roles: Bool = false,
        statuses: [String: Int] = [:],
        bodies: [String: JSONValue] = [:]
    ) {
        self.missing = missing
        self.tier = tier
        hasRoles = roles
        self.statuses = statuses
        self.bodies = bodies
        var properties: JSONObject = [
            "vaultUri": "https://vault.test/", "accessPolicies": [Self.policy("f3c21649"), Self.policy("abfa0a7c")],
        ]
        for (name, value) in vault { properties[name] = value }
        self.vault = properties
    }

    /// The requests that were not reads: the verb and the last part of the path.
    package var writes: [String] { seen.withLock { $0 } }

    package var pipeline: Pipeline {
        Pipeline(transport: HTTPTransport { [self] in answer($0) }, credential: StaticCredential(), retry: .never)
    }

    private static func policy(_ app: String) -> JSONValue {
        ["objectId": .string("oid-\(app)"), "permissions": ["secrets": ["Get", "List", "Set", "Delete"]]]
    }

    private func answer(_ request: TransportRequest) -> TransportResponse {
        let url = request.url.lowercased()
        let path = String(url.prefix { $0 != "?" })
        if request.method != .get {
            seen.withLock { $0.append("\(request.method) \(request.url.prefix { $0 != "?" }.split(separator: "/").last ?? "")") }
        }
        if path.hasSuffix(missing) { return refusal(404) }
        if let status = statuses.first(where: { path.hasSuffix($0.key) })?.value { return refusal(status) }
        guard let body = body(path, url) else {
            return path.contains("/certificateorders/") ? refusal(404) : TransportResponse(status: 204)
        }
        return TransportResponse(status: 200, headers: [.contentType: "application/json"], body: body.bytes())
    }

    private func refusal(_ status: Int) -> TransportResponse {
        let body: JSONValue = ["error": ["code": "Scripted", "message": "scripted refusal"]]
        return TransportResponse(status: status, headers: [.contentType: "application/json"], body: body.bytes())
    }

    private func body(_ path: String, _ url: String) -> JSONValue? {
        if let own = bodies.first(where: { path.hasSuffix($0.key) })?.value { return own }
        let plan = "/subscriptions/s/resourceGroups/group/providers/Microsoft.Web/serverfarms/plan"
        return switch path.split(separator: "/").last {
        case "group": ["id": "/subscriptions/s/resourceGroups/group", "name": "group", "location": "here"]
        case "vault": ["name": "vault", "properties": .object(vault)]
        case "site": ["name": "site", "location": "here", "properties": ["serverFarmId": .string(plan), "hostNames": []]]
        case "plan": ["name": "plan", "location": "here", "sku": ["tier": .string(tier)]]
        case "serviceprincipals": ["value": [["id": .string(url.contains("f3c21649") ? "oid-f3c21649" : "oid-abfa0a7c"), "appId": "app"]]]
        case "roleassignments":
            [
                "value": .array(
                    hasRoles
                        ? [
                            Self.role("f3c21649", "b86a8fe4-44ce-4948-aee5-eccb2c155cd7"),
                            Self.role("abfa0a7c", "db79e9a7-68ee-4b58-9aeb-b90e7c24fcba"),
                        ] : []
                )
            ]
        default: nil
        }
    }

    private static func role(_ app: String, _ role: String) -> JSONValue {
        [
            "properties": [
                "principalId": .string("oid-\(app)"),
                "roleDefinitionId": .string("/providers/Microsoft.Authorization/roleDefinitions/\(role)"),
            ]
        ]
    }
}
