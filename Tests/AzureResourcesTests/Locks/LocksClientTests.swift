import AzureCore
import AzureResources
import HTTPTypes
import JSON
import TestSupport
import Testing

@Suite struct LocksClientTests {
    private func client(_ transport: ScriptedTransport) -> LocksClient {
        LocksClient(pipeline: scripted(transport), cloud: .publicCloud, subscriptionId: "s")
    }

    @Test func `the locks of a scope are read with their level`() async throws {
        let answer: JSONValue = [
            "value": [
                ["name": "AppServiceCertificateLock", "properties": ["level": "canNotDelete", "owners": [["applicationId": "a"]]]]
            ]
        ]
        let transport = ScriptedTransport(.answer(200, answer), .answer(200, ["value": []]))
        let lock = try #require(try await client(transport).list(scope: group).all().first)
        #expect(lock.level == .canNotDelete)
        #expect(lock.owners == ["a"])
        _ = try await client(transport).list(scope: group, atScope: true).all()
        let locks = groupURL + "/providers/Microsoft.Authorization/locks?"
        #expect(
            transport.requests.map(\.url) == [locks + "api-version=2016-09-01", locks + "%24filter=atScope%28%29&api-version=2016-09-01"]
        )
    }

    @Test(arguments: [200, 201]) func `a lock is put on a scope`(status: Int) async throws {
        let transport = ScriptedTransport(.answer(status, ["name": "keep", "properties": ["level": "CanNotDelete", "notes": "live"]]))
        #expect(try await client(transport).create(scope: group, name: "keep", notes: "live").notes == "live")
        #expect(transport.requests.first?.json == ["properties": ["level": "CanNotDelete", "notes": "live"]])
    }

    @Test func `taking off a lock that is not there is no error`() async throws {
        let transport = ScriptedTransport(.answer(204))
        #expect(try await client(transport).delete(scope: group, name: "keep") == false)
        #expect(transport.requests.first?.url.contains("/locks/keep?") == true)
    }
}
