import AzureCore
import HTTPTypes
import JSON

/// The vault links of a certificate order (`Microsoft.CertificateRegistration/certificateOrders/certificates`).
///
/// The state of a link is not a generic provisioning state: it stays `Initialized` until the domain is proven. The operation
/// therefore ends by a table of its own: `Succeeded` and `ExternalPrivateKey` succeed; `Initialized`, `WaitingOnCertificateOrder`
/// and `Unknown` wait; all others fail, each with its next step.
///
/// All calls throw ``AzureError``, as ``Pipeline/send(_:)`` says, cancellation included.
///
/// Source: the document `AppServiceCertificateOrders`; the api-versions are those of ``CertificateOrdersVersion``.
public struct OrderCertificatesClient: Sendable {
    private let resources: ResourceManager

    /// A client for one subscription; versions are those of ``CertificateOrdersVersion``.
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

    /// The id of a link of an order.
    public func id(resourceGroup: String, order: String, name: String) -> ResourceID {
        self.order(resourceGroup: resourceGroup, name: order).child("certificates", name)
    }

    /// Links the order to a secret, or links it anew; harmless to repeat.
    ///
    /// The answer only means acceptance: wait for the operation, or read the link. A failing state is `.operationFailed` with
    /// the state's word as `serviceCode`.
    ///
    /// Source: `PUT {order}/certificates/{name}`, answers 200 or 201.
    public func createOrUpdate(
        resourceGroup: String,
        order: String,
        name: String,
        _ certificate: OrderCertificate
    ) async throws(AzureError) -> LongRunningOperation<OrderCertificate> {
        let request = try resources.request(
            "OrderCertificates.createOrUpdate",
            .put,
            id(resourceGroup: resourceGroup, order: order, name: name),
            body: certificate.requestBody(),
            expecting: [200, 201, 202],
            repeatability: .idempotentWrite
        )
        return try await .start(
            request,
            pipeline: resources.pipeline,
            states: Self.states,
            read: OrderCertificate.init(json:)
        )
    }

    /// Goes on waiting for an operation started earlier, also in another process.
    public func resume(_ token: OperationToken) throws(AzureError) -> LongRunningOperation<OrderCertificate> {
        try resources.resume(token, states: Self.states, read: OrderCertificate.init(json:))
    }

    /// Reads a link. Throws `.notFound` when there is none.
    ///
    /// Source: `GET {order}/certificates/{name}`.
    public func get(resourceGroup: String, order: String, name: String) async throws(AzureError) -> OrderCertificate {
        try await resources.get(
            "OrderCertificates.get",
            id(resourceGroup: resourceGroup, order: order, name: name),
            read: OrderCertificate.init(json:)
        )
    }

    /// The links of an order.
    ///
    /// Source: `GET {order}/certificates`.
    public func list(resourceGroup: String, order: String) -> Paged<OrderCertificate> {
        resources.list(
            "OrderCertificates.list",
            self.order(resourceGroup: resourceGroup, name: order),
            path: ["certificates"],
            read: OrderCertificate.init(json:)
        )
    }

    /// Points a link at another secret, without waiting for what becomes of it; harmless to repeat. Read the link afterwards.
    ///
    /// Source: `PATCH {order}/certificates/{name}`, answers 200 (201 before 2024-11-01, too).
    public func update(
        resourceGroup: String,
        order: String,
        name: String,
        _ link: KeyVaultLink
    ) async throws(AzureError) -> OrderCertificate {
        try await resources.patch(
            "OrderCertificates.update",
            id(resourceGroup: resourceGroup, order: order, name: name),
            body: ["properties": link.requestBody()],
            expecting: [200, 201],
            read: OrderCertificate.init(json:)
        )
    }

    /// Takes the link away; the order stays. Take the secret for gone with it: a vault keeps it recoverable for a while.
    ///
    /// Source: `DELETE {order}/certificates/{name}`.
    ///
    /// - Returns: Whether there was such a link.
    @discardableResult
    public func delete(resourceGroup: String, order: String, name: String) async throws(AzureError) -> Bool {
        try await resources.delete("OrderCertificates.delete", id(resourceGroup: resourceGroup, order: order, name: name))
    }

    private func order(resourceGroup: String, name: String) -> ResourceID {
        resources.resourceGroup(resourceGroup).resource("Microsoft.CertificateRegistration", "certificateOrders", name)
    }

    /// The terminal table of a link.
    static let states = OperationStates.own(
        succeeded: ["Succeeded", "ExternalPrivateKey"],
        waiting: ["Initialized", "WaitingOnCertificateOrder", "Unknown"],
        nextSteps: [
            "CertificateOrderFailed": "Read the order's status: it was denied, cancelled or revoked; place a new order.",
            "OperationNotPermittedOnKeyVault":
                "Give Microsoft.Azure.CertificateRegistration (f3c21649-0979-4721-ac85-b0216b2cf413) get, list, set and delete on secrets, "
                + "or the role Key Vault Secrets Officer, and let trusted services through the vault's firewall; then link again.",
            "AzureServiceUnauthorizedToAccessKeyVault":
                "Give Microsoft.Azure.CertificateRegistration (f3c21649-0979-4721-ac85-b0216b2cf413) access to the vault: "
                + "Key Vault Secrets Officer, or the secret permissions get, list, set and delete; then link again.",
            "KeyVaultDoesNotExist": "Create or recover the vault (`az keyvault recover`), then link again.",
            "KeyVaultSecretDoesNotExist": "Recover the secret (`az keyvault secret recover`), or link the order again.",
            "UnknownError": "Link the order again; if the state stays, open a support request with the request id.",
        ]
    )
}
