import AppServiceCertificates
import AzureCore
import HTTPTypes
import JSON
import TestSupport
import Testing

@Suite struct ProviderOperationsClientTests {
    @Test func `operations are listed without a subscription`() async throws {
        let answer: JSONValue = [
            "value": [
                ["name": "Microsoft.CertificateRegistration/certificateOrders/Read", "display": ["provider": "p"], "origin": "user,system"]
            ]
        ]
        let transport = ScriptedTransport(.answer(200, answer))
        let operations = try await ProviderOperationsClient(pipeline: pipeline(transport), cloud: .publicCloud).list().all()
        #expect(operations.map(\.name) == ["Microsoft.CertificateRegistration/certificateOrders/Read"])
        #expect(operations.first?.display?.provider == "p")
        #expect(
            transport.requests.first?.url == "\(endpoint)/providers/Microsoft.CertificateRegistration/operations?api-version=2024-11-01"
        )
    }
}
