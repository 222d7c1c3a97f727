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
    /// Nil when somebody else has the key, so that there is nothing to store.
    package let vault: ResourceID?
    package let secretName: String
    package let site: ResourceID?
    package let hostNames: [String]
    package let key: KeyChoice

    package init(
        order: ResourceID,
        domain: String,
        product: ProductType,
        keySize: Int,
        vault: ResourceID?,
        secretName: String,
        site: ResourceID?,
        hostNames: [String],
        key: KeyChoice = .platform
    ) {
        self.order = order
        self.domain = domain
        self.product = product
        self.keySize = keySize
        self.vault = vault
        self.secretName = secretName
        self.site = site
        self.hostNames = hostNames
        self.key = key
    }

    package var name: String { order.name }
    package var resourceGroup: String { order.resourceGroup ?? "" }
    /// One active run per order, however the name was written.
    package var subject: String { order.subject }

    /// The domain without the wildcard's label.
    var bareDomain: String { domain.hasPrefix("*.") ? String(domain.dropFirst(2)) : domain }

    /// The order as it is bought: renewed by Signet, so never by the platform. A signing request names the domain itself.
    package func purchase(csr: String? = nil) -> CertificateOrder {
        CertificateOrder(
            productType: product,
            distinguishedName: csr == nil ? "CN=\(domain)" : nil,
            csr: csr,
            keySize: keySize,
            validityInYears: 1,
            autoRenew: false
        )
    }
}

extension ProvisionInput {
    /// The signing request somebody gave, known before anything is made.
    var suppliedRequest: String? {
        if case .supplied(let csr) = key { return csr }
        return nil
    }

    package var json: JSONValue {
        var object: JSONObject = [
            "order": .string(order.description), "domain": .string(domain), "product": .string(product.rawValue),
            "keySize": .number(JSONNumber(keySize)), "secretName": .string(secretName),
            "hostNames": .array(hostNames.map(JSONValue.string)), "key": key.json,
        ]
        object["vault"] = vault.map { .string($0.description) }
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
            vault: try fields.string("vault") == nil ? nil : Self.id(fields, "vault"),
            secretName: try fields.requiredString("secretName"),
            site: try fields.string("site") == nil ? nil : Self.id(fields, "site"),
            hostNames: try fields.strings("hostNames") ?? [],
            key: try KeyChoice(json: json["key"])
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
