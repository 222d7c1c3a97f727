import Foundation

/// One line of the report: what was measured, the figure, the one to reach, and what stands beside it.
struct Figure {
    let what: String
    let measured: String
    var target = ""
    /// Whether the target was reached; nil when nobody can say by one number.
    var isReached: Bool?
    var note = ""

    func print() {
        let note = isReached == false ? "MISSED" + (note.isEmpty ? "" : "; \(note)") : note
        let line = [(what, 44), (measured, 26), (target, 20)].map { text, width in
            text.padding(toLength: max(width, text.count), withPad: " ", startingAt: 0)
        }
        // Past the buffer, so that lines come as they are measured, into a pipe too.
        FileHandle.standardOutput.write(Data(((line + [note]).joined(separator: "  ") + "\n").utf8))
    }
}

extension [Double] {
    /// The middle one, or the mean of the two in the middle; nan for none.
    var median: Double {
        let sorted = sorted()
        return sorted.isEmpty ? .nan : (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
    }

    /// The smallest element that at least so many of a hundred do not exceed; nan for none.
    func percentile(_ percent: Int) -> Double {
        isEmpty ? .nan : sorted()[Swift.max(0, (count * percent + 99) / 100 - 1)]
    }
}

extension Duration {
    var milliseconds: Double { Double(components.seconds) * 1000 + Double(components.attoseconds) / 1e15 }
}

extension BinaryFloatingPoint {
    /// With so many decimals, and with commas between the thousands.
    func text(_ decimals: Int = 0) -> String {
        Double(self).formatted(.number.precision(.fractionLength(decimals)).locale(Locale(identifier: "en_US")))
    }
}
