import Actions
import AzureCore
import Catalog
import Custody
import Foundation
import Gateway
import HTTPTypes
import JSON
import Storage
import TestSupport
import Testing

@testable import Service

@Suite struct APIApplicationTests {
    private let store: Store
    private let context: GatewayContext
    private let token: String

    init() async throws {
        store = try await TestedStore.open(Custody.migrations + CatalogStore.migrations + GatewaySchema.migrations)
        let custody = Custody(store: store, keys: { _ in [.passphrase(KeySource.Passphrase(Plaintext("api".utf8)))] })
        context = GatewayContext(
            store: store,
            custody: custody,
            held: HeldSecrets(custody),
            isEmulator: true,
            pages: "http://localhost:1",
            web: HTTPTransport { _ in throw CancellationError() },
            azure: { throw CancellationError() }
        )
        try await context.agents.add("robot", by: .machine)
        token = try await context.agents.token(for: "robot", [.read], lasts: .seconds(60), by: .machine).secret.reveal()
    }

    private func serving(_ body: (RawClient) async throws -> Void) async throws {
        let oauth = OAuthRoutes(
            pages: OperatorPages(store: store),
            clients: OAuthClients(store: store, newcomers: .approved, documents: ScriptedTransport([]).transport),
            grants: OAuthGrants(store: store),
            address: nil
        )
        let door = BearerDoor(agents: context.agents, oauth: oauth)
        try await listening(to: APIApplication(context, door: door, url: "http://localhost:1").routes, body)
    }

    private func post(_ client: RawClient, _ path: String, _ body: String, _ more: [String] = ["Content-Type: application/json"])
        async throws
        -> RawAnswer
    {
        let lines =
            ["POST \(path) HTTP/1.1", "Host: localhost", "Authorization: Bearer \(token)", "Content-Length: \(body.utf8.count)"] + more
        return try #require(try await client.send(lines.joined(separator: "\n") + "\n\n" + body).first)
    }

    @Test func `a search, and the next it names, byte for byte`() async throws {
        try await serving { client in
            let found = try await post(client, "/api/v1/search", #"{"intent":"renew an Azure App Service Certificate"}"#)
            #expect(found.status == 200, "\(found)")
            let next = try #require(try found.json["next"]).text()
            let loaded = try await post(client, "/api/v1/call", next)
            #expect(loaded.status == 200 && loaded.body.contains("input_schema"), "\(loaded)")
        }
    }

    @Test func `without a token that holds there is nothing but a challenge`() async throws {
        try await serving { client in
            for header in [nil, "Authorization: Bearer sgt_x", "Authorization: Basic \(token)", "Authorization: Bearer \(token)x"] {
                let answer = try await client.get("/api/v1/access", headers: header.map { [$0] } ?? [])
                #expect(answer.status == 401 && answer.header("www-authenticate").first?.hasPrefix("Bearer") == true)
                #expect(try answer.json["code"] == "session_ended")
            }
            let two = ["Authorization: Bearer \(token)", "Authorization: Bearer \(token)"]
            #expect(try await client.get("/api/v1/access", headers: two).status == 401)
            #expect(try await client.get("/api/v1/access", headers: ["Authorization: Bearer \(token)"]).status == 200)
        }
    }

    @Test(arguments: [
        (#"{"intent":"abc","intent":"def"}"#, "application/json"), ("[]", "application/json"), ("", "application/json"),
        (#"{"intent":"list orders"}"#, "text/plain"), (#"{"intent":"abc""#, "application/json"),
        (String(repeating: #"{"a":"#, count: 40) + "1" + String(repeating: "}", count: 40), "application/json"),
    ])
    func `a body that is no JSON object, or one that is two things, is refused`(body: String, type: String) async throws {
        try await serving { client in
            let answer = try await post(client, "/api/v1/search", body, ["Content-Type: \(type)"])
            #expect(answer.status == 400, "\(answer)")
            #expect(try answer.json["code"] == "invalid_inputs")
        }
    }

    @Test func `what a refusal is, its status says too`() async throws {
        try await serving { client in
            #expect(try await post(client, "/api/v1/load", #"{"operations":["No_Such"]}"#).status == 404)
            #expect(try await post(client, "/api/v1/call", #"{"tool":"no_such","arguments":{}}"#).status == 404)
            let renew = "AppServiceCertificateOrders_Renew"
            let loaded = try await post(client, "/api/v1/load", #"{"operations":["\#(renew)"]}"#)
            let digest = try #require(try loaded.json["operations"]?[0]?["schema_digest"]?.string)
            let execute = #"{"operation":"\#(renew)","inputs":{},"schema_digest":"\#(digest)","reason":"x"}"#
            let denied = try await post(client, "/api/v1/execute", execute)
            #expect(denied.status == 403, "\(denied)")
            #expect(try denied.json["code"] == "denied_by_rule")
            let apply = try await post(client, "/api/v1/plans/pln_none/apply", #"{"digest":"sha256:1"}"#)
            let challenge = apply.header("www-authenticate").first ?? ""
            #expect(apply.status == 403 && challenge.contains("error=\"insufficient_scope\""), "\(apply)")
            #expect(challenge.contains("scope=\"read order\""))
        }
    }

    @Test func `arguments of a path and a query are those the action takes`() async throws {
        try await serving { client in
            let headers = ["Authorization: Bearer \(token)"]
            let missing = try await client.get("/api/v1/executions/exe_none?wait_s=0", headers: headers)
            #expect(missing.status == 404, "\(missing)")
            let wrong = try await client.get("/api/v1/executions/exe_none?wait_s=soon", headers: headers)
            #expect(wrong.status == 400, "\(wrong)")
            #expect(try wrong.json["field_errors"]?[0]?["pointer"] == "/wait_s")
        }
    }

    @Test func `an agent sees and takes back its own questions only`() async throws {
        func asked(by agent: String) async throws -> Approval {
            try await context.approvals.ask(
                ApprovalRequest(
                    agent: agent,
                    kind: .request,
                    digest: "sha256:1",
                    title: "t",
                    document: [:],
                    reason: "r",
                    rule: "x"
                )
            )
        }
        let (own, other) = (try await asked(by: "robot"), try await asked(by: "other"))
        try await serving { client in
            let headers = ["Authorization: Bearer \(token)"]
            let list = try await client.get("/api/v1/approvals?state=pending", headers: headers)
            #expect(try list.json["approvals"]?.array?.compactMap { $0["approval"]?.string } == [own.id])
            for method in ["GET", "DELETE"] {
                #expect(try await client.get("/api/v1/approvals/\(other.id)", headers: headers, method: method).status == 404)
            }
            let gone = try await client.get("/api/v1/approvals/\(own.id)", headers: headers, method: "DELETE")
            #expect(try gone.status == 200 && gone.json["state"] == "withdrawn")
            #expect(try await context.approvals.find(other.id)?.state == .pending)
        }
    }

    @Test func `no agent token is a way to the people's pages`() async throws {
        let pages = OperatorPages(store: store)
        let approval = try await context.approvals.ask(
            ApprovalRequest(agent: "robot", kind: .request, digest: "sha256:1", title: "t", document: [:], reason: "r", rule: "x")
        )
        try await listening(to: pages.routes) { client in
            let headers = [
                "Authorization: Bearer \(token)", "Cookie: signet-loopback=\(token)", "Origin: http://localhost:\(client.port)",
                "Content-Type: application/x-www-form-urlencoded", "Content-Length: 0",
            ]
            let answer = try await client.get("/approvals/\(approval.id)/approve", headers: headers, method: "POST")
            #expect(answer.status == 303 && answer.header("location") == ["/sign-in"])
            #expect(try await context.approvals.find(approval.id)?.state == .pending)
        }
    }

    @Test func `the description has every action, and the guide every path`() async throws {
        try await serving { client in
            let document = try await client.get("/api/v1/openapi.json").json
            let paths = try #require(document["paths"]?.object)
            let operations = paths.flatMap { path in (path.value.object ?? [:]).map(\.value) }
            let ids = Set(operations.compactMap { $0["operationId"]?.string })
            #expect(Set(APIApplication.places.map(\.action.name)).isSubset(of: ids))
            let guide = try await client.get("/llms.txt").body
            for place in APIApplication.places { #expect(guide.contains("\(place.method.rawValue) /api/v1\(place.path)")) }
        }
    }

    @Test func `every path the guide names is there, and its first example works as it stands`() async throws {
        try await serving { client in
            let guide = try await client.get("/llms.txt").body
            let named = guide.matches(of: /(GET|POST|DELETE) (\/[^\s:]*)/).map { (String($0.output.1), String($0.output.2)) }
            #expect(named.count > APIApplication.places.count)
            for (method, path) in named {
                let answer = try await client.get(path.replacing("{", with: "").replacing("}", with: ""), method: method)
                #expect(answer.status == 401, "\(method) \(path): \(answer)")
            }
            let example = try #require(guide.firstMatch(of: /POST (\S+) with (\{.*\})/)).output
            let found = try await post(client, String(example.1), String(example.2))
            #expect(try found.status == 200 && found.json["results"]?[0] != nil, "\(found)")
            let places = guide.matches(of: /\]\((\S+?)\)/).map { String($0.output.1) }
            for place in places {
                let path = place.replacing("http://localhost:1", with: "")
                #expect(try await client.get(path).status == 200, "\(place)")
            }
        }
    }
}
