import JSON

/// Checks lines of an audit one after the other, without the store they come from.
package struct AuditChain: Sendable {
    /// The first thing that does not fit.
    package struct Break: Error, Hashable, CustomStringConvertible {
        package let line: Int64
        package let why: String
        package var description: String { "entry \(line): \(why)" }

        package init(line: Int64, why: String) {
            (self.line, self.why) = (line, why)
        }
    }

    package private(set) var count: Int64 = 0
    package private(set) var last = AuditEntry.beginning
    /// The checkpoint that was given, once its entry came by.
    package private(set) var isVouched = false
    private let checkpoint: AuditCheckpoint?

    package init(checkpoint: AuditCheckpoint? = nil) {
        self.checkpoint = checkpoint
    }

    package mutating func take(_ text: some StringProtocol) throws(Break) {
        let (number, overflow) = count.addingReportingOverflow(1)
        guard !overflow else { throw Break(line: count, why: "there are too many entries") }
        guard let line = try? JSONValue(parsing: Array(text.utf8)), line.object != nil else {
            throw Break(line: number, why: "it is no line of an audit")
        }
        guard line["seq"]?.int.map(Int64.init) == number else {
            throw Break(line: number, why: "its number is \(line["seq"]?.text() ?? "missing"): something was taken out or put in")
        }
        guard line["previous"]?.string == last else {
            throw Break(line: number, why: "it follows another entry \(count) than the one that stands there: one of them was changed")
        }
        (count, last) = (number, AuditEntry.hash(of: String(text)))
        guard let checkpoint, checkpoint.seq == number else { return }
        guard checkpoint.hash == last else {
            throw Break(line: number, why: "it is not what the checkpoint of \(checkpoint.at) signed: it, or one before it, was changed")
        }
        isVouched = true
    }

    /// Whether the end is there, and from which entry on nobody vouches for it.
    package func end() throws(Break) -> (vouchedTo: Int64, count: Int64) {
        guard let checkpoint else { return (0, count) }
        guard isVouched else {
            throw Break(line: count, why: "it is the last one, but the checkpoint signed entry \(checkpoint.seq): the end was cut off")
        }
        return (checkpoint.seq, count)
    }
}
