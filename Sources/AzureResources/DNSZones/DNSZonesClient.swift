import AzureCore
import JSON

/// The DNS zones of a subscription and the records a certificate needs: proofs (TXT), host names (A, CNAME) and issuance rules
/// (CAA).
///
/// A record set is written whole: read it first and write what was there too, above all at the root, where other texts live.
///
/// Source: the document `dns` of `Microsoft.Network`, api-version 2018-05-01.
public struct DNSZonesClient: Sendable {
    /// What is used when no other api-version is asked for.
    public static let standardAPIVersion = "2018-05-01"

    private static let provider = "Microsoft.Network"
    private static let type = "dnsZones"

    private let resources: ResourceManager

    /// A client for one subscription.
    public init(
        pipeline: Pipeline,
        cloud: AzureCloud,
        subscriptionId: String,
        apiVersion: String = DNSZonesClient.standardAPIVersion
    ) {
        resources = ResourceManager(pipeline: pipeline, cloud: cloud, subscriptionId: subscriptionId, apiVersion: apiVersion)
    }

    /// The id of a zone of this subscription.
    public func id(resourceGroup: String, zone: String) -> ResourceID {
        resources.resourceGroup(resourceGroup).resource(Self.provider, Self.type, zone)
    }

    /// All zones of the subscription.
    ///
    /// Source: `GET /subscriptions/{id}/providers/Microsoft.Network/dnsZones`.
    public func list() -> Paged<DNSZone> {
        list(in: resources.subscription)
    }

    /// All zones of a resource group.
    ///
    /// Source: `GET {group}/providers/Microsoft.Network/dnsZones`.
    public func list(resourceGroup: String) -> Paged<DNSZone> {
        list(in: resources.resourceGroup(resourceGroup))
    }

    /// Reads the records of one name and sort. Throws ``AzureError``, `.notFound` when there are none.
    ///
    /// - Parameter name: The name below the zone; `@` for the zone itself.
    ///
    /// Source: `GET {zone}/{type}/{name}`.
    public func get(zone: ResourceID, name: String, type: DNSRecordType) async throws(AzureError) -> DNSRecordSet {
        try await resources.get("DNSZones.get", zone.child(type.rawValue, name), read: DNSRecordSet.init(json:))
    }

    /// Writes the records of one name and sort, in place of those there are.
    ///
    /// - Parameters:
    ///   - name: The name below the zone; `@` for the zone itself.
    ///   - ttl: For how many seconds an answer may be kept.
    ///
    /// Source: `PUT {zone}/{type}/{name}`, answers 200 or 201.
    public func put(
        zone: ResourceID,
        name: String,
        _ records: DNSRecords,
        ttl: Int = 300,
        metadata: [String: String] = [:]
    ) async throws(AzureError) -> DNSRecordSet {
        var properties: JSONObject = ["TTL": .number(JSONNumber(ttl))]
        if !metadata.isEmpty { properties["metadata"] = stringMap(metadata) }
        records.write(to: &properties)
        return try await resources.put(
            "DNSZones.put",
            zone.child(records.type.rawValue, name),
            body: ["properties": .object(properties)],
            read: DNSRecordSet.init(json:)
        )
    }

    /// Deletes the records of one name and sort.
    ///
    /// Source: `DELETE {zone}/{type}/{name}`.
    ///
    /// - Returns: Whether there were any.
    @discardableResult
    public func delete(zone: ResourceID, name: String, type: DNSRecordType) async throws(AzureError) -> Bool {
        try await resources.delete("DNSZones.delete", zone.child(type.rawValue, name))
    }

    private func list(in scope: ResourceID) -> Paged<DNSZone> {
        resources.list("DNSZones.list", scope, path: ["providers", Self.provider, Self.type], read: DNSZone.init(json:))
    }
}
