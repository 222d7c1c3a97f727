import Foundation
import JSON
import Testing

/// Calls of an API that was imported, with a bearer token that is sealed: the emulator stands in for the service.
@Suite(.fewAtOnce, .sandbox, .timeLimit(.minutes(10))) struct ImportedAPITests {
    private func document(_ sandbox: Sandbox) throws -> String {
        let path = "/subscriptions/\(sandbox.emulator["subscriptionId"])/providers/Microsoft.CertificateRegistration/certificateOrders"
        return try sandbox.place.write(
            """
            openapi: 3.0.0
            info: {title: Lamps API, version: "2024-11-01"}
            servers: [{url: "https://lamps.example.com"}]
            paths:
              \(path):
                get:
                  operationId: Lamps_List
                  summary: Lists the lamps.
                  parameters:
                    - {name: api-version, in: query, required: true, schema: {type: string, enum: ["2024-11-01"]}}
                  responses: {"200": {description: They glow.}}
            """,
            to: "lamps.yaml"
        )
    }

    private func add(_ name: String, _ token: String, _ sandbox: Sandbox, _ more: [String]) async throws -> Ending {
        let words = ["credential", "add", name, "--from-env", "LAMP_TOKEN", "--api", "lamps", "--server", sandbox.emulator["arm"]]
        return try await sandbox.home.run(words + more, ["LAMP_TOKEN": token])
    }

    @Test func `a credential is tried when it is stored, goes to its host alone, and one of several is chosen`() async throws {
        let sandbox = try Sandbox.shared
        try #require(try await sandbox.home.run(["catalog", "import", document(sandbox)]).way == .exit(0))
        let trusted = ["--within-network", "--ca", sandbox.emulator["caFile"]]
        let token = try await sandbox.emulator.token(for: "https://management.azure.com")

        let outside = try await add("outside", token, sandbox, ["--ca", sandbox.emulator["caFile"]])
        #expect(outside.way == .exit(1) && outside.errors.contains("could not be reached"), "inner addresses are refused: \(outside)")
        let wrong = try await add("wrong", "no token of anybody", sandbox, trusted)
        #expect(wrong.way == .exit(1) && wrong.errors.contains("401"), "\(wrong)")
        let good = try await add("good", token, sandbox, trusted + ["--output", "json"])
        #expect(try good.way == .exit(0) && good.json["state"] == "ok", "\(good)")
        let plain = ["credential", "add", "plain", "--from-env", "X", "--api", "lamps", "--server", "http://lamps.test"]
        #expect(try await sandbox.home.run(plain, ["X": "a token"]).way == .exit(64))
        for name in ["outside", "wrong"] { #expect(try await sandbox.home.run(["credential", "remove", name]).way == .exit(0)) }

        try await sandbox.serving("lamplighter") { agent in
            let listed = try await agent.run("lamps/Lamps_List", [:])
            #expect(listed.status == 200, "\(listed)")
            #expect(try await add("second", token, sandbox, trusted).way == .exit(0))
            let ambiguous = try await agent.run("lamps/Lamps_List", [:])
            #expect(try ambiguous.json["code"] == "ambiguous_credential" && ambiguous.status == 409, "\(ambiguous)")
            let chosen = try await agent.call(try ambiguous.json["next"])
            #expect(chosen.status == 200, "\(chosen)")
            #expect(try await add("second", token, sandbox, trusted + ["--expires", "2020-01-31T00:00:00Z"]).way == .exit(0))
            #expect(try await sandbox.home.run(["credential", "remove", "good"]).way == .exit(0))
            let ending = try await agent.run("lamps/Lamps_List", [:])
            #expect(try ending.json["code"] == "credential_expiring" && ending.status == 424, "\(ending)")
            #expect(try ending.json["human"]?["do"]?.string?.contains("signet credential add second") == true, "\(ending)")
            #expect(try await sandbox.home.run(["credential", "remove", "second"]).way == .exit(0))
            let none = try await agent.run("lamps/Lamps_List", [:])
            #expect(try none.json["code"] == "no_credential" && none.json["human"]?["do"] != nil, "\(none)")
        }
    }
}
