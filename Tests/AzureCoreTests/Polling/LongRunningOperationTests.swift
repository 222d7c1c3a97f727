import AzureCore
import HTTPTypes
import JSON
import TestSupport
import Testing

@Suite struct LongRunningOperationTests {
    private func put(
        _ transport: ScriptedTransport,
        clock: TestClock = TestClock(jumps: true),
        repeatability: Repeatability = .once
    ) async throws(AzureError) -> LongRunningOperation<String> {
        try await .start(
            request(.put, body: [:], expecting: [200, 201, 202], repeatability: repeatability),
            pipeline: pipeline(transport, clock: clock),
            read: Self.name
        )
    }

    private static let name: @Sendable (JSONValue) throws(JSONFieldError) -> String = { json throws(JSONFieldError) in
        try JSONFields(json).requiredString("name")
    }

    private func resource(_ name: String, _ state: String) -> JSONValue {
        ["name": .string(name), "properties": ["provisioningState": .string(state)]]
    }

    @Test func `waiting polls at once and then as the service asks`() async throws {
        let transport = ScriptedTransport(
            .answer(201, resource("a", "InProgress"), headers: ["Retry-After": "60"]),
            .answer(200, resource("a", "InProgress"), headers: ["Retry-After": "7"]),
            .answer(200, resource("a", "InProgress")),
            .answer(200, resource("b", "Succeeded"))
        )
        let clock = TestClock(jumps: true)
        let operation = try await put(transport, clock: clock)
        #expect(operation.first == "a")
        #expect(try await operation.wait(interval: .seconds(3)) == "b")
        #expect(clock.sleeps == [.seconds(7), .seconds(3)])
        #expect(transport.requests.map(\.method) == [.put, .get, .get, .get])
    }

    @Test func `an operation done with its first answer is not polled`() async throws {
        let transport = ScriptedTransport(.answer(200, resource("a", "Succeeded")))
        #expect(try await put(transport).wait() == "a")
        #expect(transport.requests.count == 1)
    }

    @Test func `another process goes on from the token`() async throws {
        let first = ScriptedTransport(.answer(202, headers: ["Azure-AsyncOperation": "https://service.test/status/1"]))
        let kept = try await put(first).token.json.text()
        let second = ScriptedTransport(.answer(200, ["status": "Succeeded"]), .answer(200, resource("b", "Succeeded")))
        var resumed = try LongRunningOperation(
            resuming: OperationToken(json: JSONValue(parsing: kept)),
            endpoint: "https://service.test",
            scope: nil,
            pipeline: pipeline(second),
            read: Self.name
        )
        guard case .finished("b") = try await resumed.poll() else {
            Issue.record("not finished")
            return
        }
        #expect(second.requests.map(\.url) == ["https://service.test/status/1", "https://service.test/things/1?api-version=2024-11-01"])
        guard case .finished("b") = try await resumed.poll() else {
            Issue.record("asked again")
            return
        }
        #expect(second.requests.count == 2)
    }

    @Test func `a token of another service is refused`() async throws {
        let token = try await put(ScriptedTransport(.answer(202))).token
        #expect(throws: AzureError.self) {
            try LongRunningOperation(
                resuming: token,
                endpoint: "https://other.test",
                scope: nil,
                pipeline: pipeline(ScriptedTransport()),
                read: Self.name
            )
        }
    }

    @Test func `a failed operation throws the state and the service's reason`() async throws {
        let transport = ScriptedTransport(
            .answer(202, headers: ["Azure-AsyncOperation": "https://service.test/status/1"]),
            .answer(
                200,
                ["status": "Failed", "error": ["code": "PurchaseRefused", "message": "No card."]],
                headers: ["x-ms-request-id": "r"]
            )
        )
        let operation = try await put(transport)
        let error = await failure { () throws(AzureError) in try await operation.wait() }
        #expect(error?.code == .operationFailed)
        #expect(error?.serviceCode == "PurchaseRefused")
        #expect(error?.serviceMessage == "No card.")
        #expect(error?.requestId == "r")
        #expect(error?.target == "/things/1")
    }

    @Test func `waiting ends at its bound and the operation can be waited for again`() async throws {
        let transport = ScriptedTransport([.answer(202)] + Array(repeating: .answer(200, resource("a", "InProgress")), count: 3))
        let operation = try await put(transport)
        let error = await failure { () throws(AzureError) in try await operation.wait(interval: .seconds(30), timeout: .seconds(60)) }
        #expect(error?.code == .timeout)
        transport.add(.answer(200, resource("b", "Succeeded")))
        #expect(try await operation.wait() == "b")
    }

    @Test func `an unreadable first answer to a purchase leaves its outcome unknown`() async {
        let transport = ScriptedTransport(.answer(201, ["nom": "a"]))
        let error = await failure { () throws(AzureError) in try await put(transport) }
        #expect(error?.code == .outcomeUnknown)
        #expect(error?.serviceMessage?.contains("/name") == true)
    }

    @Test(arguments: ["status", "location", "resource", "result", "settled"])
    func `every stage survives its JSON`(stage: String) throws {
        var json: JSONObject = [
            "operation": "o", "target": "/t", "resourceURL": "https://a.test/r", "resultURL": "https://a.test/x", "stage": .string(stage),
        ]
        if ["status", "location", "result"].contains(stage) { json["url"] = "https://a.test/u" }
        let token = try OperationToken(json: .object(json))
        #expect(token.json == .object(json))
        #expect(try OperationToken(json: token.json) == token)
    }

    @Test func `a token of an unknown stage is refused`() {
        let json: JSONValue = ["operation": "o", "target": "/t", "resourceURL": "https://a.test/r", "stage": "later"]
        #expect(throws: JSONFieldError.self) { try OperationToken(json: json) }
    }
}
