import AppServiceCertificates
import AzureCore
import CertificateMaterial
import DNS
import Foundation
import JSON
import KeyVault
import TestSupport
import Testing

@testable import Workflows

/// The last look before a write that costs or replaces a key.
@Suite struct OrderWritesTests {
    let fixture = OrderFixture()

    private func writes(_ subscription: PretendSubscription) -> OrderWrites {
        let pipeline = subscription.pipeline
        let world = World(
            subscriptionId: "11111111-1111-1111-1111-111111111111",
            tenantId: "tenant",
            pipeline: pipeline,
            cloud: .publicCloud,
            secrets: { SecretsClient(pipeline: pipeline, vaultURL: $0) },
            resolver: DNSResolver(servers: ["127.0.0.1:1"], timeout: .milliseconds(50), tries: 1),
            wire: Wire(frontEnd: nil, roots: .system),
            records: .person,
            clock: WorkflowClock()
        )
        return OrderWrites(world: world, order: fixture.order)
    }

    private func subscription(_ seen: OrderObservation) throws -> PretendSubscription {
        PretendSubscription(bodies: ["certificateorders/web": try #require(seen.order).raw])
    }

    @Test func `what is as it was is renewed`() async throws {
        let seen = try fixture.seen("Issued", fixture.before)
        let subscription = try subscription(seen)
        // What leaves is what matters here; the pretended service has no answer to it.
        _ = try? await writes(subscription).perform(.renew(RenewRequest(), before: seen.leaf))
        #expect(subscription.writes == ["POST renew"])
    }

    @Test func `what somebody else has renewed, is renewing or will renew is not renewed`() async throws {
        let before = try fixture.seen("Issued", fixture.before).leaf
        let others = [
            try fixture.seen("Issued", fixture.after), try fixture.seen("Pendingissuance", fixture.before),
            try fixture.seen("Issued", fixture.before, autoRenew: true),
        ]
        for other in others {
            let subscription = try subscription(other)
            await #expect(throws: Overtaken.self) { try await writes(subscription).perform(.renew(RenewRequest(), before: before)) }
            #expect(subscription.writes == [])
        }
    }

    @Test func `an order that is being reissued already is not reissued`() async throws {
        let before = try fixture.seen("Issued", fixture.before).leaf
        let subscription = try subscription(try fixture.seen("PendingRekey", fixture.before))
        await #expect(throws: Overtaken.self) { try await writes(subscription).perform(.reissue(ReissueRequest(), before: before)) }
        #expect(subscription.writes == [])
    }

    @Test func `an order that exists is not placed again`() async throws {
        let seen = try fixture.seen("Pendingissuance", fixture.before)
        let subscription = try subscription(seen)
        await #expect(throws: Overtaken.self) { try await writes(subscription).perform(.placeOrder(try #require(seen.order))) }
        #expect(subscription.writes == [])
    }

    @Test func `not seeing an unanswered purchase proves nothing for a minute on a real cloud`() async throws {
        let writes = writes(PretendSubscription())
        let intent = JournalEntry(sequence: 2, kind: .intent, step: "place-order", body: [:], at: fixture.now)
        func verdict(after seconds: Double) async throws -> Reconciliation {
            try await writes.settle(intent, at: Moment(profile: fixture.now, wall: fixture.now + seconds))
        }
        guard case .unknown = try await verdict(after: 59) else { return #expect(Bool(false)) }
        guard case .mayRepeat = try await verdict(after: 60) else { return #expect(Bool(false)) }
    }
}
