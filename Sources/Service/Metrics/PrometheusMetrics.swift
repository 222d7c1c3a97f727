import Metrics
import Synchronization

/// Counters, gauges and histograms, kept in memory and told as Prometheus reads them.
///
/// A family has one kind and at most `mostSeries` sets of labels; what comes after that is dropped and counted, so that no label,
/// whoever chose it, can fill the memory.
package final class PrometheusMetrics: MetricsFactory {
    package static let mostSeries = 256
    package static let mostFamilies = 512
    /// Seconds, for what is timed and for anything else without buckets of its own.
    package static let buckets: [Double] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

    struct Family {
        let kind: MetricKind
        var series: [LabelSet: any MetricSeries] = [:]
    }

    private struct State {
        var families: [String: Family] = [:]
        var help: [String: String] = [:]
        var dropped: Int64 = 0
    }

    private let state = Mutex(State())

    package init() {}

    /// What is told about a family, in one line.
    package func describe(_ name: String, _ help: String) {
        state.withLock { $0.help[MetricName.plain(name)] = help }
    }

    /// All of it in the text format 0.0.4, in the order of the names.
    package func text() -> String {
        let (families, help, dropped) = state.withLock { ($0.families, $0.help, $0.dropped) }
        var text = PrometheusText()
        for (name, family) in families.sorted(by: { $0.key < $1.key }) {
            text.family(name, family.kind, help: help[name])
            for (labels, series) in family.series.sorted(by: { $0.key < $1.key }) { series.write(name, labels, into: &text) }
        }
        text.family("signet_metrics_dropped_total", .counter, help: "Measurements of which there were too many kinds.")
        text.sample("signet_metrics_dropped_total", LabelSet(), String(dropped))
        return text.text
    }

    /// The series of that name and these labels: the one there is, or a new one. Nil when there are too many or it is of another kind.
    private func series<Series: MetricSeries>(
        _ label: String,
        _ dimensions: [(String, String)],
        _ kind: MetricKind,
        make: () -> Series
    ) -> Series {
        let (name, labels) = (MetricName.plain(label), LabelSet(dimensions))
        return state.withLock { state in
            if let known = state.families[name]?.series[labels] as? Series { return known }
            let new = make()
            let family = state.families[name]
            let hasRoom = family.map { $0.kind == kind && $0.series.count < Self.mostSeries } ?? (state.families.count < Self.mostFamilies)
            guard hasRoom, family?.series[labels] == nil else {
                state.dropped &+= 1
                return new
            }
            state.families[name, default: Family(kind: kind)].series[labels] = new
            return new
        }
    }

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(label, dimensions, .counter) { CounterSeries() }
    }

    package func makeFloatingPointCounter(label: String, dimensions: [(String, String)]) -> any FloatingPointCounterHandler {
        series(label, dimensions, .counter) { AmountSeries() }
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(label, dimensions, .gauge) { GaugeSeries() }
    }

    package func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        aggregate
            ? series(label, dimensions, .histogram) { HistogramSeries(Self.buckets) } : series(label, dimensions, .gauge) { GaugeSeries() }
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(label, dimensions, .histogram) { HistogramSeries(Self.buckets) }
    }

    // What was counted stays: a counter that vanishes and comes back looks like a restart to whoever reads it.
    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    package func destroyMeter(_ handler: any MeterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}
}

enum MetricKind: String, Sendable {
    case counter
    case gauge
    case histogram
}

/// Labels in the order of their names.
struct LabelSet: Hashable, Sendable, Comparable {
    let pairs: [String]

    init(_ dimensions: [(String, String)] = []) {
        pairs = dimensions.map { "\(MetricName.label($0.0))=\"\(MetricName.escaped($0.1, quotes: true))\"" }.sorted()
    }

    static func < (left: Self, right: Self) -> Bool { left.pairs.lexicographicallyPrecedes(right.pairs) }
}

/// Names as the format allows them.
enum MetricName {
    static func plain(_ name: String) -> String { made(name, colons: true) }
    static func label(_ name: String) -> String { made(name, colons: false) }

    private static func made(_ name: String, colons: Bool) -> String {
        let bytes = name.utf8.map { byte -> UInt8 in
            let isWord = (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F
            return isWord || (colons && byte == 0x3A) ? byte : 0x5F
        }
        let text = String(decoding: bytes, as: UTF8.self)
        return text.utf8.first.map { (0x30...0x39).contains($0) } ?? true ? "_" + text : text
    }

    static func escaped(_ text: String, quotes: Bool) -> String {
        var escaped = ""
        for character in text.unicodeScalars {
            switch character {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }
}
