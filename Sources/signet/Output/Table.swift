/// Columns for people. Programs ask for JSON.
struct Table {
    let header: [String]
    var rows: [[String]] = []

    var text: String {
        let widths = header.indices.map { column in
            ([header] + rows).map { column < $0.count ? Self.width($0[column]) : 0 }.max() ?? 0
        }
        return ([header] + rows).map { line($0, widths) }.joined(separator: "\n")
    }

    /// As wide as it is on a screen: colours take no room.
    private static func width(_ cell: String) -> Int { cell.replacing(/\u{1B}\[[0-9]+m/, with: "").count }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        var text = zip(cells, widths).map { cell, width in cell + String(repeating: " ", count: max(0, width - Self.width(cell))) }.joined(
            separator: "  "
        )
        while text.last == " " { text.removeLast() }
        return text
    }
}

/// Names and values, one pair a line.
struct Facts {
    var pairs: [(String, String)] = []

    mutating func add(_ name: String, _ value: String?) {
        if let value, !value.isEmpty { pairs.append((name, value)) }
    }

    var text: String {
        let width = pairs.map(\.0.count).max() ?? 0
        return pairs.map { name, value in name + String(repeating: " ", count: width - name.count + 2) + value }.joined(separator: "\n")
    }
}
