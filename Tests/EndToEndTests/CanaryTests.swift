import Foundation
import HTTPTypes
import JSON
import Testing

/// A whole life with secrets that are known, and then the search for them in everything that was printed and kept.
@Suite(.fewAtOnce, .timeLimit(.minutes(10))) struct CanaryTests {
    private static let credential = "canary-credential-5f0c6a1e9b7d"
    private static let wrongSecret = "canary-wrong-secret-83be02cc41aa"
    private static let vaultValue = "canary-vault-value-77d1f0a25c39"

    /// A home whose profile acts by a sealed client secret.
    private func sealedHome(_ sandbox: Sandbox) async throws -> SignetHome {
        var home = SignetHome(sandbox.place, "canaries")
        let id = sandbox.emulator["clientId"]
        let variables = ["CANARY": Self.credential, "CLIENT_SECRET": sandbox.emulator["clientSecret"]]
        try #require(try await home.run(["credential", "add", "azure", "--from-env", "CLIENT_SECRET"], variables).way == .exit(0))
        try #require(try await home.run(["credential", "add", "canary", "--from-env", "CANARY"], variables).way == .exit(0))
        for (name, credential) in [("sealed", "custody:azure"), ("wrong", "env:WRONG"), ("chained", "chain:env:WRONG,env:NONE")] {
            let words = ["profile", "add", name, "--ready-file", sandbox.readyFile, "--client-id", id, "--credential", credential]
            try #require(try await home.run(words).way == .exit(0))
        }
        home.profile = "sealed"
        return home
    }

    /// Everything printed, logged or kept: outputs of all commands, the emulator's too, and every file of the home.
    private func leftBehind(_ sandbox: Sandbox, _ home: SignetHome) throws -> [URL] {
        let outputs = try FileManager.default.contentsOfDirectory(at: sandbox.place.folder, includingPropertiesForKeys: nil)
            .filter { ["out", "err"].contains($0.pathExtension) }
        let kept = FileManager.default.enumerator(at: URL(fileURLWithPath: home.path), includingPropertiesForKeys: nil)
        return outputs + (kept?.compactMap { $0 as? URL } ?? [])
    }

    private func ordered(_ test: TestOrder, _ sandbox: Sandbox, _ home: SignetHome, _ words: [String] = []) async throws -> String {
        let ending = try await home.run(test.arguments + words)
        try #require(ending.way == .exit(0), "\(ending)")
        return try await sandbox.emulator.secret(try ending.json["keyVaultSecretId"]?.string ?? "")
    }

    private func next(_ verb: String, _ test: TestOrder, _ sandbox: Sandbox, _ home: SignetHome) async throws -> String {
        let ending = try await home.run([verb, test.name, "--output", "json"])
        try #require(ending.way == .exit(0), "\(ending)")
        return try await sandbox.emulator.secret(try ending.json["keyVaultSecretId"]?.string ?? "")
    }

    /// Each command ends without success; what it says is looked through later.
    private func errors(_ sandbox: Sandbox, _ home: SignetHome, _ environment: [String: String] = [:]) async throws {
        let emulator = sandbox.emulator
        var variables = environment
        variables["WRONG"] = Self.wrongSecret
        for profile in ["wrong", "chained"] {
            for fault in [nil, ["echo": 401]] as [JSONValue?] {
                if let fault { try await emulator.add(fault: fault, on: "POST", "*/oauth2/v2.0/token") }
                let refused = try await home.run(["list", "--profile", profile, "--output", "json"], variables)
                #expect(refused.way == .exit(1), "\(refused)")
                try await emulator.control(.delete, "faults")
            }
        }
        let body = try sandbox.place.write(JSONValue.object(["value": .string(Self.vaultValue)]).text(), to: "value.json")
        let calls: [(fault: JSONValue, method: String, path: String, words: [String])] = [
            (
                ["echo": 400], "PUT", "*/secrets/*",
                ["api", "SetSecret", "--parameter", "vaultName=demo-vault", "--parameter", "secret-name=canary", "--body", body, "--yes"]
            ),
            (["echo": 403], "GET", "*/certificateOrders", ["list"]),
            (["truncate": true], "GET", "*/secrets/*", ["status", "canary-sealed"]),
            (["status": 409], "GET", "*/certificateOrders", ["list", "--output", "json"]),
        ]
        for call in calls {
            try await emulator.add(fault: call.fault, on: call.method, call.path)
            _ = try await home.run(call.words, variables)
            try await emulator.control(.delete, "faults")
        }
        for words in [
            ["show", "nothing"], ["show"], ["order", "x", "--domain", "x"], ["probe", "nowhere.test"], ["credential", "remove", "azure"],
        ] {
            #expect(try await home.run(words, variables).way != .exit(0))
        }
    }

    /// An order whose sealed key cannot be stored: the vault quotes the PFX in its refusal.
    private func refusedStore(_ test: TestOrder, _ sandbox: Sandbox, _ home: SignetHome, _ environment: [String: String] = [:]) async throws
        -> String
    {
        try await sandbox.emulator.add(fault: ["echo": 400], on: "PUT", "*/secrets/*")
        let refused = try await home.run(test.arguments + ["--key", "sealed"], environment)
        #expect(refused.way == .exit(1) && refused.errors.contains("not understood"), "\(refused)")
        try await sandbox.emulator.control(.delete, "faults")
        return try await ordered(test, sandbox, home, ["--key", "sealed"])
    }

    @Test func `no secret of a whole life is printed, logged or kept in clear`() async throws {
        try await Sandbox.with { sandbox in
            let home = try await sealedHome(sandbox)
            var canaries = Canaries()
            canaries.add("client secret", text: sandbox.emulator["clientSecret"])
            canaries.add("sealed credential", text: Self.credential)
            canaries.add("wrong secret", text: Self.wrongSecret)
            canaries.add("vault value", text: Self.vaultValue)
            let (platform, sealed) = (TestOrder(name: "canary-platform"), TestOrder(name: "canary-sealed"))
            try canaries.add("platform order", pfx: try await ordered(platform, sandbox, home))
            try canaries.add("sealed order", pfx: try await ordered(sealed, sandbox, home, ["--key", "sealed"]))
            try canaries.add("refused order", pfx: try await refusedStore(TestOrder(name: "canary-refused"), sandbox, home))
            try await sandbox.emulator.advance(days: 140)
            try canaries.add("renewed order", pfx: try await next("renew", sealed, sandbox, home))
            try canaries.add("reissued order", pfx: try await next("reissue", platform, sandbox, home))
            try canaries.add("reissued sealed order", pfx: try await next("reissue", sealed, sandbox, home))
            for words in [
                ["doctor", "--live"], ["doctor", "--live", "--output", "json"], ["list"], ["show", "canary-sealed", "--output", "json"],
                ["status", "canary-sealed", "--output", "json"], ["runs", "--output", "json"],
                ["runs", "show", "canary-sealed", "--output", "json"],
                ["api", "AppServiceCertificateOrders_Get", "--parameter", "certificateOrderName=canary-sealed"],
                ["api", "GetSecrets", "--parameter", "vaultName=demo-vault"], ["api", "Certificates_List"],
                ["credential", "list", "--output", "json"], ["profile", "list", "--output", "json"],
            ] { _ = try await home.run(words) }
            try await errors(sandbox, home)
            let files = try leftBehind(sandbox, home)
            #expect(files.count > 30 && files.contains { $0.lastPathComponent == "signet.sqlite" })
            #expect(canaries.found(in: files) == [])
        }
    }

    @Test func `with redaction switched off the same search finds secrets`() async throws {
        try await Sandbox.with { sandbox in
            let home = try await sealedHome(sandbox)
            var canaries = Canaries()
            canaries.add("wrong secret", text: Self.wrongSecret)
            canaries.add("vault value", text: Self.vaultValue)
            let off = ["SIGNET_REDACTION": "off"]
            _ = try await refusedStore(TestOrder(name: "unhidden"), sandbox, home, off)
            try await errors(sandbox, home, off)
            let found = Set(
                canaries.found(in: try leftBehind(sandbox, home)).map { $0.split(separator: " in ").first.map(String.init) ?? "" }
            )
            #expect(found == ["wrong secret", "vault value"])
        }
    }
}
