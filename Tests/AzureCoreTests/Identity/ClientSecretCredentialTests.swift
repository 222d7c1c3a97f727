import AzureCore
import HTTPTypes
import JSON
import TestSupport
import Testing

@Suite struct ClientSecretCredentialTests {
    private let scope = TokenScope("https://management.test/.default")

    private func credential(_ transport: ScriptedTransport, tenants: Set<String> = []) -> ClientSecretCredential {
        ClientSecretCredential(
            tenantId: "Tenant-1",
            clientId: "client-1",
            secret: Secret("s3cret&=+ü"),
            authority: "https://login.test",
            additionallyAllowedTenants: tenants,
            transport: transport.transport,
            clock: TestClock(jumps: true)
        )
    }

    @Test func `the grant is sent as an encoded form`() async throws {
        let transport = ScriptedTransport(.answer(200, ["access_token": "abc", "expires_in": 3599, "refresh_in": 1800]))
        let token = try await credential(transport).token(for: scope)
        let sent = try #require(transport.requests.first)
        #expect(sent.method == .post)
        #expect(sent.url == "https://login.test/Tenant-1/oauth2/v2.0/token")
        #expect(sent.header("content-type") == "application/x-www-form-urlencoded")
        #expect(
            String(decoding: sent.body ?? [], as: UTF8.self)
                == "grant_type=client_credentials&client_id=client-1&client_secret=s3cret%26%3D%2B%C3%BC&scope=https%3A%2F%2Fmanagement.test%2F.default"
        )
        #expect(token.token.reveal() == "abc")
        #expect(token.lifetime == .seconds(3599))
        #expect(token.refreshAfter == .seconds(1800))
    }

    @Test func `lifetimes written as strings are read`() async throws {
        let transport = ScriptedTransport(.answer(200, ["access_token": "abc", "expires_in": "3599"]))
        #expect(try await credential(transport).token(for: scope).lifetime == .seconds(3599))
    }

    @Test func `a wrong secret is explained, with the next step, and the secret is nowhere`() async throws {
        let transport = ScriptedTransport(
            .answer(
                401,
                [
                    "error": "invalid_client",
                    "error_description": "AADSTS7000215: Invalid client secret provided: s3cret&=+ü. Trace ID: t-1",
                    "error_codes": [7_000_215], "trace_id": "t-1",
                ]
            )
        )
        let error = try #require(await failure { () throws(AzureError) in try await credential(transport).token(for: scope) })
        #expect(error.code == .unauthenticated)
        #expect(error.serviceCode == "AADSTS7000215")
        #expect(error.requestId == "t-1")
        #expect(error.nextStep.contains("App registrations > Certificates & secrets"))
        #expect(error.target.contains("client-1"))
        #expect(!error.description.contains("s3cret"))
        #expect(transport.requests.count == 1)
    }

    @Test func `a refusal by status 400 is an identity failure too`() async {
        let transport = ScriptedTransport(
            .answer(400, ["error": "unauthorized_client", "error_description": "AADSTS700016: Application was not found."])
        )
        let error = await failure { () throws(AzureError) in try await credential(transport).token(for: scope) }
        #expect(error?.code == .unauthenticated)
        #expect(error?.serviceCode == "AADSTS700016")
        #expect(error?.nextStep.contains("client id") == true)
    }

    @Test func `a busy identity service is asked again`() async throws {
        let transport = ScriptedTransport(
            .answer(429, headers: ["Retry-After": "3"]),
            .answer(200, ["access_token": "a", "expires_in": 60])
        )
        _ = try await credential(transport).token(for: scope)
        #expect(transport.requests.count == 2)
    }

    @Test(arguments: [
        "{", "{}", #"{"access_token":"a"}"#, #"{"access_token":"","expires_in":1}"#, #"{"access_token":"a","expires_in":-1}"#,
    ])
    func `an answer that is no token is malformed`(body: String) async {
        let transport = ScriptedTransport(.text(200, body))
        let error = await failure { () throws(AzureError) in try await credential(transport).token(for: scope) }
        #expect(error?.code == .malformedResponse)
    }

    @Test func `another tenant is served only when allowed`() async throws {
        let transport = ScriptedTransport(.answer(200, ["access_token": "a", "expires_in": 60]))
        var foreign = scope
        foreign.tenantId = "tenant-2"
        let error = await failure { () throws(AzureError) in try await credential(transport).token(for: foreign) }
        #expect(error?.code == .unauthenticated)
        #expect(transport.requests.isEmpty)
        _ = try await credential(transport, tenants: ["TENANT-2"]).token(for: foreign)
        #expect(transport.requests.first?.url == "https://login.test/tenant-2/oauth2/v2.0/token")
    }

    @Test func `an authority without https gets no secret`() async {
        let transport = ScriptedTransport()
        let plain = ClientSecretCredential(
            tenantId: "t",
            clientId: "c",
            secret: Secret("x"),
            authority: "http://login.test",
            transport: transport.transport
        )
        let error = await failure { () throws(AzureError) in try await plain.token(for: scope) }
        #expect(error?.code == .invalidRequest)
        #expect(transport.requests.isEmpty)
    }
}
