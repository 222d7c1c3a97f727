import AzureCore
import HTTPTypes
import JSON

/// The link of an order to a vault secret, as a resource (`certificateOrders/certificates`).
public struct OrderCertificate: Sendable, Hashable {
    /// The resource id; nil before the link exists.
    public var id: ResourceID?
    /// The resource name.
    public var name: String?
    /// The region, `global` like the order's.
    public var location: String
    /// The tags.
    public var tags: [String: String]
    /// Vault, secret, and how the storing went.
    public var link: KeyVaultLink
    /// The whole answer, unknown fields included.
    public private(set) var raw: JSONValue

    /// How the storing went; see ``OrderCertificatesClient`` for what the words mean.
    public var status: KeyVaultSecretStatus? { link.status }

    /// A link to be made.
    public init(keyVaultId: ResourceID, keyVaultSecretName: String, location: String = "global", tags: [String: String] = [:]) {
        link = KeyVaultLink(keyVaultId: keyVaultId, keyVaultSecretName: keyVaultSecretName)
        self.location = location
        self.tags = tags
        raw = [:]
    }

    /// Reads an answer of the service.
    public init(json: JSONValue) throws(JSONFieldError) {
        let fields = try JSONFields(json)
        id = try fields.string("id").flatMap { ResourceID($0) }
        name = try fields.string("name")
        location = try fields.string("location") ?? "global"
        tags = try fields.stringMap("tags") ?? [:]
        let properties = try fields.properties()
        link = try KeyVaultLink(json: properties.value, at: properties.pointer)
        raw = json
    }

    /// The body to send: location, tags, vault and secret.
    public func requestBody() -> JSONValue {
        resourceBody(location: location, tags: tags, properties: link.requestBody().object ?? [:])
    }
}

/// The vault links of a certificate order (`Microsoft.CertificateRegistration/certificateOrders/certificates`).
///
/// The state of a link is not a generic provisioning state: it stays `Initialized` until the domain is proven. The operation
/// therefore ends by a table of its own: `Succeeded` and `ExternalPrivateKey` succeed; `Initialized`, `WaitingOnCertificateOrder`
/// and `Unknown` wait; all others fail, each with its next step.
public struct OrderCertificatesClient: Sendable {
    private let resources: ResourceManager

    /// A client for one subscription; versions are those of ``CertificateOrdersVersion``.
    public init(
        pipeline: Pipeline,
        cloud: AzureCloud,
        subscriptionId: String,
        apiVersion: String = CertificateOrdersVersion.standard
    ) {
        resources = ResourceManager(pipeline: pipeline, cloud: cloud, subscriptionId: subscriptionId, apiVersion: apiVersion)
    }

    /// The id of a link of an order.
    public func id(resourceGroup: String, order: String, name: String) -> ResourceID {
        resources.resourceGroup(resourceGroup).resource("Microsoft.CertificateRegistration", "certificateOrders", order)
            .child("certificates", name)
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
        try LongRunningOperation(
            resuming: token,
            endpoint: resources.cloud.resourceManager,
            scope: resources.cloud.resourceManagerScope,
            pipeline: resources.pipeline,
            states: Self.states,
            read: OrderCertificate.init(json:)
        )
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
