import AzureCore
import JSON

/// An application's identity in one tenant.
public struct ServicePrincipal: Sendable, Hashable {
    /// The object id, different in each tenant: what access policies and role assignments name.
    public let id: String
    /// The application id, the same everywhere.
    public let appId: String
    /// The name shown in the portal.
    public let displayName: String?
    /// The whole answer, unknown fields included.
    public let raw: JSONValue

    /// Reads an answer of the service.
    public init(json: JSONValue) throws(JSONFieldError) {
        let fields = try JSONFields(json)
        id = try fields.requiredString("id")
        appId = try fields.requiredString("appId")
        displayName = try fields.string("displayName")
        raw = json
    }
}

/// The service principals of the tenant, from Microsoft Graph.
///
/// Source: the reference of Microsoft Graph, version 1.0.
public struct ServicePrincipalsClient: Sendable {
    private let pipeline: Pipeline
    private let cloud: AzureCloud

    /// A client for the tenant the pipeline's credential belongs to.
    public init(pipeline: Pipeline, cloud: AzureCloud) {
        self.pipeline = pipeline
        self.cloud = cloud
    }

    /// Finds the identity of an application; nil when the tenant has none yet. Throws ``AzureError``, `.forbidden` when the
    /// credential may not read the directory (Graph permission `Application.Read.All`).
    ///
    /// Source: `GET {graph}/v1.0/servicePrincipals?$filter=appId eq '…'`.
    public func find(appId: String) async throws(AzureError) -> ServicePrincipal? {
        let quoted = appId.replacing("'", with: "''")
        let request = AzureRequest(
            operation: "ServicePrincipals.find",
            url: cloud.graph + "/v1.0/servicePrincipals",
            query: [("$filter", "appId eq '\(quoted)'"), ("$select", "id,appId,displayName")],
            scope: cloud.graphScope,
            target: "\(cloud.graph) (application \(appId))"
        )
        let list = Paged(first: .success(request), pipeline: pipeline, maximumPages: 10, read: ServicePrincipal.init(json:))
        var principals = list.makeAsyncIterator()
        return try await principals.next(isolation: nil)
    }
}
