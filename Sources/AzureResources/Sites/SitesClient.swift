import AzureCore
import HTTPTypes
import JSON

/// An App Service site, as far as certificates are concerned.
public struct Site: Sendable, Hashable {
    /// The resource id.
    public let id: ResourceID?
    /// The name.
    public let name: String
    /// The region.
    public let location: String
    /// All host names mapped to it.
    public let hostNames: [String]
    /// The name it has from the start, which a CNAME record points at.
    public let defaultHostName: String?
    /// The address an A record points at, for names that cannot be aliases.
    public let inboundIpAddress: String?
    /// The plan it runs on.
    public let serverFarmId: ResourceID?
    /// What the `asuid` TXT record of a new host name must hold.
    public let customDomainVerificationId: String?
    /// Whether plain HTTP is redirected, which keeps a proof by page from working.
    public let httpsOnly: Bool
    /// The tags.
    public let tags: [String: String]
    /// The whole answer, unknown fields included.
    public let raw: JSONValue

    /// Reads an answer of the service.
    public init(json: JSONValue) throws(JSONFieldError) {
        let fields = try JSONFields(json)
        let properties = try fields.requiredFields("properties")
        id = try fields.string("id").flatMap { ResourceID($0) }
        name = try fields.requiredString("name")
        location = try fields.requiredString("location")
        tags = try fields.stringMap("tags") ?? [:]
        hostNames = try properties.strings("hostNames") ?? []
        defaultHostName = try properties.string("defaultHostName")
        inboundIpAddress = try properties.string("inboundIpAddress")
        serverFarmId = try properties.string("serverFarmId").flatMap { ResourceID($0) }
        customDomainVerificationId = try properties.string("customDomainVerificationId")
        httpsOnly = try properties.bool("httpsOnly") ?? false
        raw = json
    }
}

/// The sites of a subscription (`Microsoft.Web/sites`).
///
/// Source: the document `WebApps` of `Microsoft.Web`, api-version 2025-05-01.
public struct SitesClient: Sendable {
    /// What is used when no other api-version is asked for.
    public static let standardAPIVersion = "2025-05-01"

    private let resources: ResourceManager

    /// A client for one subscription.
    public init(
        pipeline: Pipeline,
        cloud: AzureCloud,
        subscriptionId: String,
        apiVersion: String = SitesClient.standardAPIVersion
    ) {
        resources = ResourceManager(pipeline: pipeline, cloud: cloud, subscriptionId: subscriptionId, apiVersion: apiVersion)
    }

    /// The id of a site of this subscription.
    public func id(resourceGroup: String, name: String) -> ResourceID {
        resources.resourceGroup(resourceGroup).resource("Microsoft.Web", "sites", name)
    }

    /// Reads a site, or one of its deployment slots. Throws ``AzureError``, `.notFound` when there is none.
    ///
    /// Source: `GET {group}/providers/Microsoft.Web/sites/{name}`, `GET {site}/slots/{slot}`.
    public func get(resourceGroup: String, name: String, slot: String? = nil) async throws(AzureError) -> Site {
        let site = id(resourceGroup: resourceGroup, name: name)
        return try await resources.get("Sites.get", slot.map { site.child("slots", $0) } ?? site, read: Site.init(json:))
    }

    /// Makes an empty site on a plan, in the plan's region. Not for an existing site: the call knows none of its settings.
    ///
    /// Source: `PUT {group}/providers/Microsoft.Web/sites/{name}`, answers 200 or 202.
    public func create(
        resourceGroup: String,
        name: String,
        location: String,
        serverFarmId: ResourceID
    ) async throws(AzureError) -> LongRunningOperation<Site> {
        let request = try resources.request(
            "Sites.create",
            .put,
            id(resourceGroup: resourceGroup, name: name),
            body: ["location": .string(location), "properties": ["serverFarmId": .string(serverFarmId.description)]],
            expecting: [200, 201, 202],
            repeatability: .idempotentWrite
        )
        return try await .start(request, pipeline: resources.pipeline, read: Site.init(json:))
    }

    /// All sites of the subscription.
    ///
    /// Source: `GET /subscriptions/{id}/providers/Microsoft.Web/sites`.
    public func list() -> Paged<Site> {
        list(in: resources.subscription)
    }

    /// All sites of a resource group.
    ///
    /// Source: `GET {group}/providers/Microsoft.Web/sites`.
    public func list(resourceGroup: String) -> Paged<Site> {
        list(in: resources.resourceGroup(resourceGroup))
    }

    /// The deployment slots of a site, which ``list()`` leaves out. Each has host names of its own; its name is `site/slot`.
    ///
    /// Source: `GET {site}/slots`.
    public func slots(resourceGroup: String, site: String) -> Paged<Site> {
        resources.list("Sites.slots", id(resourceGroup: resourceGroup, name: site), path: ["slots"], read: Site.init(json:))
    }

    private func list(in scope: ResourceID) -> Paged<Site> {
        resources.list("Sites.list", scope, path: ["providers", "Microsoft.Web", "sites"], read: Site.init(json:))
    }
}
