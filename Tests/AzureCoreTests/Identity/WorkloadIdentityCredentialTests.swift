import AzureCore
import FoundationEssentials
import JSON
import TestSupport
import Testing

@Suite struct WorkloadIdentityCredentialTests {
    private let scope = TokenScope("https://management.test/.default")
    private let transport = ScriptedTransport(
        .answer(200, ["access_token": "one", "expires_in": 3599]),
        .answer(200, ["access_token": "two", "expires_in": 3599])
    )

    /// A token file that is gone when the test is over.
    private func withFile(_ text: String, _ body: (String) async throws -> Void) async throws {
        let path = FileManager.default.temporaryDirectory.path() + "signet-federated-\(UUID().uuidString)"
        try Data(text.utf8).write(to: URL(filePath: path))
        do {
            try await body(path)
        } catch {
            try? FileManager.default.removeItem(atPath: path)
            throw error
        }
        try FileManager.default.removeItem(atPath: path)
    }

    private func credential(_ file: String) -> WorkloadIdentityCredential {
        WorkloadIdentityCredential(
            WorkloadIdentity(tenantId: "t", clientId: "c", tokenFile: file),
            authority: "https://login.test",
            transport: transport.transport,
            clock: TestClock(jumps: true)
        )
    }

    private func assertion(_ index: Int) -> String? {
        let body = transport.requests.dropFirst(index).first?.body.map { String(decoding: $0, as: UTF8.self) }
        return body?.split(separator: "&").first { $0.hasPrefix("client_assertion=") }.map { String($0.dropFirst(17)) }
    }

    @Test func `the file's token is exchanged at once, without discovery, and read anew each time`() async throws {
        try await withFile("aaa.bbb.ccc\n") { path in
            let credential = credential(path)
            #expect(try await credential.token(for: scope).token.reveal() == "one")
            try Data("ddd.eee.fff".utf8).write(to: URL(filePath: path))
            #expect(try await credential.token(for: scope).token.reveal() == "two")
        }
        #expect(transport.requests.map(\.url) == Array(repeating: "https://login.test/t/oauth2/v2.0/token", count: 2))
        #expect(assertion(0) == "aaa.bbb.ccc")
        #expect(assertion(1) == "ddd.eee.fff")
    }

    @Test(arguments: ["", " \n", String(repeating: "x", count: 70_000)])
    func `a file without a usable token is named, and nothing is sent`(text: String) async throws {
        try await withFile(text) { path in
            let error = await failure { () throws(AzureError) in try await credential(path).token(for: scope) }
            #expect(error?.code == .invalidRequest)
            #expect(error?.serviceMessage?.contains(path) == true)
            #expect(error?.nextStep.contains("AZURE_FEDERATED_TOKEN_FILE") == true)
        }
        #expect(transport.requests.isEmpty)
    }

    @Test(arguments: ["/nowhere/token", "/dev/zero", "/"])
    func `what is no token file is an error and not a wait`(path: String) async {
        let error = await failure { () throws(AzureError) in try await credential(path).token(for: scope) }
        #expect(error?.code == .invalidRequest)
        #expect(transport.requests.isEmpty)
    }

    @Test func `the platform's variables describe it, and what is given goes before them`() throws {
        let environment = ["AZURE_TENANT_ID": "et", "AZURE_CLIENT_ID": "ec", "AZURE_FEDERATED_TOKEN_FILE": "/f"]
        let plain = try WorkloadIdentity(environment: environment)
        #expect(plain == WorkloadIdentity(tenantId: "et", clientId: "ec", tokenFile: "/f"))
        let given = try WorkloadIdentity(environment: environment, tenantId: "gt", clientId: "gc")
        #expect(given == WorkloadIdentity(tenantId: "gt", clientId: "gc", tokenFile: "/f"))
    }

    @Test(arguments: ["AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_FEDERATED_TOKEN_FILE"])
    func `a variable that is missing is named`(name: String) async {
        var environment = ["AZURE_TENANT_ID": "t", "AZURE_CLIENT_ID": "c", "AZURE_FEDERATED_TOKEN_FILE": "/f"]
        environment[name] = ""
        let error = await failure { () throws(AzureError) in
            try WorkloadIdentity(environment: environment)
        }
        #expect(error?.code == .invalidRequest)
        #expect(error?.serviceMessage?.contains(name) == true)
    }
}
