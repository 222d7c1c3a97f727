import AzureCore
import Foundation
import JSON
import Testing
import Workflows

@testable import signet

@Suite struct CredentialReferenceTests {
    private let unused = HTTPTransport { _ in throw CancellationError() }

    private func profile(_ credential: String, clientId: String? = "c") throws -> AzureProfile {
        AzureProfile(tenantId: "t", subscriptionId: "s", clientId: clientId, credential: try CredentialReference(credential))
    }

    private func make(_ profile: AzureProfile, _ environment: [String: String] = [:]) throws -> any TokenCredential {
        try profile.resolveCredential(cloud: .publicCloud, environment: environment)(.init(service: unused, identity: unused))
    }

    @Test(arguments: [
        "env:NAME", "file:/a/secret", "certificate:/a/b.pem", "workload", "managed-identity", "managed-identity:1-2-3", "az",
    ])
    func `each form is kept as it was written`(text: String) throws {
        #expect(try CredentialReference(text).description == text)
        let profile = Profile.azure(try profile(text, clientId: nil))
        #expect(try Profile(json: profile.json) == profile)
    }

    @Test(arguments: [
        "", "env", "env:", "file:", "certificate:", "workload:x", "managed-identity:", "az:x", "AZ", "s3cret-value-itself",
    ])
    func `anything else is refused with the forms there are, and not repeated`(text: String) {
        let problem = #expect(throws: Problem.self) { try CredentialReference(text) }
        #expect(problem?.nextStep.contains("managed-identity[:CLIENT_ID]|az") == true)
        #expect(problem?.description.contains("value-itself") == false)
    }

    @Test func `a secret becomes a client secret credential, of a client that is named`() throws {
        #expect(try make(profile("env:S"), ["S": "x"]) is ClientSecretCredential)
        let problem = #expect(throws: Problem.self) { try make(profile("env:S", clientId: nil), ["S": "x"]) }
        #expect(problem?.nextStep.contains("--client-id") == true)
        #expect(throws: Problem.self) { try make(profile("env:S"), [:]) }
    }

    @Test func `a workload and a managed identity come from the environment`() throws {
        #expect(
            try make(profile("workload", clientId: nil), ["AZURE_CLIENT_ID": "c", "AZURE_FEDERATED_TOKEN_FILE": "/f"])
                is WorkloadIdentityCredential
        )
        #expect(throws: AzureError.self) { try make(profile("workload")) }
        #expect(try make(profile("managed-identity:x", clientId: nil)) is ManagedIdentityCredential)
        #expect(throws: AzureError.self) {
            try make(profile("managed-identity"), ["IDENTITY_ENDPOINT": "https://elsewhere.example/", "IDENTITY_HEADER": "h"])
        }
        #expect(try make(profile("az", clientId: nil)) is AzureCLICredential)
    }

    @Test func `a certificate file that is none is named before anything is opened`() throws {
        let path = FileManager.default.temporaryDirectory.path + "/signet-pem-\(UUID().uuidString)"
        try "no certificate".write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let error = #expect(throws: AzureError.self) { try make(profile("certificate:\(path)")) }
        #expect(error?.target == path)
        let problem = #expect(throws: Problem.self) { try make(profile("certificate:/nowhere/app.pem")) }
        #expect(problem?.why.contains("/nowhere/app.pem") == true)
    }
}
