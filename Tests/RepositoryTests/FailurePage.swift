/// `docs/failures.md`, read: a section for each failure users report, with the tests it names.
struct FailurePage {
    struct Section {
        let number: Int
        let tests: [Reference]
        /// False when the page says that it cannot be tested, and why.
        let isTested: Bool
    }

    struct Reference: Hashable, CustomStringConvertible {
        let folder: String
        let suite: String
        let name: String

        var description: String { "\(folder)/\(suite) `\(name)`" }
    }

    let sections: [Section]

    init(markdown: String) {
        sections = markdown.split(separator: "\n## ").dropFirst().compactMap { text in
            guard let number = Int(text.prefix { $0.isNumber }) else { return nil }
            let tested = text.ranges(of: "- **Tested:**").last.map { text[$0.upperBound...] } ?? ""
            return Section(number: number, tests: Self.references(tested), isTested: !tested.hasPrefix(" not:"))
        }
    }

    /// `Folder/Suite` and the test's sentence in back quotes, with semicolons between them.
    private static func references(_ text: Substring) -> [Reference] {
        let pieces = text.split(separator: "`", omittingEmptySubsequences: false)
        return stride(from: 0, to: pieces.count - 1, by: 2).compactMap { index in
            let place = pieces[index].filter { !" ;\n".contains($0) }.split(separator: "/").map(String.init)
            return place.count == 2 ? Reference(folder: place[0], suite: place[1], name: String(pieces[index + 1])) : nil
        }
    }
}
