import JSON
import TestSupport
import Testing

@testable import AzureCore

@Suite struct IdentityRefusalTests {
    /// Every number the identity service is known to answer with: what sort of failure it is, and a part of the advice that shows it is
    /// the right one.
    static let table: [(number: Int, code: AzureError.Code, advice: String)] = [
        (7_000_215, .unauthenticated, "The client secret is wrong"),
        (7_000_222, .unauthenticated, "The client secret has expired"),
        (7_000_216, .unauthenticated, "No secret reached the service"),
        (700_016, .unauthenticated, "az ad app show"),
        (700_027, .unauthenticated, "az ad app credential reset"),
        (700_024, .unauthenticated, "timedatectl"),
        (700_211, .unauthenticated, "issuer"),
        (700_021, .unauthenticated, "client id"), (700_023, .unauthenticated, "authority"), (7_000_272, .unauthenticated, "key set"),
        (700_212, .unauthenticated, "audience"),
        (700_213, .unauthenticated, "subject"),
        (70_021, .unauthenticated, "federated-credential list"),
        (90_002, .unauthenticated, "az account show"),
        (900_023, .unauthenticated, "az account show"),
        (70_011, .invalidRequest, "/.default"),
        (1_002_012, .invalidRequest, "/.default"),
        (500_011, .invalidRequest, "/.default"),
        (50_034, .unauthenticated, "az login --tenant"),
        (50_126, .unauthenticated, "az login --tenant"),
        (53_003, .forbidden, "Conditional Access"),
        (65_001, .forbidden, "admin-consent"),
        (50_196, .throttled, "token cache"),
        (90_033, .serviceUnavailable, "Wait a minute"),
        (90_055, .serviceUnavailable, "Wait a minute"),
    ]

    @Test(arguments: table)
    func `each number has its sort and its next step, in an answer`(number: Int, code: AzureError.Code, advice: String) async throws {
        let transport = ScriptedTransport(
            .answer(400, ["error": "some_word", "error_description": "words", "error_codes": .array([.number(JSONNumber(number))])])
        )
        let credential = ClientSecretCredential(
            tenantId: "t",
            clientId: "c",
            secret: Secret("hunter2"),
            authority: "https://login.test",
            transport: transport.transport
        )
        let error = try #require(
            await failure { () throws(AzureError) in try await credential.token(for: TokenScope("https://a.test/.default")) }
        )
        #expect(error.serviceCode == "AADSTS\(number)")
        #expect(error.code == code)
        #expect(error.nextStep.contains(advice), "\(error.nextStep)")
    }

    @Test func `a number nobody knows has no advice of its own`() {
        #expect(IdentityRefusal(serviceCode: "AADSTS1") == nil)
        #expect(IdentityRefusal(serviceCode: "AADSTS99999999999999999999") == nil)
        #expect(IdentityRefusal(serviceCode: "AuthorizationFailed") == nil)
    }

    @Test func `the first number in a text counts`() {
        let refusal = IdentityRefusal(in: "ERROR: AADSTS700082: The token … AADSTS53003: … ")
        #expect(refusal == nil)
        #expect(IdentityRefusal(in: "(x) AADSTS53003: Access")?.code == .forbidden)
        #expect(IdentityRefusal(in: "Please run 'az login'") == nil)
    }
}
