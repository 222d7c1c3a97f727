/// What Package.swift says about this package's own targets, read from its text.
struct Manifest {
    enum Kind: String {
        case library = "ours"
        case tests = "tests"
        case executable = ".executableTarget"
        case system = ".systemLibrary"
    }

    struct Target {
        let kind: Kind
        let name: String
        /// Every other name in the declaration that is a target of this package, under whatever label it stands.
        let imports: Set<String>
    }

    let targets: [Target]

    init(_ text: String) {
        let text = Self.withoutComments(text)
        let declarations = [Kind.library, .tests, .executable, .system].flatMap { kind in
            Self.calls(of: kind.rawValue + "(", in: text).compactMap { arguments -> (kind: Kind, words: [String])? in
                let words = Self.literals(in: arguments)
                return words.isEmpty ? nil : (kind, words)
            }
        }
        let names = Set(declarations.filter { $0.kind == .library || $0.kind == .executable }.map(\.words[0]))
        targets = declarations.map { kind, words in
            let imports = kind == .system ? [] : names.intersection(words.dropFirst())
            return Target(kind: kind, name: words[0], imports: imports.subtracting([words[0]]))
        }
    }

    func names(_ kinds: Kind...) -> Set<String> {
        Set(targets.filter { kinds.contains($0.kind) }.map(\.name))
    }

    /// The arguments of each call whose first argument is a literal or begins with `name:`; the declarations of the functions do not.
    private static func calls(of opening: String, in text: String) -> [Substring] {
        text.ranges(of: opening).compactMap { range in
            if let before = text[..<range.lowerBound].last, before.isLetter || before.isNumber { return nil }
            let rest = text[range.upperBound...]
            let start = rest.drop { $0.isWhitespace }
            guard start.hasPrefix("\"") || start.hasPrefix("name:") else { return nil }
            return arguments(from: rest)
        }
    }

    private static func arguments(from text: Substring) -> Substring? {
        var depth = 0
        for index in text.indices {
            if text[index] == "(" { depth += 1 }
            if text[index] == ")" {
                if depth == 0 { return text[..<index] }
                depth -= 1
            }
        }
        return nil
    }

    private static func literals(in text: Substring) -> [String] {
        text.split(separator: "\"", omittingEmptySubsequences: false).enumerated().compactMap { index, part in
            index % 2 == 1 ? String(part) : nil
        }
    }

    /// A comment begins at two slashes that no colon precedes, which an address in a literal has.
    private static func withoutComments(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> Substring in
            let comment = line.ranges(of: "//").first { line[..<$0.lowerBound].last != ":" }
            return comment.map { line[..<$0.lowerBound] } ?? line
        }.joined(separator: "\n")
    }
}
