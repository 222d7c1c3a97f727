import HTTPTypes
import Hummingbird
import JSON

/// What a machine asks about this process: `/healthz` whether it lives, `/readyz` whether it can be used, `/metrics` how it fares.
///
/// For `signet serve` beside its API, and for the daemon alone.
package struct HealthApplication: Sendable {
    private let readiness: Readiness
    private let metrics: PrometheusMetrics

    package init(checks: [HealthCheck], metrics: PrometheusMetrics) {
        readiness = Readiness(checks)
        self.metrics = metrics
        ProcessFigures.begin()
    }

    package var routes: [Route] {
        [
            Route(.get, "/healthz") { _ in .json(200, ["status": "ok"]) },
            Route(.get, "/readyz") { [readiness] _ in
                let report = await readiness.report()
                return .json(report.isReady ? 200 : 503, report.json)
            },
            Route(.get, "/metrics") { [metrics] _ in
                .text(200, metrics.text() + ProcessFigures.now().text, type: PrometheusText.contentType)
            },
        ]
    }
}
