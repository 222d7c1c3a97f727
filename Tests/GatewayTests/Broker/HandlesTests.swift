import AzureCore
import Catalog
import Custody
import Foundation
import JSON
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Gateway

/// What agents get in place of secrets.
@Suite struct HandlesTests {
    private let custody: Custody
    private let handles: Handles
    private let time = Hand()

    private final class Hand: Sendable {
        private let time = Mutex(Date(timeIntervalSince1970: 1_800_000_000))
        var now: Date { time.withLock { $0 } }
        func move(_ seconds: Double) { time.withLock { $0 += seconds } }
    }

    init() async throws {
        let store = try await TestedStore.open(Custody.migrations + GatewaySchema.migrations)
        custody = Custody(store: store, keys: { _ in [.passphrase(KeySource.Passphrase(Plaintext("handles".utf8)))] }, passphraseRounds: 16)
        handles = Handles(custody) { [time] in time.now }
    }

    @Test func `a handle is opened for its agent, for its services and for a day`() async throws {
        let handle = try await handles.seal("the value of a secret", for: "robot", audience: "the cloud", origin: "GetSecret/value")
        #expect(Handles.isOne(handle) && !handle.contains("value"))
        #expect(try await handles.open(handle, for: "robot", audience: "the cloud").reveal() == "the value of a secret")
        for (agent, audience) in [("other", "the cloud"), ("robot", "api:elsewhere")] {
            let refused = await #expect(throws: Refusal.self) { try await handles.open(handle, for: agent, audience: audience) }
            #expect(refused?.code == .secretWithheld)
        }
        time.move(25 * 3600)
        await #expect(throws: Refusal.self) { try await handles.open(handle, for: "robot", audience: "the cloud") }
    }

    @Test func `a credential of the gateway that was echoed is an input of no call`() async throws {
        let handle = try await handles.seal("a credential", for: "robot", audience: nil, origin: "echo")
        await #expect(throws: Refusal.self) { try await handles.open(handle, for: "robot", audience: "the cloud") }
    }

    @Test func `the same secret has one name for an agent, and another for another`() async throws {
        func seal(_ agent: String) async throws -> String {
            try await handles.seal("the same", for: agent, audience: "the cloud", origin: "x")
        }
        #expect(try await seal("robot") == seal("robot"))
        #expect(try await seal("robot") != seal("other"))
    }

    @Test func `what was sealed a moment ago is looked for in the next answer`() async throws {
        let held = HeldSecrets(custody)
        #expect(try await held.current().find(in: "it was a value of somebody") == nil)
        let handle = try await Handles(custody, held: held).seal("a value of somebody", for: "robot", audience: "the cloud", origin: "x")
        #expect(try await held.current().find(in: "it was a value of somebody") == handle)
    }

    @Test func `a secret that is read over and over is written down twice a minute, and its handle is good for a day after the last`()
        async throws
    {
        func expiry() async throws -> String? {
            _ = try await handles.seal("the same", for: "robot", audience: "the cloud", origin: "x")
            return try await custody.records(.handle).first?.facts["expires"]?.string
        }
        let first = try await expiry()
        time.move(Handles.memory - 1)
        #expect(try await expiry() == first)
        time.move(2)
        let second = try #require(try await expiry())
        #expect(second == RFC3339.text(time.now + Handles.life))
    }
}

/// Answers on their way to an agent.
@Suite struct ResponseFilterTests {
    private static let canary = "canary-7d1f0a25c39b"
    private let custody: Custody
    private let handles: Handles

    init() async throws {
        let store = try await TestedStore.open(Custody.migrations + GatewaySchema.migrations)
        custody = Custody(store: store, keys: { _ in [.passphrase(KeySource.Passphrase(Plaintext("filter".utf8)))] }, passphraseRounds: 16)
        handles = Handles(custody)
    }

    private func filter(_ operation: String? = nil) async throws -> ResponseFilter {
        let catalog = Catalog(OwnDocuments.all)
        let contract = try operation.map { ContractBuilder(catalog).contract(try #require(catalog.named($0).first)) }
        try await custody.put(Plaintext(Self.canary.utf8), .credential, name: "held")
        return ResponseFilter(
            screen: try await HeldSecrets(custody).current(),
            handles: handles,
            contract: contract,
            agent: "robot",
            audience: "the cloud",
            origin: "Test"
        )
    }

    @Test func `a field its contract calls secret leaves as a handle that opens to it`() async throws {
        let answer: JSONValue = ["value": "what the vault holds", "id": "https://vault.test/secrets/web/1"]
        let (clean, redactions) = try await filter("GetSecret")(answer)
        let handle = try #require(clean["value"]?.string)
        #expect(Handles.isOne(handle) && clean["id"] == answer["id"])
        #expect(redactions.map(\.pointer) == ["/value"])
        #expect(try await handles.open(handle, for: "robot", audience: "the cloud").reveal() == "what the vault holds")
    }

    @Test func `a secret that is held is taken out of wherever an upstream put it`() async throws {
        let encoded = Data("user:\(Self.canary)".utf8).base64EncodedString()
        let answer: JSONValue = [
            "message": .string("no such user \(Self.canary)"), "list": [["deep": .string("Basic \(encoded)")], "plain"],
            "x-canary-7d1f0a25c39b": "as a name",
        ]
        let (clean, redactions) = try await filter()(answer)
        #expect(!clean.text().contains(Self.canary) && !clean.text().contains(encoded), "\(clean.text())")
        #expect(!redactions.isEmpty)
        #expect(try await filter()("it said \(Self.canary)") == "[withheld]")
        #expect(try await filter()("it said nothing") == "it said nothing")
    }

    @Test(arguments: ["clientSecret", "client_secret", "Client-Secret", String(repeating: "_", count: 60) + "clientSecret"])
    func `a name that tells of a secret does so however it is written, and wherever it stands`(_ name: String) async throws {
        let answer: JSONValue = ["a/b": [["kept": "as it is"], .object([name: "short"])]]
        let (clean, redactions) = try await filter()(answer)
        #expect(clean["a/b"]?[1]?[name]?.string.map(Handles.isOne) == true && clean["a/b"]?[0] == answer["a/b"]?[0], "\(clean.text())")
        #expect(redactions.map(\.pointer) == ["/a~1b/1/\(name)"])
    }

    @Test(arguments: [
        "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----",
        "-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----",
        "Bearer eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJtZSIsImV4cCI6MX0.c2lnbmF0dXJl",
    ])
    func `keys, requests and tokens are known by their looks`(_ text: String) async throws {
        let (clean, _) = try await filter()(["note": .string(text)])
        #expect(clean["note"]?.string.map(Handles.isOne) == true, "\(clean.text())")
    }

    @Test func `fields that name themselves secrets are, whatever a document says`() async throws {
        let answer: JSONValue = ["properties": ["publishingPassword": "hunter2hunter2", "csr": "MIIC", "name": "web"]]
        let (clean, redactions) = try await filter()(answer)
        #expect(Set(redactions.map(\.pointer)) == ["/properties/publishingPassword", "/properties/csr"])
        #expect(clean["properties"]?["name"] == "web")
    }
}
