import Testing

@Suite struct ImportTableTests {
    static let names: Set<String> = ["A", "B", "C", "D", "tool"]

    func table(_ rows: String) -> ImportTable {
        let markdown = """
            # Title
            | target | may import |
            |---|---|
            | D | A |

            \(ImportTable.heading)
            Prose with B in it.

            | target | may import |
            |---|---|
            \(rows)

            ## Next
            | target | may import |
            |---|---|
            | A | D |
            """
        return ImportTable(markdown: markdown, targets: Self.names)
    }

    @Test func `names are read plain or in back quotes, prose and other tables are not`() {
        let table = table("| `A` | nothing of ours, not even B |\n| B, `C` | `A` (so a user of it gets Bs only) |\n| tool | everything |")
        #expect(table.targets == ["A", "B", "C", "tool"])
        #expect(table.allowed(for: "A", of: Self.names) == [])
        #expect(table.allowed(for: "B", of: Self.names) == ["A"])
        #expect(table.allowed(for: "C", of: Self.names) == ["A"])
        #expect(table.allowed(for: "tool", of: Self.names) == ["A", "B", "C", "D"])
        #expect(table.allowed(for: "D", of: Self.names) == nil)
    }

    @Test func `what an allowed target may import is allowed too, and a ring ends`() {
        let table = table("| A | nothing |\n| B | A |\n| C | B, D |\n| D | C |")
        #expect(table.allowed(for: "C", of: Self.names) == ["A", "B", "D"])
    }

    @Test func `an edge outside the table and a target without a row are violations`() {
        let manifest = Manifest("ours(\"A\", [\"B\"])\nours(\"B\", [\"A\"])\nours(\"C\", [\"B\"])\ntests(\"T\", [\"C\"])")
        #expect(table("| A | nothing |\n| B | A |").violations(in: manifest) == ["A may not import B", "C has no row"])
    }

    @Test func `a page without the table allows nothing`() {
        let table = ImportTable(markdown: "# Title\n| A | B |\n", targets: Self.names)
        #expect(table.targets.isEmpty)
    }
}
