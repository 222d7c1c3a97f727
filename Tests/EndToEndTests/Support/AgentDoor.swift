import Foundation
import HTTPTypes
import JSON
import Testing

/// An agent at a running server: it has a token and nothing else.
struct AgentDoor: Sendable {
    let served: Served
    let token: String

    func post(_ path: String, _ body: JSONValue) async throws -> Served.Answer {
        try await served.send(.post, "/api/v1/\(path)", body, token: token)
    }

    func call(_ next: JSONValue?) async throws -> Served.Answer { try await post("call", try #require(next)) }

    /// Sends the `next` of an answer back, byte for byte as the server wrote it.
    func obey(_ answer: Served.Answer) async throws -> Served.Answer {
        let text = try #require(try answer.json["next"]).text()
        try #require(answer.text.contains("\"next\":\(text)"), "these are not the answer's own bytes: \(answer)")
        return try await served.send(.post, "/api/v1/call", text: text, token: token)
    }

    /// Loads the contract of an operation and gives the call it names, with these inputs.
    func prepared(_ operation: String, _ inputs: JSONValue) async throws -> JSONValue {
        let loaded = try await post("load", ["operations": [.string(operation)]])
        var next = try #require(try loaded.json["operations"]?[0]?["next"]?.object, "\(loaded)")
        var arguments = next["arguments"]?.object ?? [:]
        arguments["inputs"] = inputs
        next["arguments"] = .object(arguments)
        return .object(next)
    }

    func run(_ operation: String, _ inputs: JSONValue) async throws -> Served.Answer {
        try await call(try await prepared(operation, inputs))
    }

    /// What stands for the newest value of a secret in the demo vault.
    func secret(_ name: String) async throws -> String {
        let place: JSONValue = ["vaultName": "demo-vault", "secret-name": .string(name)]
        let versions = try await run("GetSecretVersions", place)
        // The service begins an order's secret with an empty version.
        let full = try versions.json["body"]?["value"]?.array?.first { $0["contentType"]?.string?.isEmpty == false }
        let id = full?["id"]?.string ?? ""
        let version = id.split(separator: "/").last.map(String.init) ?? ""
        let inputs: JSONValue = ["vaultName": "demo-vault", "secret-name": .string(name), "secret-version": .string(version)]
        let answer = try await run("GetSecret", inputs)
        return try #require(try answer.json["body"]?["value"]?.string, "\(versions) \(answer)")
    }

    /// Does what each answer says next until something is done, or only a person can go on; every step has to be one that works.
    func follow(_ first: Served.Answer, most: Int = 6) async throws -> [Served.Answer] {
        var (answers, last) = ([first], first)
        for _ in 0..<most {
            let before = try last.json
            guard let next = before["next"], !next.isNull else { break }
            last = try await obey(last)
            answers.append(last)
            let now = try last.json
            // The same question to the same person: nobody else can go on.
            if last.status == 200 || (now["human"]?["do"] != nil && now["code"] == before["code"]) { break }
        }
        return answers
    }
}

extension Sandbox {
    static let password = "correct horse of anna"

    /// Rules as a careful person writes them: looking is free, what costs nothing too, and whatever else a person has to agree to.
    static let rules = """
        rules:
          - {name: reads, effect: read, then: allow}
          - {name: writes, effect: write, then: allow}
          - {name: free renewals, effect: purchase, costAtMost: 0, then: allow}
          - {name: charges, effect: purchase, then: approval}
        """

    /// An operator and a policy, in this home.
    func govern(_ rules: String = Sandbox.rules, operators: [String] = ["anna"]) async throws {
        let file = try place.write(Self.password + "\n", to: "password")
        for name in operators {
            let added = try await home.run(["operator", "add", name, "--password-file", file])
            try #require(added.way == .exit(0), "\(added)")
        }
        let applied = try await home.run(["policy", "apply", try place.write(rules, to: "policy.yaml")])
        try #require(applied.way == .exit(0), "\(applied)")
    }

    func decide(_ verb: String, _ approval: String, by person: String = "anna") async throws {
        let decided = try await home.run(["approval", verb, approval, "--operator", person, "--password-file", place.path("password")])
        try #require(decided.way == .exit(0), "\(decided)")
    }

    /// A server, an agent's way to it, and its end.
    func serving(_ name: String = "robot", _ more: [String] = [], _ body: (AgentDoor) async throws -> Void) async throws {
        let token = try await home.agent(name)
        let served = try await Served.start(home, more)
        do {
            try await body(AgentDoor(served: served, token: token))
        } catch {
            try? await served.crash()
            throw error
        }
        try await served.stop()
    }

    /// When an order's certificate ends, as the service says.
    func end(of order: String) async throws -> String {
        try await emulator.resourceManager(.get, emulator.path(order), "2024-11-01")["properties"]?["expirationTime"]?.string ?? ""
    }
}
