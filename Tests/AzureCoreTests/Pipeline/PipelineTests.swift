import AzureCore
import HTTPTypes
import JSON
import TestSupport
import Testing

@Suite struct PipelineTests {
    @Test func `a request carries token, user agent, request id and an encoded query`() async throws {
        let transport = ScriptedTransport(.answer(200, ["name": "one"], headers: ["x-ms-request-id": "r-1"]))
        let response = try await pipeline(transport).send(
            request(url: "https://service.test/things", query: [("$filter", "name eq 'a b'"), ("api-version", "1")])
        )
        let sent = try #require(transport.requests.first)
        #expect(sent.url == "https://service.test/things?%24filter=name%20eq%20%27a%20b%27&api-version=1")
        #expect(sent.header("authorization") == "Bearer token")
        #expect(sent.header("user-agent") == "signet/\(PackageVersion.text)")
        #expect(sent.header("x-ms-client-request-id")?.count == 36)
        #expect(response.json?["name"] == "one")
        #expect(response.requestId == "r-1")
    }

    @Test func `every attempt of one call carries the same request id, another call another one`() async throws {
        let transport = ScriptedTransport(.answer(503), .answer(200, [:]), .answer(200, [:]))
        let pipeline = pipeline(transport)
        _ = try await pipeline.send(request())
        _ = try await pipeline.send(request())
        let ids = transport.requests.map { $0.header("x-ms-client-request-id") }
        #expect(ids[0] == ids[1])
        #expect(ids[1] != ids[2])
    }

    @Test(arguments: [408, 429, 500, 502, 503, 504])
    func `a read is sent again after a status that a repetition may cure`(status: Int) async throws {
        let transport = ScriptedTransport(.answer(status), .answer(200, ["n": 1]))
        let clock = TestClock(jumps: true)
        let response = try await pipeline(transport, clock: clock).send(request())
        #expect(response.json?["n"] == 1)
        #expect(clock.sleeps.count == 1)
    }

    @Test func `the service's own pause is kept to the second`() async throws {
        let transport = ScriptedTransport(.answer(429, headers: ["Retry-After": "17"]), .answer(200, [:]))
        let clock = TestClock(jumps: true)
        _ = try await pipeline(transport, clock: clock).send(request())
        #expect(clock.sleeps == [.seconds(17)])
    }

    @Test(arguments: [408, 429, 500, 502, 503, 504])
    func `a request that must leave once is never sent again after any status`(status: Int) async {
        let transport = ScriptedTransport(.answer(status, headers: ["Retry-After": "1"]), .answer(200, [:]))
        let error = await failure { () throws(AzureError) in
            try await pipeline(transport).send(request(.put, body: [:], repeatability: .once))
        }
        #expect(transport.requests.count == 1)
        #expect(error?.code == (status == 429 ? .throttled : .outcomeUnknown))
        #expect(error?.nextStep.isEmpty == false)
    }

    @Test(arguments: [TransportError.Kind.closed, .timeout, .other, .cancelled])
    func `a lost answer to a request that must leave once leaves the outcome unknown`(kind: TransportError.Kind) async {
        let transport = ScriptedTransport(.fail(kind, mayHaveArrived: true), .answer(200, [:]))
        let error = await failure { () throws(AzureError) in try await pipeline(transport).send(request(.put, repeatability: .once)) }
        #expect(error?.code == .outcomeUnknown)
        #expect(error?.nextStep.contains("Read /things/1 first") == true)
        #expect(transport.requests.count == 1)
    }

    @Test(arguments: [TransportError.Kind.refused, .unresolved])
    func `a request that must leave once and never left is safe to send again`(kind: TransportError.Kind) async {
        let transport = ScriptedTransport(.fail(kind, mayHaveArrived: false), .answer(200, [:]))
        let error = await failure { () throws(AzureError) in try await pipeline(transport).send(request(.put, repeatability: .once)) }
        #expect(error?.code == .network)
        #expect(transport.requests.count == 1)
    }

    @Test func `an unreadable answer to a request that must leave once leaves the outcome unknown`() async {
        let transport = ScriptedTransport(.text(200, "{\"id\": "))
        let error = await failure { () throws(AzureError) in try await pipeline(transport).send(request(.put, repeatability: .once)) }
        #expect(error?.code == .outcomeUnknown)
        #expect(error?.serviceMessage?.contains("line 1") == true)
    }

    @Test func `truncated JSON is named with its line and column`() async {
        let transport = ScriptedTransport(.text(200, "{\n  \"id\": 12,\n  \"na"))
        let error = await failure { () throws(AzureError) in try await pipeline(transport).send(request()) }
        #expect(error?.code == .malformedResponse)
        #expect(error?.serviceMessage?.contains("line 3, column") == true)
    }

    @Test func `an answer longer than allowed is refused`() async {
        let transport = ScriptedTransport(.text(200, String(repeating: "x", count: 101)))
        let error = await failure { () throws(AzureError) in try await pipeline(transport).send(request(maximumResponseBytes: 100)) }
        #expect(error?.code == .responseTooLarge)
        #expect(transport.requests.count == 1)
    }

    @Test func `an unreachable service is named with host and port and what to check`() async {
        let transport = ScriptedTransport(.fail(.refused, mayHaveArrived: false, host: "management.azure.com"))
        let error = await failure { () throws(AzureError) in try await pipeline(transport, retry: .never).send(request()) }
        #expect(error?.code == .network)
        #expect(error?.serviceMessage?.hasPrefix("management.azure.com:443") == true)
        #expect(error?.nextStep.contains("curl -v https://management.azure.com:443/") == true)
    }

    @Test func `a refused connection to the emulator says how to start it`() async {
        let transport = ScriptedTransport(.fail(.refused, mayHaveArrived: false, host: "demo.vault.localhost", port: 8443))
        let error = await failure { () throws(AzureError) in try await pipeline(transport, retry: .never).send(request()) }
        #expect(error?.nextStep.contains("signet emulator start") == true)
    }

    @Test func `plain http is refused before a token is asked for`() async {
        let credential = StaticCredential()
        let transport = ScriptedTransport()
        let error = await failure { () throws(AzureError) in
            try await pipeline(transport, credential: credential).send(request(url: "http://service.test/things"))
        }
        #expect(error?.code == .invalidRequest)
        #expect(credential.scopes.isEmpty)
        #expect(transport.requests.isEmpty)
    }

    @Test func `attempts end with the policy and the last answer is the error`() async {
        let transport = ScriptedTransport(.answer(503), .answer(503), .answer(503), .answer(503), .answer(200))
        let clock = TestClock(jumps: true)
        let error = await failure { () throws(AzureError) in try await pipeline(transport, clock: clock).send(request()) }
        #expect(error?.code == .serviceUnavailable)
        #expect(error?.status == 503)
        #expect(transport.requests.count == 4)
        #expect(clock.sleeps.count == 3)
    }

    @Test func `a cancelled task ends while it waits for the next attempt`() async {
        let transport = ScriptedTransport(.answer(503, headers: ["Retry-After": "60"]), .answer(200))
        let clock = TestClock()
        let task = Task { await failure { () throws(AzureError) in try await pipeline(transport, clock: clock).send(request()) } }
        while clock.sleeps.isEmpty { await Task.yield() }
        task.cancel()
        #expect(await task.value?.code == .cancelled)
        #expect(transport.requests.count == 1)
    }
}

@Suite struct GateTests {
    private struct Rule: Error, CustomStringConvertible {
        let description = "writes are closed on Sundays"
    }

    @Test func `a gate that throws keeps the request in`() async {
        let transport = ScriptedTransport(.answer(200))
        let error = await failure { () throws(AzureError) in
            try await pipeline(transport, gate: Gate { _ in throw Rule() }).send(request())
        }
        #expect(error?.code == .refused)
        #expect(error?.serviceMessage == "writes are closed on Sundays")
        #expect(transport.requests.isEmpty)
    }

    @Test func `a gate sees every attempt with its number and never the token`() async throws {
        let transport = ScriptedTransport(.answer(503), .answer(200, [:]))
        let seen = Seen()
        _ = try await pipeline(transport, gate: Gate { await seen.add($0) }).send(
            request(.put, body: ["a": 1], repeatability: .idempotentWrite)
        )
        let requests = await seen.requests
        #expect(requests.map(\.attempt) == [1, 2])
        #expect(requests.map(\.body) == [["a": 1], ["a": 1]])
        #expect(!String(describing: requests).contains("token"))
    }

    private actor Seen {
        var requests: [GatedRequest] = []
        func add(_ request: GatedRequest) { requests.append(request) }
    }
}
