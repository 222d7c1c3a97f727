import AzureCore
import JSON

/// An App Service plan (`Microsoft.Web/serverfarms`).
public struct Plan: Sendable, Hashable {
    /// The resource id.
    public let id: ResourceID?
    /// The name.
    public let name: String
    /// The region; imported certificates must be in the same one.
    public let location: String
    /// The tier: `Free`, `Shared`, `Basic`, `Standard`, `PremiumV3`, …
    public let tier: String?
    /// The whole answer, unknown fields included.
    public let raw: JSONValue

    /// Whether bindings by server name are possible: every tier but the two without custom TLS.
    public var allowsCustomTLS: Bool {
        !["free", "shared", "dynamic"].contains(tier?.lowercased() ?? "free")
    }

    /// Reads an answer of the service.
    public init(json: JSONValue) throws(JSONFieldError) {
        let fields = try JSONFields(json)
        id = try fields.string("id").flatMap { ResourceID($0) }
        name = try fields.requiredString("name")
        location = try fields.requiredString("location")
        tier = try fields.fields("sku")?.string("tier")
        raw = json
    }
}

/// App Service plans, by their ids.
///
/// Source: the document `AppServicePlans` of `Microsoft.Web`, api-version 2025-05-01.
public struct PlansClient: Sendable {
    /// What is used when no other api-version is asked for.
    public static let standardAPIVersion = "2025-05-01"

    private let resources: ResourceManager

    /// A client for one subscription.
    public init(
        pipeline: Pipeline,
        cloud: AzureCloud,
        subscriptionId: String,
        apiVersion: String = PlansClient.standardAPIVersion
    ) {
        resources = ResourceManager(pipeline: pipeline, cloud: cloud, subscriptionId: subscriptionId, apiVersion: apiVersion)
    }

    /// Reads a plan, by the id a site names. Throws ``AzureError``, `.notFound` when there is none.
    ///
    /// Source: `GET {group}/providers/Microsoft.Web/serverfarms/{name}`.
    public func get(id: ResourceID) async throws(AzureError) -> Plan {
        try await resources.get("Plans.get", id, read: Plan.init(json:))
    }

    /// All plans of the subscription.
    ///
    /// Source: `GET /subscriptions/{id}/providers/Microsoft.Web/serverfarms`.
    public func list() -> Paged<Plan> {
        list(in: resources.subscription)
    }

    /// All plans of a resource group.
    ///
    /// Source: `GET {group}/providers/Microsoft.Web/serverfarms`.
    public func list(resourceGroup: String) -> Paged<Plan> {
        list(in: resources.resourceGroup(resourceGroup))
    }

    private func list(in scope: ResourceID) -> Paged<Plan> {
        resources.list("Plans.list", scope, path: ["providers", "Microsoft.Web", "serverfarms"], read: Plan.init(json:))
    }
}
