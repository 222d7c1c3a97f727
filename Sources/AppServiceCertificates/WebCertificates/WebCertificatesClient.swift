import AzureCore
import JSON

/// The certificates App Service can bind (`Microsoft.Web/certificates`). They live in the resource group and region of the plan.
///
/// All calls throw ``AzureError``, as ``Pipeline/send(_:)`` says, cancellation included.
///
/// Source: the document `Certificates` of `Microsoft.Web`, api-versions from 2018-11-01 on (see ``WebCertificatesVersion``).
public struct WebCertificatesClient: Sendable {
    private let resources: ResourceManager

    /// A client for one subscription.
    public init(
        pipeline: Pipeline,
        cloud: AzureCloud,
        subscriptionId: String,
        apiVersion: String = WebCertificatesVersion.standard
    ) {
        resources = ResourceManager(
            pipeline: pipeline,
            cloud: cloud,
            subscriptionId: subscriptionId,
            apiVersion: apiVersion,
            knownRefusals: .appServiceCertificates
        )
    }

    /// The id of a certificate of this subscription.
    public func id(resourceGroup: String, name: String) -> ResourceID {
        resources.resourceGroup(resourceGroup).resource("Microsoft.Web", "certificates", name)
    }

    /// Imports a certificate from its vault secret. Repeating the same call is the *sync*: it takes the secret's current version
    /// and moves every binding of the webspace to it.
    ///
    /// Throws ``AzureError``: `.invalidRequest` when vault or secret cannot be read by App Service or hold no unprotected PFX,
    /// `.conflict` when the webspace has the same thumbprint under another name.
    ///
    /// Source: `PUT {group}/providers/Microsoft.Web/certificates/{name}`, answers 200.
    public func createOrUpdate(
        resourceGroup: String,
        name: String,
        _ certificate: WebCertificate
    ) async throws(AzureError) -> WebCertificate {
        try await resources.put(
            "WebCertificates.createOrUpdate",
            id(resourceGroup: resourceGroup, name: name),
            body: certificate.requestBody(apiVersion: resources.apiVersion),
            expecting: [200],
            read: WebCertificate.init(json:)
        )
    }

    /// Reads a certificate. Throws `.notFound` when there is none.
    ///
    /// Source: `GET {group}/providers/Microsoft.Web/certificates/{name}`.
    public func get(resourceGroup: String, name: String) async throws(AzureError) -> WebCertificate {
        try await resources.get("WebCertificates.get", id(resourceGroup: resourceGroup, name: name), read: WebCertificate.init(json:))
    }

    /// All certificates of the subscription.
    ///
    /// - Parameter filter: An OData filter such as `ServerFarmId eq '…'`, which newer api-versions know; nil for none.
    ///
    /// Source: `GET /subscriptions/{id}/providers/Microsoft.Web/certificates`.
    public func list(filter: String? = nil) -> Paged<WebCertificate> {
        list(in: resources.subscription, filter: filter)
    }

    /// All certificates of a resource group.
    ///
    /// Source: `GET {group}/providers/Microsoft.Web/certificates`.
    public func list(resourceGroup: String) -> Paged<WebCertificate> {
        list(in: resources.resourceGroup(resourceGroup), filter: nil)
    }

    /// Changes a certificate. Throws `.conflict` when it is bound and the change would replace it.
    ///
    /// Source: `PATCH {group}/providers/Microsoft.Web/certificates/{name}`, answers 200.
    public func update(resourceGroup: String, name: String, _ patch: WebCertificatePatch) async throws(AzureError) -> WebCertificate {
        try await resources.patch(
            "WebCertificates.update",
            id(resourceGroup: resourceGroup, name: name),
            body: patch.requestBody(apiVersion: resources.apiVersion),
            read: WebCertificate.init(json:)
        )
    }

    /// Deletes App Service's copy of a certificate; the order and the vault's secret stay. Throws `.conflict` while a host name
    /// is bound to it.
    ///
    /// Source: `DELETE {group}/providers/Microsoft.Web/certificates/{name}`.
    ///
    /// - Returns: Whether there was such a certificate.
    @discardableResult
    public func delete(resourceGroup: String, name: String) async throws(AzureError) -> Bool {
        try await resources.delete("WebCertificates.delete", id(resourceGroup: resourceGroup, name: name))
    }

    private func list(in scope: ResourceID, filter: String?) -> Paged<WebCertificate> {
        resources.list(
            "WebCertificates.list",
            scope,
            path: ["providers", "Microsoft.Web", "certificates"],
            query: filter.map { [("$filter", $0)] } ?? [],
            read: WebCertificate.init(json:)
        )
    }
}
