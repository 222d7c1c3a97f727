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
        try store.write(.init(current: "b", profiles: [("b", azure), ("a", .emulator(readyFile: "/tmp/ready.json"))]))
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
        let problem = #expect(throws: Problem.self) { try CredentialReference("file:/nonexistent/secret").read() }
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
