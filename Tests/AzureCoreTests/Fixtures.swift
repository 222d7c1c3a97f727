import AzureCore
import HTTPTypes
import JSON
import TestSupport

/// A request on the scripted service.
func request(
    _ method: HTTPRequest.Method = .get,
    url: String = "https://service.test/things/1",
    query: [(name: String, value: String)] = [("api-version", "2024-11-01")],
    body: JSONValue? = nil,
    expecting: Set<Int> = [200],
    repeatability: Repeatability = .read,
    maximumResponseBytes: Int = AzureRequest.standardMaximumResponseBytes
) -> AzureRequest {
    AzureRequest(
        operation: "Things.get",
        method: method,
        url: url,
        query: query,
        body: body,
        expectedStatuses: expecting,
        scope: TokenScope("https://service.test/.default"),
        repeatability: repeatability,
        target: "/things/1",
        maximumResponseBytes: maximumResponseBytes
    )
}

/// A pipeline over a script, on a clock that jumps.
func pipeline(
    _ transport: ScriptedTransport,
    credential: any TokenCredential = StaticCredential(),
    gate: Gate = .open,
    retry: RetryPolicy = .standard,
    clock: TestClock = TestClock(jumps: true),
    verifyChallengeResource: Bool = true
) -> Pipeline {
    Pipeline(
        transport: transport.transport,
        credential: credential,
        gate: gate,
        retry: retry,
        clock: clock,
        verifyChallengeResource: verifyChallengeResource
    )
}

/// The error a call throws, nil when it throws none.
func failure<Value>(_ call: () async throws(AzureError) -> Value) async -> AzureError? {
    do throws(AzureError) {
        _ = try await call()
        return nil
    } catch {
        return error
    }
}
