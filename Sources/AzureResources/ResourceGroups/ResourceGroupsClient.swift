import AzureCore
import JSON

/// A resource group.
public struct ResourceGroup: Sendable, Hashable {
    /// The resource id.
    public let id: ResourceID?
    /// The name.
    public let name: String
    /// The region its metadata is kept in.
    public let location: String?
    /// The tags.
    public let tags: [String: String]
    /// The whole answer, unknown fields included.
    public let raw: JSONValue

    /// Reads an answer of the service.
    public init(json: JSONValue) throws(JSONFieldError) {
        let fields = try JSONFields(json)
        id = try fields.string("id").flatMap { ResourceID($0) }
        name = try fields.requiredString("name")
        location = try fields.string("location")
        tags = try fields.stringMap("tags") ?? [:]
        raw = json
    }
}

/// The resource groups of a subscription.
///
/// Source: the document `resources` of `Microsoft.Resources`, api-version 2021-04-01.
public struct ResourceGroupsClient: Sendable {
    /// What is used when no other api-version is asked for.
    public static let standardAPIVersion = "2021-04-01"

    private let resources: ResourceManager

    /// A client for one subscription.
    public init(
        pipeline: Pipeline,
        cloud: AzureCloud,
        subscriptionId: String,
        apiVersion: String = ResourceGroupsClient.standardAPIVersion
    ) {
        resources = ResourceManager(pipeline: pipeline, cloud: cloud, subscriptionId: subscriptionId, apiVersion: apiVersion)
    }

    /// Reads a group. Throws ``AzureError``, `.notFound` with `ResourceGroupNotFound` when there is none.
    ///
    /// Source: `GET /subscriptions/{id}/resourceGroups/{name}`.
    public func get(name: String) async throws(AzureError) -> ResourceGroup {
        try await resources.get("ResourceGroups.get", resources.resourceGroup(name), read: ResourceGroup.init(json:))
    }

    /// All groups of the subscription.
    ///
    /// Source: `GET /subscriptions/{id}/resourceGroups`.
    public func list() -> Paged<ResourceGroup> {
        resources.list("ResourceGroups.list", resources.subscription, path: ["resourceGroups"], read: ResourceGroup.init(json:))
    }

    /// Makes a group, or changes the tags of an existing one, whose region must be the same.
    ///
    /// Source: `PUT /subscriptions/{id}/resourceGroups/{name}`, answers 200 or 201.
    public func createOrUpdate(name: String, location: String, tags: [String: String] = [:]) async throws(AzureError) -> ResourceGroup {
        try await resources.put(
            "ResourceGroups.createOrUpdate",
            resources.resourceGroup(name),
            body: trackedBody(location: location, tags: tags),
            read: ResourceGroup.init(json:)
        )
    }
}
