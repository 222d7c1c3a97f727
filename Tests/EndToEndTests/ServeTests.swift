import Foundation
import HTTPTypes
import JSON
import TestSupport
import Testing

@Suite(.fewAtOnce, .sandbox) struct ServeTests {
    @Test func `an agent finds an operation, reads its contract and calls it, by the next of each answer`() async throws {
        let sandbox = try Sandbox.shared
        let token = try await sandbox.home.agent("finder")
        let served = try await Served.start(sandbox.home)
        let found = try await served.send(.post, "/api/v1/search", ["intent": "list my certificate orders"], token: token)
        #expect(found.status == 200, "\(found)")
        let loaded = try await served.send(.post, "/api/v1/call", try found.json["next"], token: token)
        #expect(try loaded.json["operations"]?[0]?["input_schema"] != nil, "\(loaded)")
        let called = try await served.send(
            .post,
            "/api/v1/execute/read",
            ["operation": "Signet_ListOrders", "inputs": [:]],
            token: token
        )
        #expect(called.status == 200, "\(called)")
        #expect(try called.json["state"] == "succeeded")
        try await served.stop()
        #expect(!FileManager.default.fileExists(atPath: served.ready["url"]?.string ?? ""))
    }

    @Test func `who shows no token, a wrong one or a bad request is told what to do, and nothing is sent`() async throws {
        let sandbox = try Sandbox.shared
        let token = try await sandbox.home.agent("clumsy", scope: "read")
        let served = try await Served.start(sandbox.home)
        for wrong in [nil, "sgt_wrong", "sgt_" + String(repeating: "x", count: 43)] {
            let answer = try await served.send(.get, "/api/v1/access", token: wrong)
            #expect(answer.status == 401 && answer.headers[.wwwAuthenticate]?.hasPrefix("Bearer") == true, "\(answer)")
            #expect(try answer.json["human"]?["do"]?.string?.contains("signet agent token") == true)
        }
        let unknown = try await served.send(.post, "/api/v1/load", ["operations": ["No_Such"]], token: token)
        #expect(unknown.status == 404, "\(unknown)")
        #expect(try unknown.json["next"]?["tool"] == "search_operations")
        let next = try await served.send(.post, "/api/v1/call", try unknown.json["next"], token: token)
        #expect(next.status == 200, "\(next)")
        let invalid = try await served.send(.post, "/api/v1/search", ["intent": 7], token: token)
        #expect(invalid.status == 400, "\(invalid)")
        let loaded = try await served.send(.post, "/api/v1/load", ["operations": ["AppServiceCertificateOrders_Renew"]], token: token)
        let contract = try #require(try loaded.json["operations"]?[0], "\(loaded)")
        let call: JSONValue = [
            "operation": contract["operation"] ?? .null, "schema_digest": contract["schema_digest"] ?? .null, "inputs": [:], "reason": "y",
        ]
        let forbidden = try await served.send(.post, "/api/v1/execute", call, token: token)
        #expect(forbidden.status == 403, "\(forbidden)")
        try await served.stop()
    }

    @Test func `an address other machines can reach needs the flag, and TLS or a proxy`() async throws {
        try await Workplace.with { place in
            let home = SignetHome(place)
            let plain = try await home.run(["serve", "--listen", "0.0.0.0:0"])
            #expect(plain.way == .exit(64) && plain.errors.contains("--beyond-loopback"), "\(plain)")
            let open = try await home.run(["serve", "--listen", "0.0.0.0:0", "--beyond-loopback"])
            #expect(open.way == .exit(64) && open.errors.contains("--tls-certificate"), "\(open)")
        }
    }
}

@Suite(.fewAtOnce, .enabled(if: PrivatePostgres.isAvailable, "\(PrivatePostgres.missing)")) struct ServeTogetherTests {
    @Test func `two instances on one database know the same agents, approvals and people at once`() async throws {
        let server = try PrivatePostgres.shared
        try await Sandbox.with(store: server.address(server.newDatabase())) { sandbox in
            let token = try await sandbox.home.agent("robot")
            let password = try sandbox.place.write("correct horse of anna\n", to: "anna")
            #expect(try await sandbox.home.run(["operator", "add", "anna", "--password-file", password]).way == .exit(0))
            let policy = try sandbox.place.write(
                """
                rules:
                  - name: reads
                    effect: read
                    then: allow
                  - name: writes
                    effect: [write, delete]
                    then: approval
                """,
                to: "policy.yaml"
            )
            #expect(try await sandbox.home.run(["policy", "apply", policy]).way == .exit(0))
            let (first, second) = (try await Served.start(sandbox.home), try await Served.start(try await sandbox.newHome("elsewhere")))
            let body: JSONValue = [
                "operation": "AppServiceCertificateOrders_Get",
                "inputs": ["certificateOrderName": "none", "resourceGroupName": "demo-group"],
            ]
            for served in [first, second] {
                let answer = try await served.send(.post, "/api/v1/execute/read", body, token: token)
                #expect(answer.status != 401, "\(answer)")
            }
            #expect(try await sandbox.home.run(["agent", "revoke", "robot"]).way == .exit(0))
            let revoked = ContinuousClock.now
            for served in [first, second] {
                try await eventually("a refusal", within: .seconds(5)) {
                    try await served.send(.get, "/api/v1/access", token: token).status == 401
                }
            }
            #expect(ContinuousClock.now - revoked < .seconds(10))
            try await first.stop()
            try await second.stop()
        }
    }
}
