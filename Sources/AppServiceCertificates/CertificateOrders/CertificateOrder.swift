import AzureCore
import FoundationEssentials
import JSON

/// An App Service Certificate order. To place one, fill in product and either ``distinguishedName`` or ``csr``:
///
/// ```swift
/// let order = CertificateOrder(productType: .standard, distinguishedName: "CN=www.example.com", autoRenew: false)
/// ```
///
/// All fields the service alone sets are nil in such an order and are not sent.
public struct CertificateOrder: Sendable, Hashable {
    /// The resource id; nil before the order exists.
    public var id: ResourceID?
    /// The resource name.
    public var name: String?
    /// The region; orders exist in `global` only, in any casing.
    public var location: String
    /// The tags.
    public var tags: [String: String]
    /// What is bought; fixed after creation.
    public var productType: ProductType?
    /// The subject as `CN=host`; the service then makes key and request. Exclusive with ``csr`` at creation.
    public var distinguishedName: String?
    /// The signing request, PEM or bare base64: at creation one's own, afterwards the last one used.
    public var csr: String?
    /// The RSA key size in bits, usually 2048.
    public var keySize: Int?
    /// The paid term in years, not the life of a certificate.
    public var validityInYears: Int?
    /// Whether the service renews by itself.
    public var autoRenew: Bool?
    /// The links to vault secrets by their names.
    public var certificates: [String: KeyVaultLink]

    /// The resource type.
    public private(set) var type: String?
    /// The kind some resources carry; orders usually have none.
    public private(set) var kind: String?
    /// Who made and changed the resource, from api-version 2024-11-01 on.
    public private(set) var systemData: SystemData?
    /// Where the order stands with the authority.
    public private(set) var status: OrderStatus?
    /// The state of the resource; `Succeeded` does not mean that there is a certificate.
    public private(set) var provisioningState: ProvisioningState?
    /// What to publish to prove the domain.
    public private(set) var domainVerificationToken: String?
    /// The serial number of the current certificate.
    public private(set) var serialNumber: String?
    /// The current certificate; nil before the first issuance.
    public private(set) var signedCertificate: CertificateDetails?
    /// The authority that signed it.
    public private(set) var intermediate: CertificateDetails?
    /// The root above that.
    public private(set) var root: CertificateDetails?
    /// When the current certificate ends.
    public private(set) var expirationTime: Date?
    /// When the current certificate was issued.
    public private(set) var lastCertificateIssuanceTime: Date?
    /// When the service would renew next.
    public private(set) var nextAutoRenewalTime: Date?
    /// Why it cannot be renewed now; empty when it can.
    public private(set) var notRenewableReasons: [NotRenewableReason]
    /// Whether the private key never was with the service.
    public private(set) var isPrivateKeyExternal: Bool?
    /// The purchaser, from api-version 2022-03-01 on.
    public private(set) var contact: OrderContact?
    /// The whole answer, unknown fields included.
    public private(set) var raw: JSONValue

    /// An order to be placed.
    public init(
        productType: ProductType,
        distinguishedName: String? = nil,
        csr: String? = nil,
        keySize: Int? = 2048,
        validityInYears: Int? = 1,
        autoRenew: Bool? = true,
        location: String = "global",
        tags: [String: String] = [:],
        certificates: [String: KeyVaultLink] = [:]
    ) {
        self.productType = productType
        self.distinguishedName = distinguishedName
        self.csr = csr
        self.keySize = keySize
        self.validityInYears = validityInYears
        self.autoRenew = autoRenew
        self.location = location
        self.tags = tags
        self.certificates = certificates
        notRenewableReasons = []
        raw = [:]
    }
}

extension CertificateOrder {
    /// Reads an answer of the service.
    public init(json: JSONValue) throws(JSONFieldError) {
        let fields = try JSONFields(json)
        let properties = try fields.properties()
        id = try fields.string("id").flatMap { ResourceID($0) }
        name = try fields.string("name")
        type = try fields.string("type")
        kind = try fields.string("kind")
        systemData = try fields.model("systemData", SystemData.init(json:))
        location = try fields.string("location") ?? "global"
        tags = try fields.stringMap("tags") ?? [:]
        productType = try properties.word("productType")
        distinguishedName = try properties.string("distinguishedName")
        csr = try properties.string("csr")
        keySize = try properties.int("keySize")
        validityInYears = try properties.int("validityInYears")
        autoRenew = try properties.bool("autoRenew")
        status = try properties.word("status")
        provisioningState = try properties.word("provisioningState")
        domainVerificationToken = try properties.string("domainVerificationToken")
        serialNumber = try properties.string("serialNumber")
        signedCertificate = try properties.model("signedCertificate", CertificateDetails.init(json:))
        intermediate = try properties.model("intermediate", CertificateDetails.init(json:))
        root = try properties.model("root", CertificateDetails.init(json:))
        expirationTime = try properties.date("expirationTime")
        lastCertificateIssuanceTime = try properties.date("lastCertificateIssuanceTime")
        nextAutoRenewalTime = try properties.date("nextAutoRenewalTimeStamp")
        notRenewableReasons = try properties.words("appServiceCertificateNotRenewableReasons")
        isPrivateKeyExternal = try properties.bool("isPrivateKeyExternal")
        contact = try properties.model("contact", OrderContact.init(json:))
        certificates = try Self.links(try properties.fields("certificates"))
        raw = json
    }

    private static func links(_ fields: JSONFields?) throws(JSONFieldError) -> [String: KeyVaultLink] {
        guard let fields else { return [:] }
        var links: [String: KeyVaultLink] = [:]
        for name in fields.object.keys {
            links[name] = try fields.model(name) { json throws(JSONFieldError) in try KeyVaultLink(json: json) }
        }
        return links
    }

    /// The body to send: only the fields a caller may set, and of them only those that have a value.
    public func requestBody() -> JSONValue {
        var properties = JSONObject()
        properties["productType"] = productType.map { .string($0.rawValue) }
        properties["distinguishedName"] = distinguishedName.map(JSONValue.string)
        properties["csr"] = csr.map(JSONValue.string)
        properties["keySize"] = keySize.map { .number(JSONNumber($0)) }
        properties["validityInYears"] = validityInYears.map { .number(JSONNumber($0)) }
        properties["autoRenew"] = autoRenew.map(JSONValue.bool)
        if !certificates.isEmpty { properties["certificates"] = certificates.requestBody() }
        return resourceBody(location: location, tags: tags, properties: properties)
    }
}

extension [String: KeyVaultLink] {
    /// The links by their names, in the order of the names.
    func requestBody() -> JSONValue {
        var links = JSONObject()
        for (name, link) in sorted(by: { $0.key < $1.key }) { links[name] = link.requestBody() }
        return .object(links)
    }
}
