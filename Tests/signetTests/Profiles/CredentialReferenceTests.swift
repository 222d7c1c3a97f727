import AzureCore
import CertificateMaterial
import Foundation
import JSON
import TestSupport
import Testing
import Workflows

@testable import signet

@Suite struct CredentialReferenceTests {
    private let unused = HTTPTransport { _ in throw CancellationError() }

    private func profile(_ credential: String, clientId: String? = "c") throws -> AzureProfile {
        AzureProfile(tenantId: "t", subscriptionId: "s", clientId: clientId, credential: try CredentialReference(credential))
    }

    private func make(_ profile: AzureProfile, _ environment: [String: String] = [:]) throws -> any TokenCredential {
        try profile.identity.resolve(profile.place, environment: environment)(.init(service: unused, identity: unused))
    }

    @Test(arguments: [
        "env:NAME", "file:/a/secret", "certificate:/a/b.pem", "custody:azure", "workload", "managed-identity", "managed-identity:1-2-3",
        "az",
        "chain:workload,managed-identity:1-2-3,az", "chain:env:NAME", "chain:custody:a.b_c-1,az",
    ])
    func `each form is kept as it was written`(text: String) throws {
        #expect(try CredentialReference(text).description == text)
        let profile = Profile.azure(try profile(text, clientId: nil))
        #expect(try Profile(json: profile.json) == profile)
    }

    @Test(arguments: [
        "", "env", "env:", "file:", "certificate:", "workload:x", "managed-identity:", "az:x", "AZ", "s3cret-value-itself", "chain:",
        "custody", "custody:",
        "custody:a b", "custody:ä",
        "chain:workload,,az",
        "chain:workload,s3cret-value-itself",
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

    @Test(arguments: ["chain:chain:az", "chain:az,az,az,az,az,az,az,az,az"]) func `a chain holds no other and is not endless`(text: String)
    {
        let problem = #expect(throws: Problem.self) { try CredentialReference(text) }
        #expect(problem?.nextStep.contains("chain:workload,managed-identity,az") == true)
    }

    @Test func `a chain needs a client id when one of its links does`() throws {
        #expect(try CredentialReference("chain:az,env:S").needsClientId)
        #expect(try !CredentialReference("chain:az,workload").needsClientId)
    }

    @Test func `a link that is not there on this machine has its turn and says why`() async throws {
        let chain = try make(profile("chain:env:S,file:/nowhere/secret,workload"))
        do {
            _ = try await chain.token(for: TokenScope("https://vault.azure.net/.default"))
            Issue.record("there is nothing to give a token")
        } catch {
            let message = try #require(error.serviceMessage)
            for word in ["env:S is not there", "file:/nowhere/secret is not there", "AZURE_FEDERATED_TOKEN_FILE is not set"] {
                #expect(message.contains(word), "\(message)")
            }
            #expect(error.code == .unauthenticated)
        }
    }

    @Test func `a sealed credential is opened when it is needed and not before`() async throws {
        let sealed = try make(profile("custody:azure"))
        await #expect(throws: AzureError.self) { try await sealed.token(for: TokenScope("https://vault.azure.net/.default")) }
        #expect(throws: Problem.self) { try make(profile("custody:azure", clientId: nil)) }
    }

    @Test func `a PKCS#12 file is opened with the password of the environment`() throws {
        let key = try TestKeys.shared()
        let path = FileManager.default.temporaryDirectory.path + "/signet-pfx-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let bundle = try PKCS12.encode(key: key, chain: [Self.certificate(of: key)], passphrase: "open sesame")
        try Data(bundle).write(to: URL(fileURLWithPath: path))
        let password = ["AZURE_CLIENT_CERTIFICATE_PASSWORD": "open sesame"]
        #expect(try make(profile("certificate:\(path)"), password) is ClientCertificateCredential)
        let problem = #expect(throws: Problem.self) { try make(profile("certificate:\(path)"), [:]) }
        #expect(problem?.why.contains("passphrase") == true)
        #expect(problem?.nextStep.contains("AZURE_CLIENT_CERTIFICATE_PASSWORD") == true)
    }

    private static func certificate(of key: RSAPrivateKey) throws -> CertificateFacts {
        let made = try OpenSSLTool.run(
            ["req", "-x509", "-key", "key.pem", "-days", "2", "-subj", "/CN=app", "-out", "cert.pem"],
            files: ["key.pem": Array(key.pem.utf8)],
            collecting: "cert.pem"
        )
        return try CertificateFacts(pem: String(decoding: made.collected, as: UTF8.self))
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
