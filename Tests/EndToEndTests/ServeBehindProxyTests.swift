import Foundation
import HTTPTypes
import JSON
import TestSupport
import Testing

/// Two instances on one database, each request answered by the other one than the last.
@Suite(
    .fewAtOnce,
    .enabled(if: PrivatePostgres.isAvailable, "\(PrivatePostgres.missing)"),
    .enabled(if: ReverseProxy.program != nil, ReverseProxy.missing)
)
struct ServeBehindProxyTests {
    /// - Parameter body: gets the two as they are reached through the proxy, and each of them alone.
    private func serving(_ body: (Sandbox, Served, Served, Served) async throws -> Void) async throws {
        let server = try PrivatePostgres.shared
        try await Sandbox.with(store: server.address(server.newDatabase())) { sandbox in
            let port = try ReverseProxy.freePort()
            let options = ["--public-url", "http://localhost:\(port)", "--trusted-proxy", "127.0.0.1"]
            let first = try await Served.start(sandbox.home, options)
            let second = try await Served.start(try await sandbox.newHome("elsewhere"), options)
            let places = [first, second].map { $0.url.replacing("http://", with: "") }
            let proxy = try await ReverseProxy.start(sandbox.place, port: port, to: places)
            try await body(sandbox, first.called(proxy.url), first, second)
            try await proxy.stop()
            try await first.stop()
            try await second.stop()
        }
    }

    @Test func `a sign-in begun at one goes on at the other, and its codes and tokens hold and end at both`() async throws {
        try await serving { sandbox, served, first, second in
            try await sandbox.home.person("anna")
            let anna = try await Person.signedIn("anna", at: served)
            let client = try await SignInClient.registered("Robot", at: served)
            let code = try await client.code("read", from: anna)
            let tokens = try await client.redeem(code).tokens
            for instance in [first, second] {
                #expect(try await instance.send(.get, "/api/v1/access", token: tokens.access).status == 200)
            }
            // Whichever of the two gave it out, the other knows that it was shown.
            let next = try await client.refresh(tokens.refresh).tokens
            for _ in 0..<2 { #expect(try await client.refresh(tokens.refresh).error == "invalid_grant") }
            for _ in 0..<2 { #expect(try await client.redeem(code).error == "invalid_grant") }
            for instance in [first, second] {
                try await eventually("the end of the token", within: .seconds(10)) {
                    try await instance.send(.get, "/api/v1/access", token: next.access).status == 401
                }
            }
            let last = try await client.signIn("read", by: anna)
            #expect(try await client.revoke(last.access).status == 200)
            for instance in [first, second] {
                try await eventually("the end of what was given back", within: .seconds(10)) {
                    try await instance.send(.get, "/api/v1/access", token: last.access).status == 401
                }
            }
        }
    }

    @Test func `a code shown to both at the same moment is good at one at most`() async throws {
        try await serving { sandbox, served, first, second in
            try await sandbox.home.person("bert")
            let bert = try await Person.signedIn("bert", at: served)
            let client = try await SignInClient.registered("Racer", at: served)
            let code = try await client.code("read", from: bert)
            let site = ["resource": served.url + "/mcp"]
            async let one = SignInClient(served: first, id: client.id).redeem(code, site)
            async let other = SignInClient(served: second, id: client.id).redeem(code, site)
            let statuses = try await [one.status, other.status].sorted()
            #expect(statuses == [200, 400], "\(statuses)")
        }
    }

    @Test func `what a person approves at one is used once, whichever of the two the agent asks`() async throws {
        try await serving { sandbox, served, first, second in
            let home = sandbox.home
            try await home.person("cleo")
            let rules = "rules: [{name: look, effect: read, then: allow}, {name: ask, effect: [write, delete], then: approval}]"
            #expect(try await home.run(["policy", "apply", try sandbox.place.write(rules, to: "rules.yaml")]).way == .exit(0))
            #expect(try await home.run(["order", "shop", "--domain", "shop.test", "--key-vault", "demo-vault"]).way == .exit(0))
            let token = try await home.agent("robot")
            let operation = "AppServiceCertificateOrders_Update"
            let loaded = try await first.send(.post, "/api/v1/load", ["operations": [.string(operation)]], token: token)
            let call: JSONValue = [
                "operation": .string(operation), "schema_digest": try loaded.json["operations"]?[0]?["schema_digest"] ?? .null,
                "inputs": ["certificateOrderName": "shop", "body": ["properties": ["autoRenew": false]]], "reason": "we renew it",
            ]
            let held = try await second.send(.post, "/api/v1/execute", call, token: token)
            #expect([202, 403].contains(held.status), "\(held)")
            let list = try await first.send(.get, "/api/v1/approvals?state=pending", token: token)
            let path = "/approvals/" + (try #require(try list.json["approvals"]?[0]?["approval"]?.string, "\(list)"))
            let cleo = try await Person.signedIn("cleo", at: served)
            #expect(try await cleo.send(try await cleo.get(path), to: path + "/approve").status == 303)
            async let one = first.send(.post, "/api/v1/execute", call, token: token)
            async let other = second.send(.post, "/api/v1/execute", call, token: token)
            let states = try await [one, other].map { try $0.json["state"]?.string ?? "refused" }
            #expect(states.filter { $0 == "succeeded" }.count == 1, "\(states)")
            let page = try await cleo.get(path)
            #expect(page.text.contains("carried out"), "\(page)")
        }
    }
}
