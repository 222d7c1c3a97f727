/// What people read without the source: every public declaration has a comment, and every operation of a client says which
/// call it is.
enum DocumentationRule {
    typealias Finding = SourceRules.Finding

    static func undocumented(_ text: String) -> [Finding] {
        let page = Page(text)
        return page.declarations.filter { $0.isPublic && page.comment(above: $0.line).isEmpty }.map { declaration in
            Finding(line: declaration.line + 1, what: "public without a comment: \(declaration.what)")
        }
    }

    /// Operations are the public functions of a type named `…Client` that wait, or that return a list which waits. The type itself
    /// names the document and its versions.
    static func withoutSource(_ text: String) -> [Finding] {
        let page = Page(text)
        return page.declarations.filter { $0.isPublic && (page.isOperation($0) || $0.isClient) }.compactMap { declaration in
            let comment = page.comment(above: declaration.line)
            let isNamed = comment.contains { line in
                guard let source = line.ranges(of: "Source: ").first.map({ line[$0.upperBound...] }) else { return false }
                return declaration.isClient || ["GET", "PUT", "PATCH", "POST", "DELETE"].contains { source.hasPrefix("`\($0) ") }
            }
            return isNamed ? nil : Finding(line: declaration.line + 1, what: "no source line: \(declaration.what)")
        }
    }

    fileprivate struct Declaration {
        /// Counted from 0.
        let line: Int
        let what: String
        let isPublic: Bool
        let isClient: Bool
        let isInClient: Bool
    }

    private struct Scope {
        let keyword: String
        let name: String
        let isPublic: Bool
    }

    /// The lines of a file, as written and with code only.
    private struct Page {
        private static let types: Set = ["struct", "class", "enum", "actor", "protocol", "extension"]
        private static let members: Set = ["func", "init", "var", "let", "subscript", "typealias", "associatedtype", "case"]
        private static let modifiers: Set = [
            "public", "open", "static", "final", "mutating", "nonisolated", "indirect", "override", "required", "convenience", "internal",
            "private", "fileprivate", "package", "set", "lazy", "weak", "prefix", "unsafe", "consuming", "borrowing", "isolated", "sending",
        ]

        private let written: [Substring]
        private let code: [[UInt8]]
        private(set) var declarations: [Declaration] = []

        init(_ text: String) {
            written = text.split(separator: "\n", omittingEmptySubsequences: false)
            code = SwiftText(text).code.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Array.init)
            var scopes: [Scope?] = []
            var opening: Scope?
            for line in code.indices {
                if let (scope, isPublic) = declaration(on: line, in: scopes.last ?? nil, isTop: scopes.isEmpty) {
                    if Self.types.contains(scope.keyword) { opening = scope }
                    let isClient = scope.keyword == "struct" && scope.name.hasSuffix("Client")
                    let isInClient = (scopes.last ?? nil)?.name.hasSuffix("Client") ?? false
                    let what = String(written[line].drop { $0 == " " }.prefix(80))
                    declarations.append(
                        Declaration(line: line, what: what, isPublic: isPublic, isClient: isClient, isInClient: isInClient)
                    )
                }
                for byte in code[line] {
                    if byte == UInt8(ascii: "{") {
                        scopes.append(opening)
                        opening = nil
                    } else if byte == UInt8(ascii: "}") {
                        _ = scopes.popLast()
                    }
                }
            }
        }

        /// What the line declares and whether others see it; nil inside of functions, and for what is no declaration.
        private func declaration(on line: Int, in scope: Scope?, isTop: Bool) -> (Scope, isPublic: Bool)? {
            guard isTop || scope != nil else { return nil }
            let words = words(of: line)
            guard let index = words.firstIndex(where: { !Self.modifiers.contains($0) }) else { return nil }
            let keyword = words[index]
            guard Self.types.contains(keyword) || Self.members.contains(keyword) else { return nil }
            let says = words[..<index].contains("public") || words[..<index].contains("open")
            let inherits = scope.map { $0.isPublic && ($0.keyword == "protocol" || (keyword == "case" && $0.keyword == "enum")) } ?? false
            let name = words.dropFirst(index + 1).first ?? ""
            return (Scope(keyword: keyword, name: name, isPublic: says || inherits), (says || inherits) && keyword != "extension")
        }

        /// The words of the line's code, without the attributes in front.
        private func words(of line: Int) -> [String] {
            var rest = code[line][...]
            while true {
                rest = rest.drop { $0 == UInt8(ascii: " ") }
                guard rest.first == UInt8(ascii: "@") else { break }
                rest = rest.dropFirst().drop(while: \.isWordByte)
                if rest.first == UInt8(ascii: "(") { rest = rest.drop { $0 != UInt8(ascii: ")") }.dropFirst() }
            }
            return rest.split { !$0.isWordByte }.prefix(8).map { String(decoding: $0, as: UTF8.self) }
        }

        /// The lines of the documentation comment right above a line, attributes between them left out.
        func comment(above line: Int) -> [Substring] {
            func bare(_ line: Int) -> Substring { written[line].drop { $0 == " " } }
            var end = line
            while end > 0, bare(end - 1).hasPrefix("@") { end -= 1 }
            var start = end
            while start > 0, bare(start - 1).hasPrefix("///") { start -= 1 }
            return written[start..<end].map { $0 }
        }

        func isOperation(_ declaration: Declaration) -> Bool {
            guard declaration.isInClient, words(of: declaration.line).contains("func") else { return false }
            var depth = 0
            var signature: [UInt8] = []
            signature: for line in code[declaration.line...] {
                for byte in line + [UInt8(ascii: " ")] {
                    if byte == UInt8(ascii: "(") { depth += 1 }
                    if byte == UInt8(ascii: ")") { depth -= 1 }
                    if byte == UInt8(ascii: "{"), depth == 0 { break signature }
                    signature.append(byte)
                }
            }
            let words = signature.split { !$0.isWordByte }.map { String(decoding: $0, as: UTF8.self) }
            return words.contains("async") || words.contains("Paged")
        }
    }
}
