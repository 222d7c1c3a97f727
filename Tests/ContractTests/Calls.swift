import AzureCore
import JSON
import TestSupport

/// Which method of the clients makes which operation: one closure per operation id. Each fills in everything that can be given,
/// so that the request shows all the client can say.
enum Calls {
    typealias Call = @Sendable (Pipeline, _ apiVersion: String) async throws(AzureError) -> any Sendable

    static let all: [String: Call] = [
        orders, orderCertificates, webCertificates, hostNameBindings, vaults, secrets, resources, dnsZones,
    ]
    .reduce(into: [:]) { all, calls in all.merge(calls) { first, _ in first } }

    static let subscription = "11111111-2222-3333-4444-555555555555"
    static let vaultURL = "https://contoso.vault.azure.net"
    static let vault = ResourceID.resourceGroup("group", subscriptionId: subscription).resource("Microsoft.KeyVault", "vaults", "contoso")
    static let plan = ResourceID.resourceGroup("group", subscriptionId: subscription).resource("Microsoft.Web", "serverfarms", "plan")

    /// Runs one operation against a script, on a clock that jumps.
    static func run(_ id: String, _ apiVersion: String, _ transport: ScriptedTransport) async throws(AzureError) -> any Sendable {
        guard let call = all[id] else {
            throw AzureError(code: .invalidRequest, operation: id, target: id, nextStep: "Add \(id) to Calls.")
        }
        let pipeline = Pipeline(transport: transport.transport, credential: StaticCredential(), clock: TestClock(jumps: true))
        return try await call(pipeline, apiVersion)
    }
}
