import AppServiceCertificates
import AzureCore
import Foundation
import JSON
import Storage
import TestSupport
import Testing

@testable import Workflows

/// Whoever slept past its lease finds out before it sends, not afterwards.
@Suite(.onEveryStore) struct FenceTests {
    @Test func `a process that lost its lease behind an intent does not make the write`() async throws {
        let bench = try await Bench()
        let journal = Journal(
            store: bench.store,
            passing: { point in
                guard point.side == .after, point.kind == .intent else { return }
                // A store that fails here fails the test below.
                _ = try? await bench.store.write { try $0.execute("UPDATE lease SET epoch = epoch + 1", []) }
            }
        )
        let engine = Engine(journal: journal, clock: WorkflowClock(), pace: .emulator)
        await #expect(throws: LeaseLost.self) {
            try await engine.drive({ _ in Counter(goal: 1, bench: bench) }, subject: "counter", input: [:], merge: { $0 })
        }
        #expect(bench.attempts == 0)
    }

    @Test func `a request under a lost lease never reaches the transport`() async throws {
        let transport = ScriptedTransport(.answer(200, [:]))
        let pipeline = Pipeline(transport: transport.transport, credential: StaticCredential(), gate: Fence.gate, retry: .never)
        let orders = CertificateOrdersClient(pipeline: pipeline, cloud: .publicCloud, subscriptionId: "s")
        await Fence.$check.withValue(Fence.Check { throw LeaseLost(run: "r") }) {
            await #expect { _ = try await orders.get(resourceGroup: "group", name: "web") } throws: { error in
                (error as? AzureError)?.code == .refused && "\(error)".contains("taken over")
            }
        }
        #expect(transport.requests.isEmpty)
    }
}
