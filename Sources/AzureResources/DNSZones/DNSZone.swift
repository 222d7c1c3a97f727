import AzureCore
import JSON

/// A public DNS zone Azure serves (`Microsoft.Network/dnsZones`).
public struct DNSZone: Sendable, Hashable {
    /// The resource id.
    public let id: ResourceID?
    /// The zone's name, for example `example.com`.
    public let name: String
    /// The servers it is on; it only counts where the registrar names them.
    public let nameServers: [String]
    /// `Public` or `Private`.
    public let zoneType: String?
    /// How many record sets it has.
    public let numberOfRecordSets: Int?
    /// The tags.
    public let tags: [String: String]
    /// The whole answer, unknown fields included.
    public let raw: JSONValue

    /// Reads an answer of the service.
    public init(json: JSONValue) throws(JSONFieldError) {
        let fields = try JSONFields(json)
        let properties = try fields.fields("properties")
        id = try fields.string("id").flatMap { ResourceID($0) }
        name = try fields.requiredString("name")
        tags = try fields.stringMap("tags") ?? [:]
        nameServers = try properties?.strings("nameServers") ?? []
        zoneType = try properties?.string("zoneType")
        numberOfRecordSets = try properties?.int("numberOfRecordSets")
        raw = json
    }
}
