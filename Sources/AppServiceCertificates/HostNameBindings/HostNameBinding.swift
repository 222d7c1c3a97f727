import AzureCore
import JSON

/// A host name of a site and the certificate it is served with (`Microsoft.Web/sites/hostNameBindings`).
public struct HostNameBinding: Sendable, Hashable {
    /// The resource id; nil before it exists.
    public var id: ResourceID?
    /// The resource name, `{site}/{host}`.
    public var name: String?
    /// The site.
    public var siteName: String?
    /// How it is served.
    public var sslState: SSLState?
    /// The SHA-1 of the leaf, 40 hexadecimal digits.
    public var thumbprint: String?
    /// The kind of the host's DNS record.
    public var customHostNameDnsRecordType: HostNameRecordType?
    /// How it came to the site.
    public var hostNameType: HostNameType?
    /// What the host name stands for.
    public var azureResourceType: HostNameTarget?
    /// The name of that resource.
    public var azureResourceName: String?
    /// The id of the App Service Domain it belongs to, if any.
    public var domainId: ResourceID?
    /// The resource type.
    public private(set) var type: String?
    /// The kind some resources carry.
    public private(set) var kind: String?
    /// Who made and changed it, where the service says so.
    public private(set) var systemData: SystemData?
    /// The address of an address-based binding.
    public private(set) var virtualIP: String?
    /// The whole answer, unknown fields included.
    public private(set) var raw: JSONValue

    /// A binding to be made: by default by server name indication.
    public init(siteName: String? = nil, sslState: SSLState = .sniEnabled, thumbprint: String?) {
        self.siteName = siteName
        self.sslState = sslState
        self.thumbprint = thumbprint
        raw = [:]
    }

    /// Reads an answer of the service.
    public init(json: JSONValue) throws(JSONFieldError) {
        let fields = try JSONFields(json)
        let properties = try fields.properties()
        id = try fields.string("id").flatMap { ResourceID($0) }
        name = try fields.string("name")
        type = try fields.string("type")
        kind = try fields.string("kind")
        systemData = try fields.model("systemData", SystemData.init(json:))
        siteName = try properties.string("siteName")
        sslState = try properties.word("sslState")
        thumbprint = try properties.string("thumbprint")
        customHostNameDnsRecordType = try properties.word("customHostNameDnsRecordType")
        hostNameType = try properties.word("hostNameType")
        azureResourceType = try properties.word("azureResourceType")
        azureResourceName = try properties.string("azureResourceName")
        domainId = try properties.string("domainId").flatMap { ResourceID($0) }
        virtualIP = try properties.string("virtualIP")
        raw = json
    }

    /// The body to send. Without a certificate the thumbprint is written as null, which takes it off.
    public func requestBody() -> JSONValue {
        var properties = JSONObject()
        properties["siteName"] = siteName.map(JSONValue.string)
        properties["sslState"] = sslState.map { .string($0.rawValue) }
        properties["thumbprint"] = thumbprint.map(JSONValue.string) ?? .null
        properties["customHostNameDnsRecordType"] = customHostNameDnsRecordType.map { .string($0.rawValue) }
        properties["hostNameType"] = hostNameType.map { .string($0.rawValue) }
        properties["azureResourceType"] = azureResourceType.map { .string($0.rawValue) }
        properties["azureResourceName"] = azureResourceName.map(JSONValue.string)
        properties["domainId"] = (domainId?.description).map(JSONValue.string)
        return ["properties": .object(properties)]
    }
}
