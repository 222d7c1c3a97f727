import AzureCore
import JSON

/// What can be changed on an order that exists. Everything else is fixed at its creation, tags are changed by a `PUT`.
///
/// ```swift
/// let patch = CertificateOrderPatch(of: order, autoRenew: false)
/// ```
public struct CertificateOrderPatch: Sendable, Hashable {
    /// The order's product: it cannot be changed, but the schema wants it in every patch.
    public var productType: ProductType?
    /// Whether the service renews by itself; nil leaves it as it is.
    public var autoRenew: Bool?
    /// The links to vault secrets by their names; empty leaves them as they are.
    public var certificates: [String: KeyVaultLink]

    /// A change of an order that was read.
    public init(of order: CertificateOrder, autoRenew: Bool? = nil, certificates: [String: KeyVaultLink] = [:]) {
        self.init(productType: order.productType, autoRenew: autoRenew, certificates: certificates)
    }

    /// A change of an order of a product.
    public init(productType: ProductType?, autoRenew: Bool? = nil, certificates: [String: KeyVaultLink] = [:]) {
        self.productType = productType
        self.autoRenew = autoRenew
        self.certificates = certificates
    }

    /// The body to send.
    public func requestBody() -> JSONValue {
        var properties = JSONObject()
        properties["productType"] = productType.map { .string($0.rawValue) }
        properties["autoRenew"] = autoRenew.map(JSONValue.bool)
        if !certificates.isEmpty { properties["certificates"] = certificates.requestBody() }
        return ["properties": .object(properties)]
    }
}
