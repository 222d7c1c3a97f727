import AppServiceCertificates
import AzureCore
import DNS
import JSON

/// What a person asked for: one certificate, where it is kept and which host names serve it.
package struct ProvisionInput: Sendable, Hashable {
    package let order: ResourceID
    /// `contoso.com`, or `*.contoso.com` for the wildcard product.
    package let domain: String
    package let product: ProductType
    package let keySize: Int
    package let vault: ResourceID
    package let secretName: String
    package let site: ResourceID?
    package let hostNames: [String]

    package init(
        order: ResourceID,
        domain: String,
        product: ProductType,
        keySize: Int,
        vault: ResourceID,
        secretName: String,
        site: ResourceID?,
        hostNames: [String]
    ) {
        self.order = order
        self.domain = domain
        self.product = product
        self.keySize = keySize
        self.vault = vault
        self.secretName = secretName
        self.site = site
        self.hostNames = hostNames
    }

    package var name: String { order.name }
    package var resourceGroup: String { order.resourceGroup ?? "" }
    /// One active run per order, however the name was written.
    package var subject: String { order.subject }

    /// The domain without the wildcard's label.
    var bareDomain: String { domain.hasPrefix("*.") ? String(domain.dropFirst(2)) : domain }

    /// The order as it is bought: renewed by Signet, so never by the platform.
    package var purchase: CertificateOrder {
        CertificateOrder(productType: product, distinguishedName: "CN=\(domain)", keySize: keySize, validityInYears: 1, autoRenew: false)
    }
}

extension ProvisionInput {
    package var json: JSONValue {
        var object: JSONObject = [
            "order": .string(order.description), "domain": .string(domain), "product": .string(product.rawValue),
            "keySize": .number(JSONNumber(keySize)), "vault": .string(vault.description), "secretName": .string(secretName),
            "hostNames": .array(hostNames.map(JSONValue.string)),
        ]
        object["site"] = site.map { .string($0.description) }
        return .object(object)
    }

    package init(json: JSONValue) throws {
        let fields = try JSONFields(json)
        self.init(
            order: try Self.id(fields, "order"),
            domain: try fields.requiredString("domain"),
            product: ProductType(rawValue: try fields.requiredString("product")),
            keySize: try fields.int("keySize") ?? 2048,
            vault: try Self.id(fields, "vault"),
            secretName: try fields.requiredString("secretName"),
            site: try fields.string("site") == nil ? nil : Self.id(fields, "site"),
            hostNames: try fields.strings("hostNames") ?? []
        )
    }

    private static func id(_ fields: JSONFields, _ name: String) throws -> ResourceID {
        let text = try fields.requiredString(name)
        guard let id = ResourceID(text) else {
            throw JSONFieldError(pointer: "/\(name)", expected: "a resource id", found: "another text")
        }
        return id
    }
}
