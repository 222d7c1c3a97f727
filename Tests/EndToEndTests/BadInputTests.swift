import Foundation
import JSON
import Testing

/// A request that has to be refused before anything is written.
struct BadInput: Sendable, CustomTestStringConvertible {
    let title: String
    /// What is appended to `signet order NAME`; a second mention of an option wins.
    let arguments: [String]
    let code: Int32
    /// What the message has to name.
    let words: [String]

    var testDescription: String { title }

    static let requests = [
        BadInput(
            title: "a malformed domain",
            arguments: ["--domain", "exa mple..com"],
            code: 64,
            words: ["exa mple..com", "empty label"]
        ),
        BadInput(title: "an address as domain", arguments: ["--domain", "192.0.2.7"], code: 64, words: ["IP address"]),
        BadInput(title: "a public suffix", arguments: ["--domain", "co.uk"], code: 64, words: ["co.uk", "public suffix"]),
        BadInput(
            title: "a wildcard with the standard product",
            arguments: ["--domain", "*.contoso.com"],
            code: 64,
            words: ["*.contoso.com", "--product wildcard"]
        ),
        BadInput(
            title: "a common name of more than 64 characters",
            arguments: ["--domain", String(repeating: "a", count: 61) + ".com"],
            code: 64,
            words: ["65 characters", "64"]
        ),
        BadInput(
            title: "a host name the certificate does not cover",
            arguments: ["--hostname", "elsewhere.test"],
            code: 64,
            words: ["elsewhere.test", "does not cover"]
        ),
        BadInput(
            title: "an unknown resource group",
            arguments: ["--resource-group", "nowhere"],
            code: 1,
            words: ["nowhere", "does not exist"]
        ),
        BadInput(title: "an unknown vault", arguments: ["--key-vault", "no-vault"], code: 1, words: ["no-vault", "does not exist"]),
        BadInput(
            title: "a vault in another subscription",
            arguments: [
                "--key-vault",
                "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/demo-group/providers/Microsoft.KeyVault/vaults/demo-vault",
            ],
            code: 64,
            words: ["demo-vault", "another subscription", "11111111-2222-3333-4444-555555555555"]
        ),
        BadInput(
            title: "an id that is no vault's",
            arguments: ["--key-vault", "/subscriptions/11111111-2222-3333-4444-555555555555/demo-vault"],
            code: 64,
            words: ["neither a name nor a resource id", "providers/Microsoft.KeyVault/vaults/NAME", "--key-vault"]
        ),
        BadInput(title: "an unknown site", arguments: ["--site", "no-site"], code: 1, words: ["no-site"]),
    ]
}

@Suite(.fewAtOnce, .sandbox, .timeLimit(.minutes(10))) struct BadInputTests {
    @Test(arguments: BadInput.requests)
    func `a bad request is refused in three parts and nothing is written`(_ bad: BadInput) async throws {
        let sandbox = try Sandbox.shared
        let name = "bad-\(UUID().uuidString.lowercased().prefix(8))"
        let ending = try await sandbox.home.run(TestOrder(name: name).arguments.dropLast(2) + bad.arguments)
        try Refusal(code: bad.code, words: bad.words).check(ending)
        try await Refusal.checkNothingWritten(name, by: sandbox.home, sandbox.emulator)
    }

    @Test func `asked for JSON, a refusal is one document on standard error`() async throws {
        let ending = try await Sandbox.shared.home.run(TestOrder(name: "bad-json").arguments + ["--domain", "a..b", "--quiet"])
        #expect(ending.way == .exit(64))
        #expect(ending.output.isEmpty)
        let error = try JSONValue(parsing: ending.errors)["error"]
        #expect(error?.object?.keys == ["kind", "what", "why", "nextStep", "owner"])
        #expect(error?["kind"] == "input")
    }

    @Test func `an unknown profile is refused by name`() async throws {
        let ending = try await Sandbox.shared.home.run(TestOrder(name: "no-profile").arguments.dropLast(2) + ["--profile", "nobody"])
        try Refusal(code: 64, words: ["nobody", "the profiles are sandbox"]).check(ending)
    }

    @Test func `a wrong client secret is refused with the identity's own code`() async throws {
        let sandbox = try Sandbox.shared
        var ready = try #require(sandbox.emulator.ready.object)
        ready["clientSecret"] = "not-the-secret"
        let file = try sandbox.place.write(JSONValue.object(ready).text(), to: "wrong-secret.json")
        let home = try await sandbox.newHome("wrong-secret", readyFile: file)
        let order = TestOrder(name: "wrong-secret")
        let ending = try await home.run(Array(order.arguments.dropLast(2)))
        try Refusal(code: 1, words: ["AADSTS7000215", "client secret"]).check(ending)
        #expect(!ending.errors.contains("not-the-secret"))
        try await Refusal.checkNothingWritten(order.name, by: home, sandbox.emulator)
    }

    @Test func `a service nobody listens for is refused by its address`() async throws {
        let sandbox = try Sandbox.shared
        var ready = try #require(sandbox.emulator.ready.object)
        // Port 1 needs rights nobody gives to a service of today.
        for name in ["arm", "authority", "graph", "control"] { ready[name] = "https://localhost:1" }
        let file = try sandbox.place.write(JSONValue.object(ready).text(), to: "closed.json")
        let home = try await sandbox.newHome("closed", readyFile: file)
        let order = TestOrder(name: "closed")
        let ending = try await home.run(Array(order.arguments.dropLast(2)))
        try Refusal(code: 1, words: ["localhost:1", "refused", "ready file"]).check(ending)
        try await Refusal.checkNothingWritten(order.name, by: home, sandbox.emulator)
    }

    @Test(arguments: ["truncate", "oversizeBytes"], ["*/vaults/demo-vault", "*/oauth2/v2.0/token"])
    func `an answer that is cut off or too long is an error of that call, and nothing is written`(effect: String, path: String) async throws
    {
        try await Sandbox.with { sandbox in
            try await sandbox.emulator.add(
                fault: effect == "truncate" ? ["truncate": true] : ["oversizeBytes": 20_000_000],
                on: path.hasSuffix("token") ? "POST" : "GET",
                path
            )
            let order = TestOrder(name: "bad-answer")
            let ending = try await sandbox.home.run(Array(order.arguments.dropLast(2)))
            try Refusal(code: 1, words: ["localhost"]).check(ending)
            try await Refusal.checkNothingWritten(order.name, by: sandbox.home, sandbox.emulator)
        }
    }
}

/// What every refusal looks like.
struct Refusal {
    let code: Int32
    let words: [String]

    /// What failed, why, and what to do next; nothing on standard output.
    func check(_ ending: Ending) throws {
        #expect(ending.way == .exit(code), "\(ending)")
        #expect(ending.output.isEmpty)
        let lines = ending.errors.split(separator: "\n").drop { !$0.hasPrefix("error: ") }
        try #require(lines.count == 3, "\(ending.errors)")
        let parts = zip(lines, ["error: ", "  why:  ", "  next: "])
        for (line, label) in parts { #expect(line.hasPrefix(label) && line.count > label.count + 5, "\(line)") }
        for word in words { #expect(ending.errors.contains(word), "\(word) is not in: \(ending.errors)") }
    }

    /// No purchase in the ledger, and no run in the state: the name alone means nothing yet.
    static func checkNothingWritten(_ order: String, by home: SignetHome, _ emulator: EmulatorControl) async throws {
        #expect(try await emulator.bill(of: order) == Bill())
        let byName = try await home.run(["order", order])
        #expect(byName.way == .exit(64))
        #expect(byName.errors.contains("no earlier run of '\(order)'"), "\(byName.errors)")
    }
}
