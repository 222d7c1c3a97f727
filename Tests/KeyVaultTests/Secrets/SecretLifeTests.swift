import AzureCore
import FoundationEssentials
import HTTPTypes
import JSON
import KeyVault
import TestSupport
import Testing

@Suite struct SecretLifeTests {
    private let vault = "https://shop.vault.azure.net"
    private var id: String { vault + "/secrets/shop/0123456789abcdef0123456789abcdef" }

    private func client(_ transport: ScriptedTransport) -> SecretsClient {
        SecretsClient(
            pipeline: Pipeline(transport: transport.transport, credential: StaticCredential(), clock: TestClock(jumps: true)),
            vaultURL: vault
        )
    }

    @Test func `setting sends the value and whole seconds`() async throws {
        let transport = ScriptedTransport(.answer(200, ["id": .string(id)]))
        _ = try await client(transport).set(
            name: "shop",
            value: Secret("TUlJ"),
            contentType: "application/x-pkcs12",
            attributes: SecretAttributes(expires: Date(timeIntervalSince1970: 1_810_598_400.9))
        )
        #expect(transport.requests.first?.method == .put)
        #expect(
            transport.requests.first?.json == [
                "contentType": "application/x-pkcs12", "attributes": ["exp": 1_810_598_400], "value": "TUlJ",
            ]
        )
    }

    @Test func `an update without anything to change sends an empty object`() async throws {
        let transport = ScriptedTransport(.answer(200, ["id": .string(id)]), .answer(200, ["id": .string(id)]))
        _ = try await client(transport).update(name: "shop", version: "v1")
        _ = try await client(transport).update(name: "shop", version: "v1", tags: [:], attributes: SecretAttributes(enabled: false))
        #expect(transport.requests.map(\.json) == [[:], ["attributes": ["enabled": false], "tags": [:]]])
        #expect(transport.requests.first?.url == vault + "/secrets/shop/v1?api-version=7.6")
    }

    @Test func `lists are read without versions, lists of versions with them`() async throws {
        let transport = ScriptedTransport(
            .answer(200, ["value": [["id": .string(vault + "/secrets/shop")]], "nextLink": .string(vault + "/secrets?$skiptoken=1")]),
            .answer(200, ["value": [["id": .string(vault + "/secrets/other"), "attributes": ["recoverableDays": 7]]]]),
            .answer(200, ["value": [["id": .string(id), "contentType": "application/x-pkcs12"]]])
        )
        let all = try await client(transport).list(pageSize: 1).all()
        #expect(all.map(\.name) == ["shop", "other"])
        #expect(all.map(\.version) == [nil, nil])
        #expect(all.last?.attributes.recoverableDays == 7)
        #expect(try await client(transport).versions(name: "shop").all().map(\.version) == ["0123456789abcdef0123456789abcdef"])
        #expect(transport.requests.first?.url == vault + "/secrets?maxresults=1&api-version=7.6")
    }

    @Test func `a deleted secret says until when it can be recovered`() async throws {
        let answer: JSONValue = [
            "id": .string(id), "recoveryId": .string(vault + "/deletedsecrets/shop"), "deletedDate": 1_772_352_000,
            "scheduledPurgeDate": 1_780_128_000, "attributes": ["recoveryLevel": "Recoverable+Purgeable"],
        ]
        let transport = ScriptedTransport(.answer(200, answer), .answer(200, answer), .answer(200, ["value": [answer]]))
        let deleted = try await client(transport).delete(name: "shop")
        #expect(deleted.name == "shop")
        #expect(deleted.scheduledPurgeDate == Date(timeIntervalSince1970: 1_780_128_000))
        #expect(deleted.attributes.recoveryLevel == .recoverableAndPurgeable)
        #expect(try await client(transport).getDeleted(name: "shop") == deleted)
        #expect(try await client(transport).listDeleted().all() == [deleted])
        #expect(transport.requests.last?.url == vault + "/deletedsecrets?api-version=7.6")
    }

    @Test func `recovering, purging, backing up and restoring`() async throws {
        let transport = ScriptedTransport(
            .answer(200, ["id": .string(id)]),
            .answer(204),
            .answer(200, ["value": "the-blob"]),
            .answer(200, ["id": .string(id)])
        )
        _ = try await client(transport).recover(name: "shop")
        try await client(transport).purge(name: "shop")
        let backup = try await client(transport).backup(name: "shop")
        #expect("\(backup)" == "<redacted>")
        #expect(try await client(transport).restore(backup).name == "shop")
        #expect(transport.requests.map(\.method) == [.post, .delete, .post, .post])
        #expect(
            transport.requests.map { $0.url.dropFirst(vault.count).prefix { $0 != "?" } } == [
                "/deletedsecrets/shop/recover", "/deletedsecrets/shop", "/secrets/shop/backup", "/secrets/restore",
            ]
        )
        #expect(transport.requests.last?.json == ["value": "the-blob"])
    }

    @Test func `a name that no secret can have fails in lists, too`() async {
        let transport = ScriptedTransport(.answer(200, ["value": []]))
        await #expect(throws: AzureError.self) { try await client(transport).versions(name: "../keys").all() }
        #expect(transport.requests.isEmpty)
    }
}
