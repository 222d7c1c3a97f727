/// The table of docs/architecture.md that says which target may import which.
struct ImportTable {
    static let heading = "## Which target may import which"

    private enum Allowance {
        case everything
        case only(Set<String>)
    }

    private let rows: [String: Allowance]

    /// Reads the first table below the heading. A cell names targets in plain words or in back quotes; other words are prose,
    /// except "everything" and "nothing", which overrule the names beside them.
    init(markdown: String, targets: Set<String>) {
        let lines = markdown.split(separator: "\n", omittingEmptySubsequences: false).map { $0.drop { $0 == " " } }
        let section = lines.drop { !$0.hasPrefix(Self.heading) }.dropFirst().prefix { !$0.hasPrefix("## ") }
        let table = section.drop { !$0.hasPrefix("|") }.prefix { $0.hasPrefix("|") }.dropFirst(2)
        var rows: [String: Allowance] = [:]
        for row in table {
            let cells = row.split(separator: "|").map(Self.words)
            guard cells.count >= 2 else { continue }
            for target in cells[0].intersection(targets) { rows[target] = Self.allowance(of: cells[1], targets: targets) }
        }
        self.rows = rows
    }

    var targets: Set<String> { Set(rows.keys) }

    /// What a target may import: what its row names, and whatever those may import. `nil` when the target has no row.
    func allowed(for target: String, of targets: Set<String>) -> Set<String>? {
        guard rows[target] != nil else { return nil }
        var reached: Set<String> = []
        var open = [target]
        while let next = open.popLast() {
            let direct: Set<String> =
                switch rows[next] {
                case .everything: targets
                case .only(let names): names
                case nil: []
                }
            open += direct.subtracting(reached)
            reached.formUnion(direct)
        }
        return reached.subtracting([target])
    }

    /// One sentence for each edge of the manifest that the table does not allow, and for each target it does not mention.
    func violations(in manifest: Manifest) -> [String] {
        let names = manifest.names(.library, .executable)
        return manifest.targets.filter { names.contains($0.name) }.sorted { $0.name < $1.name }.flatMap { target -> [String] in
            guard let allowed = allowed(for: target.name, of: names) else { return ["\(target.name) has no row"] }
            return target.imports.subtracting(allowed).sorted().map { "\(target.name) may not import \($0)" }
        }
    }

    private static func allowance(of words: Set<String>, targets: Set<String>) -> Allowance {
        if words.contains("nothing") { return .only([]) }
        return words.contains("everything") ? .everything : .only(words.intersection(targets))
    }

    private static func words(of cell: Substring) -> Set<String> {
        Set(cell.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init))
    }
}
