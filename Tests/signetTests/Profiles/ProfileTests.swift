import AzureCore
import Foundation
import JSON
import Testing
import Workflows

@testable import signet

@Suite struct ProfileTests {
    private let home: Home

    init() {
        home = Home(environment: ["SIGNET_HOME": FileManager.default.temporaryDirectory.path + "/signet-profiles-\(UUID().uuidString)"])
    }

    @Test func `profiles come back as they were kept, in their order`() throws {
        let store = ProfileStore(home: home)
        let azure = Profile.azure(
            AzureProfile(
                tenantId: "t",
                subscriptionId: "s",
                clientId: "c",
                credential: try CredentialReference("env:SECRET"),
                dns: ["127.0.0.1:53"]
            )
        )
        try store.update { $0 = .init(current: "b", profiles: [("b", azure), ("a", .emulator(readyFile: "/tmp/ready.json"))]) }
        let content = try store.read()
        #expect(content.profiles.map(\.name) == ["b", "a"])
        #expect(content.profiles.first?.profile == azure)
        #expect(try store.choose(nil)?.name == "b")
        #expect(try store.choose("a")?.name == "a")
    }

    @Test func `without profiles the emulator serves, and an unknown name is an error`() throws {
        let store = ProfileStore(home: home)
        #expect(try store.choose(nil) == nil)
        let problem = #expect(throws: Problem.self) { try store.choose("prod") }
        #expect(problem?.nextStep.contains("signet profile add prod") == true)
    }

    @Test func `changes at the same time lose nothing`() throws {
        let store = ProfileStore(home: home)
        DispatchQueue.concurrentPerform(iterations: 40) { number in
            // One that fails is missing below.
            _ = try? store.update { $0.profiles.append(("p\(number)", .emulator(readyFile: "/tmp/ready.json"))) }
        }
        #expect(try Set(store.read().profiles.map(\.name)) == Set((0..<40).map { "p\($0)" }))
    }

    @Test func `a change that is given up leaves the file as it was and lets the next one in`() throws {
        let store = ProfileStore(home: home)
        try store.update { $0.current = "a" }
        #expect(throws: CancellationError.self) {
            try store.update { content in
                content.current = "b"
                throw CancellationError()
            }
        }
        #expect(try store.read().current == "a")
        try store.update { $0.current = "c" }
        #expect(try store.read().current == "c")
    }

    @Test func `an emulator's profile may name whom it acts as, and a subscription's its cloud`() throws {
        let identity = ProfileIdentity(clientId: "c", credential: try CredentialReference("certificate:/a.pem"))
        let emulator = Profile.emulator(readyFile: "/r.json", identity: identity)
        #expect(try Profile(json: emulator.json) == emulator)
        #expect(Profile.emulator(readyFile: "/r.json").json == ["kind": "emulator", "readyFile": "/r.json"])
        let azure = AzureProfile(tenantId: "t", subscriptionId: "s", credential: .azureCLI, cloud: .china)
        #expect(try Profile(json: Profile.azure(azure).json) == .azure(azure))
        #expect(azure.place.cloud == .china)
        var old = Profile.azure(azure).json.object ?? [:]
        old["cloud"] = nil
        guard case .azure(let read) = try Profile(json: .object(old)) else { throw CancellationError() }
        #expect(read.cloud == .public)
        old["cloud"] = "moon"
        #expect(throws: Problem.self) { try Profile(json: .object(old)) }
    }

    @Test(arguments: [
        (CloudName.public, "login.microsoftonline.com"), (.usgovernment, "login.microsoftonline.us"), (.china, "login.chinacloudapi.cn"),
    ])
    func `each cloud has its own authority`(name: CloudName, host: String) {
        #expect(name.cloud.authority == "https://\(host)")
        #expect(name.sellsCertificates == (name == .public))
    }

    @Test func `a damaged file is named and not overwritten`() throws {
        try home.prepare()
        try "{\"profiles\": {".write(toFile: home.profiles, atomically: true, encoding: .utf8)
        let problem = #expect(throws: Problem.self) { try ProfileStore(home: home).read() }
        #expect(problem?.what.contains(home.profiles) == true)
        #expect(problem?.why.contains("line 1, column") == true)
    }

    @Test func `a profile says where its secret is and never holds one`() throws {
        #expect(try CredentialReference("env:NAME").description == "env:NAME")
        #expect(try CredentialReference("file:/tmp/secret").description == "file:/tmp/secret")
        let problem = #expect(throws: Problem.self) { try CredentialReference("hunter2-the-secret-itself") }
        #expect(problem?.description.contains("the-secret-itself") == false)
    }

    @Test func `a secret that is not where the profile says is a named problem`() throws {
        let problem = #expect(throws: Problem.self) { try CredentialReference("file:/nonexistent/secret").secret() }
        #expect(problem?.why.contains("/nonexistent/secret") == true)
    }

    @Test(arguments: ["", "host", "host:", "host:0", "host:65536", "host:x"])
    func `an address without a usable port is refused`(text: String) {
        #expect(throws: Problem.self) { try ReadyFile.address(text) }
    }

    @Test func `state is kept under the folder that is named`() {
        #expect(Home(environment: ["SIGNET_HOME": "/tmp/x/../y"]).path == "/tmp/y")
        #expect(Home(environment: ["SIGNET_HOME": "", "HOME": "/home/me"]).path == "/home/me/.signet")
        #expect(Home(environment: [:]).path.hasSuffix("/.signet"))
    }
}
