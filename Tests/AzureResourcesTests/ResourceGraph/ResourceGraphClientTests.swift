import AzureCore
import AzureResources
import HTTPTypes
import JSON
import TestSupport
import Testing

@Suite struct ResourceGraphClientTests {
    private func client(_ transport: ScriptedTransport) -> ResourceGraphClient {
        ResourceGraphClient(pipeline: scripted(transport), cloud: .publicCloud)
    }

    @Test func `a query goes on with the token of the page before, in the same body`() async throws {
        let transport = ScriptedTransport(
            .answer(200, ["data": [["id": "/a/1"]], "$skipToken": "t 1"]),
            .answer(200, ["data": [], "$skipToken": "t 2"]),
            .answer(200, ["data": [["id": "/a/2"]]])
        )
        let rows = try await client(transport).query("resources | project id", subscriptions: ["s"], pageSize: 1).all()
        #expect(rows.map { $0["id"]?.string } == ["/a/1", "/a/2"])
        let url = "https://management.azure.com/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01"
        #expect(transport.requests.map(\.url) == [url, url, url])
        #expect(transport.requests.map { $0.json?["options"]?["$skipToken"]?.string } == [nil, "t 1", "t 2"])
        #expect(
            transport.requests.last?.json == [
                "subscriptions": ["s"], "query": "resources | project id",
                "options": ["$top": 1, "resultFormat": "objectArray", "$skipToken": "t 2"],
            ]
        )
    }

    @Test func `a query is repeated after a failure, as it changes nothing`() async throws {
        let transport = ScriptedTransport(.answer(503), .answer(200, ["data": []]))
        #expect(try await client(transport).query("resources").all() == [])
        #expect(transport.requests.first?.json?["subscriptions"] == nil)
    }
}
