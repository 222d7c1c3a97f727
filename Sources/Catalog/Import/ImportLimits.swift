/// How much of an outside document is read. Every limit refuses with its name and its number; nothing is cut in silence.
///
/// The time is bounded by the work: bytes, values looked at and references followed are each looked at once or twice.
package struct ImportLimits: Sendable, Hashable {
    package let bytes: Int
    package let depth: Int
    package let values: Int
    package let references: Int
    package let operations: Int

    package init(bytes: Int, depth: Int, values: Int, references: Int, operations: Int) {
        self.bytes = bytes
        self.depth = depth
        self.values = values
        self.references = references
        self.operations = operations
    }

    /// 16 MiB, 128 levels, two million values, 200,000 references and 20,000 operations: ten times the largest Azure document.
    package static let standard = ImportLimits(
        bytes: 16 << 20,
        depth: 128,
        values: 2_000_000,
        references: 200_000,
        operations: 20_000
    )

    /// For what was taken in before: written as JSON it may be longer than it was as YAML.
    static let kept = ImportLimits(bytes: 64 << 20, depth: 128, values: 2_000_000, references: 200_000, operations: 20_000)

    /// YAML is read by a parser that holds several copies, so less of it is taken.
    package var yamlBytes: Int { min(bytes, 8 << 20) }
}
