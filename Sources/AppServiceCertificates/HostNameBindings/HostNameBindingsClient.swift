import AzureCore
import JSON

/// How a host name is served over TLS.
public struct SSLState: ServiceWord {
    /// The word as spelled by the service.
    public let rawValue: String
    /// Any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Not at all.
    public static let disabled = SSLState(rawValue: "Disabled")
    /// By server name indication.
    public static let sniEnabled = SSLState(rawValue: "SniEnabled")
    /// On an address of its own.
    public static let ipBasedEnabled = SSLState(rawValue: "IpBasedEnabled")
}

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
    /// The kind of the host's DNS record: `CName` or `A`.
    public var customHostNameDnsRecordType: String?
    /// `Verified` or `Managed`.
    public var hostNameType: String?
    /// What the host name stands for: `Website` or `TrafficManager`.
    public var azureResourceType: String?
    /// The name of that resource.
    public var azureResourceName: String?
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
        siteName = try properties.string("siteName")
        sslState = try properties.word("sslState")
        thumbprint = try properties.string("thumbprint")
        customHostNameDnsRecordType = try properties.string("customHostNameDnsRecordType")
        hostNameType = try properties.string("hostNameType")
        azureResourceType = try properties.string("azureResourceType")
        azureResourceName = try properties.string("azureResourceName")
        virtualIP = try properties.string("virtualIP")
        raw = json
    }

    /// The body to send. Without a certificate the thumbprint is written as null, which takes it off.
    public func requestBody() -> JSONValue {
        var properties = JSONObject()
        properties["siteName"] = siteName.map(JSONValue.string)
        properties["sslState"] = sslState.map { .string($0.rawValue) }
        properties["thumbprint"] = thumbprint.map(JSONValue.string) ?? .null
        properties["customHostNameDnsRecordType"] = customHostNameDnsRecordType.map(JSONValue.string)
        properties["hostNameType"] = hostNameType.map(JSONValue.string)
        properties["azureResourceType"] = azureResourceType.map(JSONValue.string)
        properties["azureResourceName"] = azureResourceName.map(JSONValue.string)
        return ["properties": .object(properties)]
    }
}

/// The host names of a site (`Microsoft.Web/sites/hostNameBindings`). The service refuses parallel writes on one site: make one
/// after the other.
public struct HostNameBindingsClient: Sendable {
    private let resources: ResourceManager

    /// A client for one subscription; versions are those of ``WebCertificatesVersion``.
    public init(
        pipeline: Pipeline,
        cloud: AzureCloud,
        subscriptionId: String,
        apiVersion: String = WebCertificatesVersion.standard
    ) {
        resources = ResourceManager(pipeline: pipeline, cloud: cloud, subscriptionId: subscriptionId, apiVersion: apiVersion)
    }

    /// The id of a binding.
    public func id(resourceGroup: String, site: String, hostName: String) -> ResourceID {
        resources.resourceGroup(resourceGroup).resource("Microsoft.Web", "sites", site).child("hostNameBindings", hostName)
    }

    /// Binds a certificate to a host name; harmless to repeat. Read the binding first and change what was read, so that its
    /// other fields stay.
    ///
    /// Throws ``AzureError``: `.invalidRequest` with inner code 04006 when the ownership record is missing, `.conflict` with
    /// 04030 when the thumbprint does not fit, `.notFound` when the certificate is not in the site's webspace.
    ///
    /// Source: `PUT {site}/hostNameBindings/{host}`, answers 200 or 201.
    public func createOrUpdate(
        resourceGroup: String,
        site: String,
        hostName: String,
        _ binding: HostNameBinding
    ) async throws(AzureError) -> HostNameBinding {
        try await resources.put(
            "HostNameBindings.createOrUpdate",
            id(resourceGroup: resourceGroup, site: site, hostName: hostName),
            body: binding.requestBody(),
            read: HostNameBinding.init(json:)
        )
    }

    /// Reads a binding. Throws `.notFound` when the host name is not mapped to the site.
    ///
    /// Source: `GET {site}/hostNameBindings/{host}`.
    public func get(resourceGroup: String, site: String, hostName: String) async throws(AzureError) -> HostNameBinding {
        try await resources.get(
            "HostNameBindings.get",
            id(resourceGroup: resourceGroup, site: site, hostName: hostName),
            read: HostNameBinding.init(json:)
        )
    }
}
