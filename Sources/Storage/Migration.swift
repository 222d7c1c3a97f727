/// One step of the schema's history. A released step is never edited; a change is a new step at the end.
package struct Migration: Sendable {
    package let name: String
    /// In the SQL that both databases share; see ``Dialect``.
    package let statements: [String]

    package init(_ name: String, _ statements: [String]) {
        self.name = name
        self.statements = statements
    }
}
