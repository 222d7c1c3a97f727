import AzureCore
import FoundationEssentials
import JSON

/// A certificate as the service describes it, all of it read-only.
public struct CertificateDetails: Sendable, Hashable {
    /// The X.509 version number.
    public let version: Int?
    /// The serial number, hexadecimal.
    public let serialNumber: String?
    /// The SHA-1 of the certificate, 40 upper-case hexadecimal digits.
    public let thumbprint: String?
    /// The subject.
    public let subject: String?
    /// Valid from.
    public let notBefore: Date?
    /// Valid until.
    public let notAfter: Date?
    /// The signature's algorithm.
    public let signatureAlgorithm: String?
    /// The issuer.
    public let issuer: String?
    /// The certificate itself as base64 DER.
    public let rawData: String?

    /// Reads a `CertificateDetails` object.
    public init(json: JSONValue) throws(JSONFieldError) {
        let fields = try JSONFields(json)
        version = try fields.int("version")
        serialNumber = try fields.string("serialNumber")
        thumbprint = try fields.string("thumbprint")
        subject = try fields.string("subject")
        notBefore = try fields.date("notBefore")
        notAfter = try fields.date("notAfter")
        signatureAlgorithm = try fields.string("signatureAlgorithm")
        issuer = try fields.string("issuer")
        rawData = try fields.string("rawData")
    }
}

/// Who bought the certificate.
public struct OrderContact: Sendable, Hashable {
    /// The e-mail address.
    public let email: String?
    /// The given name.
    public let nameFirst: String?
    /// The family name.
    public let nameLast: String?
    /// The telephone number.
    public let phone: String?

    /// Reads a `contact` object.
    public init(json: JSONValue) throws(JSONFieldError) {
        let fields = try JSONFields(json)
        email = try fields.string("email")
        nameFirst = try fields.string("nameFirst")
        nameLast = try fields.string("nameLast")
        phone = try fields.string("phone")
    }
}

/// Where the service stores a certificate: a secret of a vault, and how that went.
public struct KeyVaultLink: Sendable, Hashable {
    /// The id of the vault; the service changes its casing.
    public var keyVaultId: ResourceID?
    /// The name of the secret.
    public var keyVaultSecretName: String?
    /// How the storing went; set by the service.
    public private(set) var status: KeyVaultSecretStatus?

    /// A link to be made.
    public init(keyVaultId: ResourceID, keyVaultSecretName: String) {
        self.keyVaultId = keyVaultId
        self.keyVaultSecretName = keyVaultSecretName
    }

    /// Reads a link.
    ///
    /// - Parameter pointer: Where it lies in the document, for errors.
    public init(json: JSONValue, at pointer: String = "") throws(JSONFieldError) {
        let fields = try JSONFields(json, at: pointer)
        keyVaultId = try fields.string("keyVaultId").flatMap { ResourceID($0) }
        keyVaultSecretName = try fields.string("keyVaultSecretName")
        status = try fields.word("provisioningState")
    }

    func requestBody() -> JSONValue {
        var object = JSONObject()
        object["keyVaultId"] = (keyVaultId?.description).map(JSONValue.string)
        object["keyVaultSecretName"] = keyVaultSecretName.map(JSONValue.string)
        return .object(object)
    }
}
