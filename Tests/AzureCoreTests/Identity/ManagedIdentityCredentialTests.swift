import FoundationEssentials
import HTTPTypes
import JSON
import TestSupport
import Testing

@testable import AzureCore

@Suite struct ManagedIdentityCredentialTests {
    private let scope = TokenScope("https://management.azure.com/.default")
    private let clock = TestClock(jumps: true)
    private let site = ["IDENTITY_ENDPOINT": "http://169.254.129.2:8081/msi/token", "IDENTITY_HEADER": "h-1"]
    private static let present = ScriptedTransport.Step.answer(400, ["error": "invalid_request"])
    private static let token = ScriptedTransport.Step.answer(
        200,
        ["access_token": "abc", "expires_in": "3599", "expires_on": "1800003599", "token_type": "Bearer"]
    )

    private func credential(
        _ transport: ScriptedTransport,
        _ identity: ManagedIdentityCredential.Identity = .systemAssigned,
        environment: [String: String] = [:]
    ) throws(AzureError) -> ManagedIdentityCredential {
        ManagedIdentityCredential(
            identity: identity,
            source: try ManagedIdentitySource(environment: environment),
            transport: transport.transport,
            clock: clock,
            now: { Date(timeIntervalSince1970: 1_800_000_000) }
        )
    }

    @Test func `a virtual machine's metadata service is probed shortly once, then asked`() async throws {
        let transport = ScriptedTransport(Self.present, Self.token, Self.token)
        let credential = try credential(transport)
        let token = try await credential.token(for: scope)
        _ = try await credential.token(for: scope)
        #expect(token.token.reveal() == "abc")
        #expect(token.lifetime == .seconds(3599))
        let (probe, request) = (transport.requests[0], transport.requests[1])
        #expect(probe.timeout == .seconds(1))
        #expect(probe.header("Metadata") == nil)
        #expect(
            request.url == "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01"
                + "&resource=https%3A%2F%2Fmanagement.azure.com"
        )
        #expect(request.header("Metadata") == "true")
        #expect(transport.requests.count == 3)
    }

    @Test(arguments: [
        (ManagedIdentityCredential.Identity.clientId("c"), "&client_id=c"), (.objectId("o"), "&object_id=o"),
        (.resourceId("/a/b"), "&msi_res_id=%2Fa%2Fb"),
    ])
    func `an assigned identity is named on a virtual machine`(identity: ManagedIdentityCredential.Identity, query: String) async throws {
        let transport = ScriptedTransport(Self.present, Self.token)
        _ = try await credential(transport, identity).token(for: scope)
        #expect(transport.requests[1].url.hasSuffix(query))
    }

    @Test(arguments: [
        (ManagedIdentityCredential.Identity.clientId("c"), "&client_id=c"), (.objectId("o"), "&object_id=o"),
        (.resourceId("/a/b"), "&mi_res_id=%2Fa%2Fb"), (.systemAssigned, "azure.com"),
    ])
    func `a site is asked without a probe, with its header`(identity: ManagedIdentityCredential.Identity, query: String) async throws {
        let transport = ScriptedTransport(Self.token)
        _ = try await credential(transport, identity, environment: site).token(for: scope)
        let request = try #require(transport.requests.first)
        #expect(request.url.hasPrefix("http://169.254.129.2:8081/msi/token?api-version=2019-08-01&resource=https%3A"))
        #expect(request.url.hasSuffix(query))
        #expect(request.header("X-IDENTITY-HEADER") == "h-1")
    }

    @Test(arguments: [JSONValue.string("1800000900"), .number(1_800_000_900)])
    func `a token with an end and no life lives until then`(end: JSONValue) async throws {
        let transport = ScriptedTransport(.answer(200, ["access_token": "abc", "expires_on": end]))
        #expect(try await credential(transport, environment: site).token(for: scope).lifetime == .seconds(900))
    }

    @Test func `a token for a day is asked for again at half its life`() async throws {
        let transport = ScriptedTransport(.answer(200, ["access_token": "abc", "expires_in": 86_400]))
        #expect(try await credential(transport, environment: site).token(for: scope).refreshAfter == .seconds(43_200))
    }

    @Test(arguments: [
        ScriptedTransport.Step.fail(.timeout, mayHaveArrived: false), .fail(.refused, mayHaveArrived: false), .answer(404), .answer(403),
    ])
    func `where no metadata service is, one short probe says so`(answer: ScriptedTransport.Step) async throws {
        let transport = ScriptedTransport(answer, Self.present, Self.token)
        let credential = try credential(transport)
        let error = await failure { () throws(AzureError) in try await credential.token(for: scope) }
        #expect(error?.code == .unauthenticated)
        #expect(error?.serviceMessage?.contains("169.254.169.254:80") == true)
        #expect(transport.requests.count == 1)
        #expect(clock.sleeps.isEmpty)
        // It is asked for again next time: a machine may have been starting.
        _ = try await credential.token(for: scope)
    }

    @Test(arguments: [404, 429, 500, 503])
    func `a busy endpoint is asked again with growing pauses`(status: Int) async throws {
        let transport = ScriptedTransport(Self.present, .answer(status), .answer(status), .answer(status), Self.token)
        _ = try await credential(transport).token(for: scope)
        #expect(clock.sleeps == [.milliseconds(800), .milliseconds(1600), .milliseconds(3200)])
    }

    @Test func `an endpoint that is being replaced is given seventy seconds`() async throws {
        let transport = ScriptedTransport([Self.present] + (0..<9).map { _ in .answer(410) })
        let error = await failure { () throws(AzureError) in try await credential(transport).token(for: scope) }
        #expect(clock.sleeps.reduce(.zero, +) >= .seconds(70))
        #expect(transport.requests.count == 1 + MetadataRetry.maximumAttempts)
        #expect(error?.status == 410)
    }

    @Test func `the endpoint's own pause is kept`() async throws {
        let transport = ScriptedTransport(.answer(429, headers: ["Retry-After": "7"]), Self.token)
        _ = try await credential(transport, environment: site).token(for: scope)
        #expect(clock.sleeps == [.seconds(7)])
    }

    @Test(arguments: [
        (#"{"error":"invalid_request","error_description":"Identity not found"}"#, "Identity not found"),
        (#"{"statusCode":400,"message":"No User Assigned identity found","correlationId":"c"}"#, "No User Assigned"),
    ])
    func `an identity that is not there is named with the command that assigns it`(body: String, why: String) async throws {
        let transport = ScriptedTransport(.text(400, body))
        let error = await failure { () throws(AzureError) in
            try await credential(transport, .clientId("c-9"), environment: site).token(for: scope)
        }
        #expect(error?.code == .unauthenticated)
        #expect(error?.serviceMessage?.contains(why) == true)
        #expect(error?.nextStep.contains("c-9") == true)
        #expect(transport.requests.count == 1)
    }

    @Test(arguments: [
        "{", "{}", #"{"access_token":"a"}"#, #"{"access_token":"a","expires_on":"5"}"#, #"{"access_token":"a","expires_on":"soon"}"#,
    ])
    func `an answer that is no token is malformed`(body: String) async throws {
        let transport = ScriptedTransport(.text(200, body))
        let error = await failure { () throws(AzureError) in try await credential(transport, environment: site).token(for: scope) }
        #expect(error?.code == .malformedResponse)
    }

    @Test func `a cancelled task ends while it waits to ask again`() async throws {
        let transport = ScriptedTransport(.answer(503), Self.token)
        let standing = TestClock()
        let credential = ManagedIdentityCredential(
            source: try ManagedIdentitySource(environment: site),
            transport: transport.transport,
            clock: standing
        )
        let task = Task { await failure { () throws(AzureError) in try await credential.token(for: scope) } }
        while standing.sleeps.isEmpty { await Task.yield() }
        task.cancel()
        #expect(await task.value?.code == .cancelled)
        #expect(transport.requests.count == 1)
    }
}

@Suite struct ManagedIdentitySourceTests {
    @Test(arguments: [
        "http://127.0.0.1:41741/MSI/token/", "http://localhost:8081/token", "https://169.254.1.1/token", "http://[::1]:80/token",
        "http://[fe80::1]:80/token",
    ])
    func `an endpoint on this machine or its link is taken`(endpoint: String) throws {
        let source = try ManagedIdentitySource(environment: ["IDENTITY_ENDPOINT": endpoint, "IDENTITY_HEADER": "h"])
        #expect(source.endpoint == endpoint)
        #expect(!source.isProbed)
    }

    @Test(arguments: [
        "https://evil.example/token", "http://10.0.0.1/token", "http://169.253.1.1/token", "http://127.0.0.1.evil.example/token",
        "http://127.1/token", "http://1270.0.0.1/token", "ftp://127.0.0.1/token", "http://user@127.0.0.1/token", "127.0.0.1/token",
        "http://127.0.0.1/token?resource=x", "http://127.0.0.1/token#f", "http://[2001:db8::1]/token", "http://[fe00::1]/token", "nonsense",
        "http://localhost.evil.example/",
    ])
    func `an endpoint anywhere else gets nothing`(endpoint: String) async {
        for environment in [
            ["IDENTITY_ENDPOINT": endpoint, "IDENTITY_HEADER": "h-1"], ["AZURE_POD_IDENTITY_AUTHORITY_HOST": endpoint],
        ] {
            let error = await failure { () throws(AzureError) in try ManagedIdentitySource(environment: environment) }
            #expect(error?.code == .invalidRequest, "\(endpoint)")
            #expect(error?.description.contains("h-1") == false)
        }
    }

    @Test func `without a site's variables it is the metadata service of a virtual machine`() throws {
        for environment in [
            [:], ["IDENTITY_ENDPOINT": "http://127.0.0.1/x"], ["IDENTITY_HEADER": "h"], ["IDENTITY_ENDPOINT": "", "IDENTITY_HEADER": ""],
        ] {
            #expect(try ManagedIdentitySource(environment: environment).endpoint == "http://169.254.169.254/metadata/identity/oauth2/token")
        }
    }

    @Test func `the metadata service's address can be moved on this machine`() throws {
        let source = try ManagedIdentitySource(environment: ["AZURE_POD_IDENTITY_AUTHORITY_HOST": "http://127.0.0.1:2579/"])
        #expect(source.endpoint == "http://127.0.0.1:2579/metadata/identity/oauth2/token")
        #expect(source.isProbed)
    }
}
