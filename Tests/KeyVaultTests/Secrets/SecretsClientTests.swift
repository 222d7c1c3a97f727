import AzureCore
import FoundationEssentials
import HTTPTypes
import JSON
import KeyVault
import TestSupport
import Testing

@Suite struct SecretsClientTests {
    private let vault = "https://shop.vault.azure.net"
    private let version = "0123456789abcdef0123456789abcdef"

    private var bundle: JSONValue {
        [
            "value": "TUlJ-the-value", "id": .string("\(vault)/secrets/shop/\(version)"), "contentType": "application/x-pkcs12",
            "attributes": ["enabled": true, "created": 1_793_491_200, "exp": 1_810_598_400, "recoveryLevel": "Recoverable"],
            "tags": ["state": "Ready"], "managed": false, "future": 1,
        ]
    }

    private func client(_ transport: ScriptedTransport, url: String? = nil, credential: StaticCredential = .init()) -> SecretsClient {
        SecretsClient(
            pipeline: Pipeline(transport: transport.transport, credential: credential, clock: TestClock(jumps: true)),
            vaultURL: url ?? vault + "/"
        )
    }

    @Test func `the current version is read with the vaults' scope`() async throws {
        let transport = ScriptedTransport(.answer(200, bundle))
        let credential = StaticCredential()
        let secret = try await client(transport, credential: credential).get(name: "shop")
        #expect(transport.requests.first?.url == "\(vault)/secrets/shop?api-version=7.6")
        #expect(credential.scopes == [TokenScope("https://vault.azure.net/.default")])
        #expect(secret.name == "shop")
        #expect(secret.version == version)
        #expect(secret.value.reveal() == "TUlJ-the-value")
        #expect(secret.contentType == "application/x-pkcs12")
        #expect(secret.attributes.enabled == true)
        #expect(secret.attributes.expires == Date(timeIntervalSince1970: 1_810_598_400))
        #expect(secret.tags == ["state": "Ready"])
        #expect(secret.raw["future"] == 1)
    }

    @Test func `the value is in no description, dump or raw answer`() async throws {
        let secret = try SecretBundle(json: bundle)
        var dumped = ""
        dump(secret, to: &dumped)
        #expect(!"\(secret)\(dumped)\(secret.raw.text())".contains("the-value"))
    }

    @Test func `one version is read by its name`() async throws {
        let transport = ScriptedTransport(.answer(200, bundle))
        _ = try await client(transport).get(name: "shop", version: version)
        #expect(transport.requests.first?.url == "\(vault)/secrets/shop/\(version)?api-version=7.6")
    }

    @Test func `a vault's challenge with another tenant is answered once and remembered`() async throws {
        let challenge = #"Bearer authorization="https://login.windows.net/tenant", resource="https://vault.azure.net""#
        let transport = ScriptedTransport(
            .answer(401, ["error": ["code": "Unauthorized", "message": "AKV10032"]], headers: ["WWW-Authenticate": challenge]),
            .answer(200, bundle),
            .answer(200, bundle)
        )
        let credential = StaticCredential()
        let client = client(transport, credential: credential)
        _ = try await client.get(name: "shop")
        _ = try await client.get(name: "shop")
        #expect(credential.scopes.map(\.tenantId) == [nil, "tenant", "tenant"])
    }

    @Test(arguments: ["", "a/b", "a b", "ü", "..", "a_b", String(repeating: "a", count: 128)])
    func `a name no secret can have is refused before anything is sent`(name: String) async {
        let transport = ScriptedTransport(.answer(200, bundle))
        await #expect(throws: AzureError.self) { try await client(transport).get(name: name) }
        #expect(transport.requests.isEmpty)
    }

    @Test(arguments: ["https://shop.vault.azure.net/secrets/shop", "shop", "", "https://v/keys/a/b"])
    func `an id that names no version is malformed`(id: String) {
        #expect(throws: JSONFieldError.self) { try SecretBundle(json: ["id": .string(id), "value": "x"]) }
    }

    @Test func `an empty placeholder is read as what it is`() throws {
        let secret = try SecretBundle(json: ["id": .string("\(vault)/secrets/shop/\(version)"), "value": "", "contentType": ""])
        #expect(secret.value.reveal().isEmpty)
        #expect(secret.contentType == "")
    }
}
