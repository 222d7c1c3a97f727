import Foundation
import JSON
import Synchronization
import Testing

@testable import Service

@Suite struct HealthApplicationTests {
    @Test func `a process lives even when it cannot be used, and says what is missing`() async throws {
        let health = HealthApplication(
            checks: [HealthCheck("store") { nil }, HealthCheck("key") { "it is locked" }],
            metrics: PrometheusMetrics()
        )
        try await listening(to: health.routes) { client in
            #expect(try await client.get("/healthz").body == #"{"status":"ok"}"#)
            let ready = try await client.get("/readyz")
            #expect(ready.status == 503)
            #expect(try ready.json["ready"] == false)
            #expect(try ready.json["checks"]?[0] == ["name": "store", "ok": true])
            #expect(try ready.json["checks"]?[1] == ["name": "key", "ok": false, "why": "it is locked"])
        }
    }

    @Test func `metrics tell the requests by route, and the process`() async throws {
        let metrics = PrometheusMetrics()
        let health = HealthApplication(checks: [], metrics: metrics)
        try await listening(to: health.routes, metrics: metrics) { client in
            #expect(try await client.get("/readyz").status == 200)
            #expect(try await client.get("/nothing/1234").status == 404)
            let answer = try await client.get("/metrics")
            #expect(answer.header("content-type") == ["text/plain; version=0.0.4; charset=utf-8"])
            #expect(answer.body.contains("signet_http_requests_total{route=\"/readyz\",status=\"2xx\"} 1\n"))
            #expect(answer.body.contains("signet_http_requests_total{route=\"none\",status=\"4xx\"} 1\n"))
            #expect(answer.body.contains("process_resident_memory_bytes "))
            #expect(!answer.body.contains("1234"), "a path somebody made up is no label")
        }
    }

    @Test func `one look serves all who ask while it holds, and a new one is taken after`() async throws {
        let looks = Mutex(0)
        let clock = Mutex(ContinuousClock.now)
        let check = HealthCheck("store") {
            looks.withLock { $0 += 1 }
            return nil
        }
        let readiness = Readiness([check], holds: .seconds(1)) { clock.withLock(\.self) }
        for _ in 0..<5 { #expect(await readiness.report().isReady) }
        #expect(looks.withLock(\.self) == 1)
        clock.withLock { $0 += .seconds(1) }
        #expect(await readiness.report().isReady)
        #expect(looks.withLock(\.self) == 2)
    }

    @Test func `a look that never comes back is a trouble and no wait`() async throws {
        let check = HealthCheck("store") {
            for await _ in AsyncStream<Void>(unfolding: { try? await Task.sleep(for: .seconds(3600)) }) {}
            return nil
        }
        let report = await Readiness([check], patience: .milliseconds(1)).report()
        #expect(report.lines == [.init(name: "store", trouble: "it did not answer in time")])
    }
}
