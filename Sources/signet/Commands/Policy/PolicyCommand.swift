import Actions
import ArgumentParser
import Catalog
import Foundation
import Gateway
import JSON
import Workflows

struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Say what agents may do.",
        discussion: """
            A policy is a file of rules, in YAML or JSON. The first rule that is about a call decides; what no rule is about is denied. \
            Until one is applied, everything is allowed on an emulator and nothing anywhere else.
            """,
        subcommands: [Apply.self, Show.self, Test.self]
    )

    struct Apply: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Put the rules of a file in force.")

        @Argument(help: ArgumentHelp("The file.", valueName: "file"))
        var file: String

        @OptionGroup var global: GlobalOptions

        func run() async throws {
            let (text, policy) = try PolicyText.read(file)
            let store = PolicyStore(store: try await Home().openPrepared())
            let applied = try await store.apply(text, rules: policy.rules.count, by: .machine)
            switch global.output {
            case .json:
                Terminal.result([
                    "version": .number(JSONNumber(applied.version)), "digest": .string("sha256:\(applied.digest)"),
                    "rules": .number(JSONNumber(policy.rules.count)),
                ])
            case .table: Terminal.result("Version \(applied.version) with \(policy.rules.count) rules is in force.")
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print the policy in force, as it was written.")

        func run() async throws {
            guard let applied = try await PolicyStore(store: try await Home().openPrepared()).newest() else {
                return Terminal.note("No policy was applied: everything is allowed on an emulator and nothing anywhere else.")
            }
            Terminal.note("version \(applied.version), applied \(RFC3339.text(applied.applied)), sha256:\(applied.digest)")
            Terminal.result(applied.text)
        }
    }

    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say what a policy makes of a call, and why; nothing is sent.",
            discussion: "Ends with 0 when the call is allowed and with 4 when it is denied or needs an approval."
        )

        @Argument(help: ArgumentHelp("The operation, as signet search names it.", valueName: "operation"))
        var operation: String

        @Option(help: ArgumentHelp("Who asks.", valueName: "agent"))
        var agent: String

        @Option(name: .customLong("parameter"), help: ArgumentHelp("A parameter of the call, repeatable.", valueName: "name=value"))
        var parameters: [String] = []

        @Option(help: ArgumentHelp("A file with the call's body.", valueName: "file"))
        var body: String?

        @Option(help: ArgumentHelp("The subscription it is about.", valueName: "id"))
        var subscription = "00000000-0000-0000-0000-000000000000"

        @Option(help: ArgumentHelp("What it would cost.", valueName: "amount"))
        var cost: Double?

        @Option(help: ArgumentHelp("A file of rules in place of those in force.", valueName: "file"))
        var file: String?

        @OptionGroup var global: GlobalOptions

        func run() async throws {
            let decision = try await policy().decide(PolicyRequest(try await request(), agent: agent, cost: cost, at: Date()))
            switch global.output {
            case .json:
                Terminal.result([
                    "verdict": .string(decision.verdict.word), "rule": decision.rule.map(JSONValue.string) ?? nil,
                    "reason": .string(decision.reason),
                    "passed": .array(decision.passed.map { ["rule": .string($0.rule), "why": .string($0.why)] }),
                ])
            case .table:
                let passed = decision.passed.map { "\n  not '\($0.rule)': \($0.why)" }.joined()
                Terminal.result("\(decision.verdict.word): \(decision.reason)\(passed)")
            }
            if decision.verdict != .allow { throw ExitCode.refused }
        }

        private func policy() async throws -> Policy {
            if let file { return try PolicyText.read(file).policy }
            guard let applied = try await PolicyStore(store: try await Home().openPrepared()).newest() else {
                guard case (_, .azure)? = try ProfileStore(home: Home()).choose(global.profile) else { return .open }
                return .closed
            }
            return try PolicyFile.standard.read(Array(applied.text.utf8))
        }

        private func request() async throws -> CanonicalRequest {
            let contracts = try await LoadOperations(try await Home().catalog())([operation], tokens: 12_000)
            guard let contract = contracts.first else { throw ValidationError("Give one operation.") }
            var inputs = JSONObject()
            for text in parameters {
                let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard parts.count == 2 else { throw ValidationError("'\(text)' is no NAME=VALUE.") }
                inputs[String(parts[0])] = .string(String(parts[1]))
            }
            if let body { inputs["body"] = try JSONValue(parsing: Array(try BoundedSecret.read(file: body))) }
            return try CanonicalRequest(
                contract,
                .object(inputs),
                filled: ["subscriptionId": subscription, "api-version": contract.version]
            )
        }
    }
}

/// A policy as a file.
private enum PolicyText {
    static func read(_ file: String) throws -> (text: String, policy: Policy) {
        let bytes: [UInt8]
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: file))
            bytes = [UInt8](try handle.read(upToCount: PolicyFile.mostBytes + 1) ?? Data())
        } catch {
            throw Problem(.input, "\(file) cannot be read.", why: error.localizedDescription, nextStep: "Name a policy that exists.")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw PolicyFile.Unusable(place: "the file", why: "its bytes are not UTF-8")
        }
        return (text, try PolicyFile.standard.read(bytes))
    }
}
