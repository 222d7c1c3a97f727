import AzureCore
import Foundation
import JSON
import TestSupport
import Testing

@testable import Gateway

@Suite(.onEveryStore) struct OAuthClientsTests {
    private static let url = "https://app.example/client.json"

    private static func document(_ changes: [String: JSONValue] = [:]) -> JSONValue {
        var object: JSONObject = [
            "client_id": .string(url), "client_name": "App", "redirect_uris": ["http://localhost/cb"], "token_endpoint_auth_method": "none",
        ]
        for (name, value) in changes { object[name] = value }
        return .object(object)
    }

    @Test func `on a real profile a new client waits until a person decides`() async throws {
        let rig = try await OAuthRig()
        let clients = rig.clients(.wait)
        let client = try await rig.newClient("App", .wait)
        #expect(client.state == .pending && client.id.hasPrefix("sgc_"))
        #expect(await refusal { _ = try await rig.code(client) } == .unauthorizedClient)
        #expect(try await clients.all(.pending).map(\.id) == [client.id])
        _ = try await clients.decide(client.id, .approved, by: .person("anna"))
        let tokens = try await rig.redeem(rig.code(client), client)
        _ = try await clients.decide(client.id, .rejected, by: .person("anna"))
        #expect(try await rig.session(tokens) == nil, "turned away later, all it was let in for ends")
        #expect(await refusal { _ = try await rig.refresh(tokens, client) } == .invalidGrant)
        await #expect(throws: GatewayError.self) { try await clients.decide("sgc_none", .approved, by: .machine) }
    }

    @Test func `a client id that is an address is read there, and not again for an hour`() async throws {
        let rig = try await OAuthRig()
        rig.documents.add(.answer(200, Self.document()))
        let client = try #require(try await rig.clients(.wait).client(Self.url))
        #expect(client.name == "App" && client.state == .pending && client.kind == .document)
        #expect(try await rig.clients().client(Self.url) == client)
        #expect(rig.documents.requests.count == 1)
        _ = try await rig.clients().decide(Self.url, .approved, by: .machine)
        rig.pass(3600)
        rig.documents.add(.answer(200, Self.document(["client_name": "App 2"])))
        let again = try #require(try await rig.clients().client(Self.url))
        #expect(again.name == "App 2" && again.state == .approved, "a decision outlives the text")
        rig.pass(3600)
        rig.documents.add(.fail(.refused, mayHaveArrived: false))
        #expect(try await rig.clients().client(Self.url)?.name == "App 2", "believed for a day")
        rig.pass(86_400)
        rig.documents.add(.fail(.refused, mayHaveArrived: false))
        #expect(await refusal { _ = try await rig.clients().client(Self.url) } == .invalidClient)
    }

    @Test(
        arguments: [
            ["client_id": "https://app.example/other.json"], ["token_endpoint_auth_method": "client_secret_post"], ["client_secret": "x"],
            ["redirect_uris": ["http://evil.example/"]], ["redirect_uris": []], ["grant_types": ["implicit"]],
            ["response_types": ["token"]],
        ] as [[String: JSONValue]]
    )
    func `a document that does not fit is refused, and nothing is kept`(_ changes: [String: JSONValue]) async throws {
        let rig = try await OAuthRig()
        rig.documents.add(.answer(200, Self.document(changes)))
        #expect(await refusal { _ = try await rig.clients().client(Self.url) } != nil)
        #expect(try await rig.clients().all().isEmpty)
    }

    @Test(arguments: [
        "https://app.example", "https://app.example/", "http://app.example/c", "https://u@app.example/c", "https://a/../b", "https:///c",
        "https://a/b#c",
    ])
    func `what is no address of a document is looked up nowhere`(_ id: String) async throws {
        let rig = try await OAuthRig()
        #expect(try await rig.clients().client(id) == nil)
        #expect(rig.documents.requests.isEmpty)
    }

    @Test func `one address registers so many clients an hour, and what nobody used is forgotten`() async throws {
        let rig = try await OAuthRig()
        for _ in 0..<20 { _ = try await rig.newClient("App", .wait) }
        #expect(await refusal { _ = try await rig.newClient("App", .wait) } == .temporarilyUnavailable)
        let other = try await rig.clients(.wait).register(["redirect_uris": ["https://app.example/cb"]], from: "192.0.2.2")
        #expect(other.name == "app.example", "a client without a name is called by its address")
        rig.pass(90_000)
        let last = try await rig.newClient("App", .wait)
        #expect(try await rig.clients().all().map(\.id) == [last.id])
    }

    @Test func `a name cannot turn the text around it`() async throws {
        let rig = try await OAuthRig()
        let client = try await rig.newClient("  Go\u{202E}od\u{0007}\n  App \u{200B}" + String(repeating: "x", count: 100))
        #expect(client.name.hasPrefix("Good App x") && client.name.count == 60)
    }

    @Test func `a person adds a client that need not wait`() async throws {
        let rig = try await OAuthRig()
        let redirect = try #require(RedirectURI(OAuthRig.redirect))
        let client = try await rig.clients(.wait).add("Our app", redirects: [redirect], by: .machine)
        #expect(try await rig.redeem(rig.code(client), client).scope == "read execute")
        await #expect(throws: GatewayError.self) { try await rig.clients(.wait).add("Our app", redirects: [], by: .machine) }
    }
}
