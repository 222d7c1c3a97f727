import AzureCore
import CertificateMaterial
import DNS
import Foundation
import KeyVault
import Storage
import Workflows

@testable import Actions

/// A context on a pipeline of the test's, with a state of its own, where orders cost money.
enum PretendContext {
    static let subscription = "11111111-1111-1111-1111-111111111111"

    static func make(_ pipeline: Pipeline) throws -> ActionContext {
        let world = World(
            subscriptionId: subscription,
            tenantId: "tenant",
            pipeline: pipeline,
            cloud: .publicCloud,
            secrets: { SecretsClient(pipeline: pipeline, vaultURL: $0) },
            resolver: DNSResolver(servers: ["127.0.0.1:1"], timeout: .milliseconds(50), tries: 1),
            wire: Wire(frontEnd: nil, roots: .system),
            records: .person,
            clock: WorkflowClock()
        )
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("signet-actions-\(UUID().uuidString).sqlite").path
        let journal = Journal(store: try Store.open(path: path, migrations: Journal.migrations))
        return ActionContext(world: world, engine: Engine(journal: journal, clock: WorkflowClock(), pace: .emulator), charges: true)
    }
}
