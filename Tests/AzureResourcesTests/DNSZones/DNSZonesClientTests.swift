import AzureCore
import AzureResources
import HTTPTypes
import JSON
import TestSupport
import Testing

@Suite struct DNSZonesClientTests {
    private let zoneURL = groupURL + "/providers/Microsoft.Network/dnsZones/example.com"

    private func client(_ transport: ScriptedTransport) -> DNSZonesClient {
        DNSZonesClient(pipeline: scripted(transport), cloud: .publicCloud, subscriptionId: "s")
    }

    @Test(
        arguments: [
            (.txt(["token", "v=spf1 -all"]), "TXTRecords", [["value": ["token"]], ["value": ["v=spf1 -all"]]]),
            (.a(["192.0.2.1"]), "ARecords", [["ipv4Address": "192.0.2.1"]]),
            (.cname("shop.azurewebsites.net"), "CNAMERecord", ["cname": "shop.azurewebsites.net"]),
            (.caa([CAARecord(tag: "issue", value: "godaddy.com")]), "caaRecords", [["flags": 0, "tag": "issue", "value": "godaddy.com"]]),
        ] as [(DNSRecords, String, JSONValue)]
    )
    func `records of each sort are written and read back`(records: DNSRecords, member: String, wire: JSONValue) async throws {
        let properties = JSONValue.object((["TTL": 60, "fqdn": "example.com."] as JSONObject).merging(member, wire))
        let transport = ScriptedTransport(.answer(201, ["name": "@", "etag": "e", "properties": properties]))
        let client = client(transport)
        let zone = client.id(resourceGroup: "rg", zone: "example.com")
        let written = try await client.put(zone: zone, name: "@", records, ttl: 60)
        #expect(written.records == records)
        #expect(written.ttl == 60)
        #expect(transport.requests.first?.url == zoneURL + "/\(records.type.rawValue)/%40?api-version=2018-05-01")
        #expect(transport.requests.first?.json == .object(["properties": .object((["TTL": 60] as JSONObject).merging(member, wire))]))
    }

    @Test func `a long text is cut up on the wire and joined again`() async throws {
        let text = String(repeating: "ä", count: 200)
        let pieces = JSONValue.array([.string(String(repeating: "ä", count: 127)), .string(String(repeating: "ä", count: 73))])
        let transport = ScriptedTransport(.answer(200, ["name": "t", "properties": ["TXTRecords": [["value": pieces]]]]))
        let client = client(transport)
        let zone = client.id(resourceGroup: "rg", zone: "example.com")
        #expect(try await client.put(zone: zone, name: "t", .txt([text])).records == .txt([text]))
        #expect(transport.requests.first?.json?["properties"]?["TXTRecords"]?[0]?["value"] == pieces)
    }

    @Test func `records of another sort are no error`() async throws {
        let transport = ScriptedTransport(.answer(200, ["name": "m", "properties": ["MXRecords": [["exchange": "x"]]]]))
        let zone = client(transport).id(resourceGroup: "rg", zone: "example.com")
        #expect(try await client(transport).get(zone: zone, name: "m", type: .txt).records == nil)
    }

    @Test func `zones are listed, records deleted`() async throws {
        let answer: JSONValue = ["value": [["name": "example.com", "properties": ["nameServers": ["ns1."], "numberOfRecordSets": 2]]]]
        let transport = ScriptedTransport(.answer(200, answer), .answer(200, answer), .answer(200))
        let client = client(transport)
        #expect(try await client.list().all().map(\.nameServers) == [["ns1."]])
        #expect(try await client.list(resourceGroup: "rg").all().map(\.numberOfRecordSets) == [2])
        #expect(try await client.delete(zone: client.id(resourceGroup: "rg", zone: "example.com"), name: "@", type: .caa))
        #expect(transport.requests.last?.url == zoneURL + "/CAA/%40?api-version=2018-05-01")
    }
}

extension JSONObject {
    fileprivate func merging(_ name: String, _ value: JSONValue) -> JSONObject {
        var object = self
        object[name] = value
        return object
    }
}
