/// How long the same thing took each time.
struct Samples: Sendable {
    private let milliseconds: [Double]

    init(_ durations: [Duration]) {
        milliseconds = durations.map { Double($0.components.seconds) * 1000 + Double($0.components.attoseconds) / 1e15 }.sorted()
    }

    /// The name, then median, 99th percentile and number of samples, in columns.
    func line(_ name: String) -> String {
        let column = name + String(repeating: " ", count: max(0, 16 - name.count))
        return "\(column) \(text(percentile(50))) ms   p99 \(text(percentile(99))) ms   \(milliseconds.count) times"
    }

    /// The smallest sample that at least so many of a hundred do not exceed.
    private func percentile(_ percent: Int) -> Double {
        guard !milliseconds.isEmpty else { return .nan }
        return milliseconds[max(0, (milliseconds.count * percent + 99) / 100 - 1)]
    }

    private func text(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
}
