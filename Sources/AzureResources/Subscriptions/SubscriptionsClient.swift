import AzureCore
import JSON

/// A subscription.
public struct Subscription: Sendable, Hashable {
    /// Its id, without the path in front.
    public let subscriptionId: String
    /// The name people gave it.
    public let displayName: String?
    /// `Enabled`, `Warned`, `PastDue`, `Disabled` or `Deleted`.
    public let state: String?
    /// The whole answer, unknown fields included.
    public let raw: JSONValue

    /// Reads an answer of the service.
    public init(json: JSONValue) throws(JSONFieldError) {
        let fields = try JSONFields(json)
        subscriptionId = try fields.requiredString("subscriptionId")
        displayName = try fields.string("displayName")
        state = try fields.string("state")
        raw = json
    }
}

/// The subscriptions a credential can see.
///
/// Source: the document `subscriptions` of `Microsoft.Resources`, api-version 2022-12-01.
public struct SubscriptionsClient: Sendable {
    /// What is used when no other api-version is asked for.
    public static let standardAPIVersion = "2022-12-01"

    private let resources: ResourceManager

    /// A client for the tenant the pipeline's credential belongs to.
    public init(pipeline: Pipeline, cloud: AzureCloud, apiVersion: String = SubscriptionsClient.standardAPIVersion) {
        resources = ResourceManager(pipeline: pipeline, cloud: cloud, subscriptionId: "", apiVersion: apiVersion)
    }

    /// All subscriptions the credential can read something in.
    ///
    /// Source: `GET /subscriptions`.
    public func list() -> Paged<Subscription> {
        resources.list("Subscriptions.list", .tenant, path: ["subscriptions"], read: Subscription.init(json:))
    }
}
