import AzureCore
import JSON

/// An operation of the provider, as roles name it.
public struct ProviderOperation: Sendable, Hashable {
    /// The action, for example `Microsoft.CertificateRegistration/certificateOrders/Read`.
    public let name: String
    /// Whether it is an action on data rather than on resources.
    public let isDataAction: Bool?
    /// Its name for people.
    public let display: ProviderOperationDisplay?
    /// Who may call it: `user`, `system` or both.
    public let origin: String?
    /// What else the service says, such as its metrics.
    public let properties: JSONValue?
    /// The whole item, unknown fields included.
    public let raw: JSONValue

    /// Reads an item of the service's list.
    public init(json: JSONValue) throws(JSONFieldError) {
        let fields = try JSONFields(json)
        name = try fields.requiredString("name")
        isDataAction = try fields.bool("isDataAction")
        display = try fields.model("display", ProviderOperationDisplay.init(json:))
        origin = try fields.string("origin")
        properties = fields.object["properties"]
        raw = json
    }
}

/// The name of an operation for people.
public struct ProviderOperationDisplay: Sendable, Hashable {
    /// The provider.
    public let provider: String?
    /// The sort of resource.
    public let resource: String?
    /// What is done.
    public let operation: String?
    /// What that means.
    public let description: String?

    /// Reads a `display` object.
    public init(json: JSONValue) throws(JSONFieldError) {
        let fields = try JSONFields(json)
        provider = try fields.string("provider")
        resource = try fields.string("resource")
        operation = try fields.string("operation")
        description = try fields.string("description")
    }
}

/// What the provider `Microsoft.CertificateRegistration` can do, for whoever writes a role. It belongs to no subscription.
///
/// Source: the document `CertificateRegistrationProvider`; the api-versions are those of ``CertificateOrdersVersion``.
public struct ProviderOperationsClient: Sendable {
    private let resources: ResourceManager

    /// A client for the tenant the pipeline's credential belongs to; versions are those of ``CertificateOrdersVersion``.
    public init(pipeline: Pipeline, cloud: AzureCloud, apiVersion: String = CertificateOrdersVersion.standard) {
        resources = ResourceManager(pipeline: pipeline, cloud: cloud, subscriptionId: "", apiVersion: apiVersion)
    }

    /// All operations.
    ///
    /// Source: `GET /providers/Microsoft.CertificateRegistration/operations`.
    public func list() -> Paged<ProviderOperation> {
        resources.list(
            "ProviderOperations.list",
            .tenant,
            path: ["providers", "Microsoft.CertificateRegistration", "operations"],
            read: ProviderOperation.init(json:)
        )
    }
}
