import AzureCore
import JSON
import TestSupport

let subscription = "11111111-2222-3333-4444-555555555555"
let group = "/subscriptions/\(subscription)/resourceGroups/rg"
let endpoint = "https://management.azure.com"

/// A pipeline over a script, on a clock that jumps.
func pipeline(_ transport: ScriptedTransport) -> Pipeline {
    Pipeline(transport: transport.transport, credential: StaticCredential(), clock: TestClock(jumps: true))
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
