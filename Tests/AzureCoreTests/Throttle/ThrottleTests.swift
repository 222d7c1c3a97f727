import HTTPTypes
import JSON
import TestSupport
import Testing

@testable import AzureCore

/// The stage inside a pipeline.
@Suite struct ThrottleTests {
    private let clock = TestClock(jumps: true)

    private func pipeline(_ transport: ScriptedTransport, gate: Gate = .open, retry: RetryPolicy = .standard) -> Pipeline {
        Pipeline(
            transport: transport.transport,
            credential: StaticCredential(),
            gate: gate,
            throttle: Throttle(governor: ThrottleGovernor(clock: clock), principal: "p"),
            retry: retry,
            clock: clock
        )
    }

    @Test func `a refusal is waited out and is no attempt`() async throws {
        let transport = ScriptedTransport(
            .answer(429, headers: ["Retry-After": "17"]),
            .answer(429, headers: ["Retry-After": "60"]),
            .answer(200, ["name": "one"])
        )
        let response = try await pipeline(transport, retry: .never).send(request())
        #expect(response.json?["name"] == "one")
        #expect(clock.sleeps == [.seconds(17), .seconds(60)])
    }

    @Test(arguments: [HTTPRequest.Method.put, .post])
    func `a call that must leave once is refused once and never sent again`(method: HTTPRequest.Method) async throws {
        let transport = ScriptedTransport(.answer(429, headers: ["Retry-After": "17"]), .answer(200, [:]), .answer(200, [:]))
        let pipeline = pipeline(transport)
        let error = await failure { () throws(AzureError) in try await pipeline.send(request(method, body: [:], repeatability: .once)) }
        #expect(error?.code == .throttled)
        #expect(error?.retryAfter == .seconds(17))
        #expect(transport.requests.count == 1)
        // The next one knows of the refusal.
        _ = try await pipeline.send(request(method, body: [:], repeatability: .once))
        #expect(transport.requests.count == 2)
        #expect(clock.sleeps == [.seconds(17)])
    }

    @Test func `a wait longer than the patience fails with its length and sends nothing`() async throws {
        let transport = ScriptedTransport(.answer(429, headers: ["Retry-After": "1800"]), .answer(200, [:]))
        let pipeline = pipeline(transport)
        let error = await failure { () throws(AzureError) in try await pipeline.send(request()) }
        #expect(error?.code == .throttled)
        #expect(error?.retryAfter.map { $0 >= .seconds(1799) } == true)
        #expect(error?.nextStep.hasPrefix("Wait 180") == true)
        #expect(transport.requests.count == 1)
        _ = try await pipeline.prioritised(.background, patience: nil).send(request())
        #expect(transport.requests.count == 2)
    }

    @Test func `refusals without end reach the caller`() async {
        let transport = ScriptedTransport((0..<40).map { _ in .answer(429, headers: ["Retry-After": "1"]) })
        let error = await failure { () throws(AzureError) in try await pipeline(transport, retry: .never).send(request()) }
        #expect(error?.code == .throttled)
        #expect(transport.requests.count == 17)
    }

    @Test func `a closed gate gives the turn back`() async throws {
        let transport = ScriptedTransport(.answer(200, [:]))
        let governor = ThrottleGovernor(clock: clock)
        func pipeline(_ gate: Gate) -> Pipeline {
            Pipeline(
                transport: transport.transport,
                credential: StaticCredential(),
                gate: gate,
                throttle: Throttle(governor: governor, principal: "p"),
                clock: clock
            )
        }
        _ = await failure { () throws(AzureError) in try await pipeline(Gate { _ in throw CancellationError() }).send(request()) }
        _ = await failure { () throws(AzureError) in
            try await pipeline(Gate { _ in throw AzureError(code: .refused, operation: "o", target: "t", nextStep: "n") }).send(request())
        }
        // Had a turn been kept, this one would wait for its answer for ever.
        _ = try await pipeline(.open).send(request())
    }

    @Test func `other failures are retried as without a throttle`() async throws {
        let transport = ScriptedTransport(.answer(503), .fail(.closed, mayHaveArrived: true), .answer(200, ["n": 1]))
        let response = try await pipeline(transport).send(request())
        #expect(response.json?["n"] == 1)
        #expect(clock.sleeps.count == 2)
    }

    @Test(arguments: [
        (HTTPRequest.Method.get, "https://a.test/subscriptions/AB/resourceGroups", ThrottleVerb.reads, "ab"),
        (.put, "https://a.test/Subscriptions/AB?api-version=1", .writes, "ab"),
        (.post, "https://a.test/subscriptions/ab/x", .writes, "ab"),
        (.patch, "https://a.test/providers/X", .writes, ""),
        (.delete, "https://a.test/subscriptions/ab/x", .deletes, "ab"),
        (.get, "https://a.test", .reads, ""),
    ])
    func `a call's budget is found in its method and path`(
        method: HTTPRequest.Method,
        url: String,
        verb: ThrottleVerb,
        subscription: String
    ) throws {
        let call = Call(
            request: request(method, url: url),
            message: TransportRequest(method: method, url: url),
            origin: try #require(Origin(url: url)),
            requestId: "r"
        )
        let key = ThrottleKey(call, principal: "p")
        #expect(key == ThrottleKey(host: "a.test:443", subscription: subscription, principal: "p", verb: verb))
    }
}

@Suite struct RateLimitHeadersTests {
    @Test func `the least of the counts for the verb is read`() {
        var headers = HTTPFields()
        for (name, value) in [
            ("x-ms-ratelimit-remaining-subscription-writes", "199"), ("x-ms-ratelimit-remaining-subscription-global-writes", "2999"),
            ("x-ms-ratelimit-remaining-subscription-reads", "5"), ("X-MS-RateLimit-Remaining-Tenant-Writes", "42"),
        ] {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        #expect(RateLimitHeaders.remaining(headers, .writes) == 42)
        #expect(RateLimitHeaders.remaining(headers, .reads) == 5)
        #expect(RateLimitHeaders.remaining(headers, .deletes) == nil)
    }

    @Test(arguments: ["", "x", "-1", "99999999999999999999", "1.5"])
    func `a count that is none is passed over`(text: String) {
        var headers = HTTPFields()
        if let name = HTTPField.Name("x-ms-ratelimit-remaining-subscription-reads") { headers[name] = text }
        #expect(RateLimitHeaders.remaining(headers, .reads) == nil)
    }
}
