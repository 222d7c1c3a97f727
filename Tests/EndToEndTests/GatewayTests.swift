import Foundation
import JSON
import Testing

// Agents, people, the policy and the audit touch nothing but the state: no emulator is started.
@Suite struct GatewayTests {
    private static let rules = """
        rules:
          - {name: reads, effect: read, then: allow}
          - {name: shop, operation: AppServiceCertificateOrders_Renew, group: shop-*, costAtMost: 100, then: approval}
        """

    @Test func `a token is printed once and stands in no file of the home`() async throws {
        try await Workplace.with { place in
            let home = SignetHome(place)
            let added = try await home.run(["agent", "add", "bot", "--token", "--scope", "read,order", "--output", "json"])
            let token = try #require(try added.json["token"]?.string, "\(added)")
            #expect(try await home.run(["agent", "list", "--output", "json"]).json[0]?["tokens"] == 1)
            #expect(try home.filesHolding(token).isEmpty)
            #expect(try await home.run(["agent", "revoke", "bot"]).way == .exit(0))
            let again = try await home.run(["agent", "token", "bot"])
            #expect(again.way == .exit(64) && again.errors.contains("signet agent list"), "\(again)")
        }
    }

    @Test func `a policy is tested before it is applied, and says why`() async throws {
        try await Workplace.with { place in
            let home = SignetHome(place)
            let file = try place.write(Self.rules, to: "rules.yaml")
            let body = try place.write("{\"properties\":{\"keySize\":2048}}", to: "body.json")
            let call = [
                "policy", "test", "AppServiceCertificateOrders_Renew", "--agent", "bot", "--parameter", "resourceGroupName=shop-west",
                "--parameter", "certificateOrderName=web", "--body", body, "--output", "json",
            ]
            #expect(try await home.run(call).way == .exit(0), "the emulator allows everything until a policy is applied")
            let unknownCost = try await home.run(call + ["--file", file])
            #expect(try unknownCost.way == .exit(4) && unknownCost.json["verdict"] == "deny", "\(unknownCost)")
            #expect(try await home.run(["policy", "apply", file]).way == .exit(0))
            let known = try await home.run(call + ["--cost", "70"])
            #expect(try known.way == .exit(4) && known.json["verdict"] == "approval" && known.json["rule"] == "shop", "\(known)")
            let broken = try await home.run(["policy", "apply", try place.write("rules: [{name: all, then: allow}]", to: "broken.yaml")])
            #expect(broken.way == .exit(64) && broken.errors.contains("rules[0]"), "\(broken)")
            #expect(try await home.run(["policy", "show"]).output.contains("name: shop"))
        }
    }

    @Test func `an export that was changed is found offline, and a checkpoint finds a cut off end`() async throws {
        try await Workplace.with { place in
            let home = SignetHome(place)
            for name in ["one", "two", "three"] { #expect(try await home.run(["agent", "add", name]).way == .exit(0)) }
            let checkpoint = try place.write(try await home.run(["audit", "checkpoint"]).output, to: "checkpoint.json")
            let file = place.path("audit.jsonl")
            #expect(try await home.run(["audit", "export", file]).way == .exit(0))
            #expect(try await home.run(["audit", "export", file]).way == .exit(64), "an export never takes the place of another")
            let whole = try String(contentsOfFile: file, encoding: .utf8)
            let elsewhere = SignetHome(place, "elsewhere")
            let verified = try await elsewhere.run(["audit", "verify", file, "--checkpoint", checkpoint, "--output", "json"])
            #expect(try verified.json == ["whole": true, "entries": 3, "vouchedTo": 3], "\(verified)")
            let changed = try place.write(whole.replacing("two", with: "zwei"), to: "changed.jsonl")
            let refused = try await elsewhere.run(["audit", "verify", changed])
            #expect(refused.way == .exit(1) && refused.errors.contains("entry 3"), "\(refused)")
            let cut = try place.write(whole.split(separator: "\n").prefix(2).joined(separator: "\n") + "\n", to: "cut.jsonl")
            #expect(try await elsewhere.run(["audit", "verify", cut]).way == .exit(0))
            let missed = try await elsewhere.run(["audit", "verify", cut, "--checkpoint", checkpoint])
            #expect(missed.way == .exit(1) && missed.errors.contains("cut off"), "\(missed)")
        }
    }

    @Test func `a password is asked for and never taken from the command line`() async throws {
        try await Workplace.with { place in
            let home = SignetHome(place)
            let short = try await home.run(["operator", "add", "anna", "--password-file", try place.write("short", to: "short")])
            #expect(short.way == .exit(64) && short.errors.contains("12"), "\(short)")
            let file = try place.write("correct horse battery\n", to: "password")
            #expect(try await home.run(["operator", "add", "anna", "--password-file", file]).way == .exit(0))
            #expect(try await home.run(["operator", "list", "--output", "json"]).json[0]?["operator"] == "anna")
            #expect(try home.filesHolding("correct horse").isEmpty)
        }
    }
}

extension SignetHome {
    /// The files of the home in which a text stands.
    fileprivate func filesHolding(_ text: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: path).filter { name in
            let bytes = try? Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)"))
            return bytes?.range(of: Data(text.utf8)) != nil
        }
    }
}
