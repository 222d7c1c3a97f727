import AzureCore
import TestSupport

let group = ResourceID.resourceGroup("rg", subscriptionId: "s")
let groupURL = "https://management.azure.com/subscriptions/s/resourceGroups/rg"

/// A pipeline over a script, on a clock that jumps.
func scripted(_ transport: ScriptedTransport) -> Pipeline {
    Pipeline(transport: transport.transport, credential: StaticCredential(), clock: TestClock(jumps: true))
}
