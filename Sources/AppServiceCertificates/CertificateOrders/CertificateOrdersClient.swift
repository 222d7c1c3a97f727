import AzureCore
import HTTPTypes
import JSON

/// The certificate orders of a subscription (`Microsoft.CertificateRegistration/certificateOrders`).
///
/// An order's name is documented as 3 to 30 letters and digits; hyphens are common, and the service alone judges.
///
/// All calls throw ``AzureError``, as ``Pipeline/send(_:)`` says, cancellation included. `{order}` stands for
/// `/subscriptions/{id}/resourceGroups/{group}/providers/Microsoft.CertificateRegistration/certificateOrders/{name}`.
///
/// Source: the documents `AppServiceCertificateOrders` and, for detectors, `CertificateOrdersDiagnostics`; the api-versions
/// are those of ``CertificateOrdersVersion``.
public struct CertificateOrdersClient: Sendable {
    static let provider = "Microsoft.CertificateRegistration"
    private static let type = "certificateOrders"

    let resources: ResourceManager

    /// A client for one subscription.
    public init(
        pipeline: Pipeline,
        cloud: AzureCloud,
        subscriptionId: String,
        apiVersion: String = CertificateOrdersVersion.standard
    ) {
        resources = ResourceManager(
            pipeline: pipeline,
            cloud: cloud,
            subscriptionId: subscriptionId,
            apiVersion: apiVersion,
            knownRefusals: .appServiceCertificates
        )
    }

    /// The id of an order of this subscription.
    public func id(resourceGroup: String, name: String) -> ResourceID {
        resources.resourceGroup(resourceGroup).resource(Self.provider, Self.type, name)
    }

    /// Places an order, or changes an existing one. **Placing buys**: the request leaves at most once, and when its answer is
    /// lost `.outcomeUnknown` is thrown: then ``get(resourceGroup:name:)`` tells whether the order exists.
    ///
    /// The end of the operation does not mean that a certificate was issued; that is ``CertificateOrder/status``.
    ///
    /// Source: `PUT {order}`, answers 200 or 201.
    public func createOrUpdate(
        resourceGroup: String,
        name: String,
        _ order: CertificateOrder
    ) async throws(AzureError) -> LongRunningOperation<CertificateOrder> {
        let request = try resources.request(
            "CertificateOrders.createOrUpdate",
            .put,
            id(resourceGroup: resourceGroup, name: name),
            body: order.requestBody(),
            expecting: [200, 201, 202],
            repeatability: .once
        )
        return try await .start(request, pipeline: resources.pipeline, read: CertificateOrder.init(json:))
    }

    /// Goes on waiting for an operation started earlier, also in another process.
    public func resume(_ token: OperationToken) throws(AzureError) -> LongRunningOperation<CertificateOrder> {
        try resources.resume(token, read: CertificateOrder.init(json:))
    }

    /// Reads an order. Throws `.notFound` when there is none.
    ///
    /// Source: `GET {order}`.
    public func get(resourceGroup: String, name: String) async throws(AzureError) -> CertificateOrder {
        try await resources.get(
            "CertificateOrders.get",
            id(resourceGroup: resourceGroup, name: name),
            read: CertificateOrder.init(json:)
        )
    }

    /// All orders of the subscription.
    ///
    /// Source: `GET /subscriptions/{id}/providers/Microsoft.CertificateRegistration/certificateOrders`.
    public func list() -> Paged<CertificateOrder> {
        list(in: resources.subscription)
    }

    /// All orders of a resource group.
    ///
    /// Source: `GET {resource group}/providers/Microsoft.CertificateRegistration/certificateOrders`.
    public func list(resourceGroup: String) -> Paged<CertificateOrder> {
        list(in: resources.resourceGroup(resourceGroup))
    }

    /// Changes what can be changed on an order that exists; harmless to repeat.
    ///
    /// Source: `PATCH {order}`, answers 200 (201 before 2024-11-01, too).
    public func update(
        resourceGroup: String,
        name: String,
        _ patch: CertificateOrderPatch
    ) async throws(AzureError) -> CertificateOrder {
        try await resources.patch(
            "CertificateOrders.update",
            id(resourceGroup: resourceGroup, name: name),
            body: patch.requestBody(),
            expecting: [200, 201],
            read: CertificateOrder.init(json:)
        )
    }

    /// Deletes an order, which **revokes its certificate**: every site that serves it loses its binding, and nothing brings the
    /// certificate back. Only an order that was never issued is deleted without loss.
    ///
    /// Throws `.conflict` with `ScopeLocked` while a lock keeps it.
    ///
    /// Source: `DELETE {order}`.
    ///
    /// - Returns: Whether there was such an order.
    @discardableResult
    public func delete(resourceGroup: String, name: String) async throws(AzureError) -> Bool {
        try await resources.delete("CertificateOrders.delete", id(resourceGroup: resourceGroup, name: name))
    }

    private func list(in scope: ResourceID) -> Paged<CertificateOrder> {
        resources.list(
            "CertificateOrders.list",
            scope,
            path: ["providers", Self.provider, Self.type],
            read: CertificateOrder.init(json:)
        )
    }
}
