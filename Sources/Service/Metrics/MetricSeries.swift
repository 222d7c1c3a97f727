import Metrics
import Synchronization

/// One set of labels of a family. Each kind keeps its value in its own way.
protocol MetricSeries: AnyObject, Sendable {
    func write(_ name: String, _ labels: LabelSet, into text: inout PrometheusText)
}

final class CounterSeries: MetricSeries, CounterHandler {
    private let count = Atomic<Int64>(0)

    func increment(by amount: Int64) {
        if amount > 0 { count.wrappingAdd(amount, ordering: .relaxed) }
    }

    func reset() { count.store(0, ordering: .relaxed) }

    func write(_ name: String, _ labels: LabelSet, into text: inout PrometheusText) {
        text.sample(name, labels, String(count.load(ordering: .relaxed)))
    }
}

final class AmountSeries: MetricSeries, FloatingPointCounterHandler {
    private let amount = Mutex(0.0)

    func increment(by more: Double) {
        if more > 0, more.isFinite { amount.withLock { $0 += more } }
    }

    func reset() { amount.withLock { $0 = 0 } }

    func write(_ name: String, _ labels: LabelSet, into text: inout PrometheusText) {
        text.sample(name, labels, PrometheusText.number(amount.withLock(\.self)))
    }
}

final class GaugeSeries: MetricSeries, MeterHandler, RecorderHandler {
    private let value = Mutex(0.0)

    func set(_ new: Int64) { set(Double(new)) }
    func set(_ new: Double) { value.withLock { $0 = new } }
    func increment(by amount: Double) { value.withLock { $0 += amount } }
    func decrement(by amount: Double) { value.withLock { $0 -= amount } }
    func record(_ new: Int64) { set(new) }
    func record(_ new: Double) { set(new) }

    func write(_ name: String, _ labels: LabelSet, into text: inout PrometheusText) {
        text.sample(name, labels, PrometheusText.number(value.withLock(\.self)))
    }
}

final class HistogramSeries: MetricSeries, RecorderHandler, TimerHandler {
    private struct State {
        /// How many fell into each bucket, the last one being what is above all.
        var counts: [Int64]
        var sum = 0.0
    }

    private let bounds: [Double]
    private let state: Mutex<State>

    init(_ bounds: [Double]) {
        self.bounds = bounds
        state = Mutex(State(counts: Array(repeating: 0, count: bounds.count + 1)))
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        guard !value.isNaN else { return }
        let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLock { state in
            state.counts[bucket] &+= 1
            state.sum += value
        }
    }

    func write(_ name: String, _ labels: LabelSet, into text: inout PrometheusText) {
        let now = state.withLock(\.self)
        var total: Int64 = 0
        for (count, bound) in zip(now.counts, bounds + [.infinity]) {
            total &+= count
            text.sample(name + "_bucket", labels, String(total), more: "le=\"\(PrometheusText.number(bound))\"")
        }
        text.sample(name + "_sum", labels, PrometheusText.number(now.sum))
        text.sample(name + "_count", labels, String(total))
    }
}
