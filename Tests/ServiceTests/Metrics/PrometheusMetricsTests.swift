import Metrics
import Testing

@testable import Service

@Suite struct PrometheusMetricsTests {
    let metrics = PrometheusMetrics()

    @Test func `a counter is told with its help, its kind and its labels in order`() {
        metrics.describe("signet_calls_total", "Calls,\nall of them.")
        Counter(label: "signet_calls_total", dimensions: [("b", "2"), ("a", "1")], factory: metrics).increment(by: 3)
        #expect(
            metrics.text().hasPrefix(
                """
                # HELP signet_calls_total Calls,\\nall of them.
                # TYPE signet_calls_total counter
                signet_calls_total{a="1",b="2"} 3

                """
            )
        )
    }

    @Test func `the same name and labels are one series, however often they are asked for`() {
        for _ in 0..<3 { Counter(label: "n_total", dimensions: [("a", "1")], factory: metrics).increment() }
        #expect(metrics.text().contains("n_total{a=\"1\"} 3\n"))
    }

    @Test func `a histogram's buckets add up, and what is above all is in the last`() {
        let timer = Metrics.Timer(label: "t_seconds", dimensions: [], factory: metrics)
        timer.recordMilliseconds(1)
        timer.recordMilliseconds(3)
        timer.recordSeconds(100)
        let text = metrics.text()
        for line in [
            "t_seconds_bucket{le=\"0.001\"} 1", "t_seconds_bucket{le=\"0.005\"} 2", "t_seconds_bucket{le=\"30\"} 2",
            "t_seconds_bucket{le=\"+Inf\"} 3", "t_seconds_count 3", "t_seconds_sum 100.004",
        ] { #expect(text.contains(line + "\n"), "\(line) is not in\n\(text)") }
    }

    @Test func `no label fills the memory: what is too many is dropped and counted`() {
        for number in 0..<PrometheusMetrics.mostSeries + 7 {
            Counter(label: "n_total", dimensions: [("who", "\(number)")], factory: metrics).increment()
        }
        let lines = metrics.text().split(separator: "\n").filter { $0.hasPrefix("n_total{") }
        #expect(lines.count == PrometheusMetrics.mostSeries)
        #expect(metrics.text().contains("signet_metrics_dropped_total 7\n"))
    }

    @Test func `a name that is of one kind is not told as another`() {
        Counter(label: "n", dimensions: [], factory: metrics).increment()
        Meter(label: "n", dimensions: [], factory: metrics).set(5)
        #expect(metrics.text().contains("# TYPE n counter\nn 1\n"))
        #expect(!metrics.text().contains("gauge"))
    }

    @Test func `names and values cannot break out of their line`() {
        Counter(label: "9 \"x\"\n", dimensions: [("la-bel", "a\"b\\c\nd")], factory: metrics).increment()
        #expect(metrics.text().contains("_9__x__{la_bel=\"a\\\"b\\\\c\\nd\"} 1\n"))
    }
}
