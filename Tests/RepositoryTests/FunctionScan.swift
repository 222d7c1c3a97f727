/// Finds functions by their words and braces. It needs no grammar: what it does not recognise it leaves out.
enum FunctionScan {
    struct Function: Equatable {
        let firstLine: Int
        let lastLine: Int
    }

    static func functions(in text: SwiftText) -> [Function] {
        let tokens = tokens(of: text.code)
        return tokens.indices.compactMap { index in
            guard isDeclaration(at: index, in: tokens), let open = bodyStart(after: index, in: tokens) else { return nil }
            guard let close = matchingBrace(from: open, in: tokens) else { return nil }
            return Function(firstLine: tokens[index].line, lastLine: tokens[close].line)
        }
    }

    private struct Token {
        let text: String
        let line: Int
    }

    private static let functionWords: Set<String> = ["func", "init", "deinit", "subscript"]
    private static let declarationWords = functionWords.union([
        "var", "let", "case", "struct", "class", "enum", "actor", "protocol", "extension", "typealias", "associatedtype", "import",
    ])

    /// After a full stop such a word is a call, as in `self.init`.
    private static func isDeclaration(at index: Int, in tokens: [Token]) -> Bool {
        functionWords.contains(tokens[index].text) && (index == 0 || tokens[index - 1].text != ".")
    }

    /// The brace that opens the body: the first one outside parentheses.
    /// A protocol's requirement has none; the next declaration, or the end of the protocol, comes first.
    private static func bodyStart(after index: Int, in tokens: [Token]) -> Int? {
        var depth = 0
        for next in tokens.indices.dropFirst(index + 1) {
            switch tokens[next].text {
            case "(", "[": depth += 1
            case ")", "]": depth -= 1
            case "{" where depth == 0: return next
            case "}" where depth == 0: return nil
            case let word where depth == 0 && declarationWords.contains(word): return nil
            default: break
            }
        }
        return nil
    }

    private static func matchingBrace(from open: Int, in tokens: [Token]) -> Int? {
        var depth = 0
        for index in tokens.indices.dropFirst(open) {
            if tokens[index].text == "{" { depth += 1 }
            if tokens[index].text == "}" { depth -= 1 }
            if depth == 0 { return index }
        }
        return nil
    }

    /// Words and the few marks the scan needs, each with its line.
    private static func tokens(of code: [UInt8]) -> [Token] {
        var tokens: [Token] = []
        var word: [UInt8] = []
        var line = 1
        func endWord() {
            if !word.isEmpty { tokens.append(Token(text: String(decoding: word, as: UTF8.self), line: line)) }
            word = []
        }
        for byte in code {
            if byte.isWordByte {
                word.append(byte)
                continue
            }
            endWord()
            if byte == UInt8(ascii: "\n") { line += 1 }
            if "(){}[].".utf8.contains(byte) { tokens.append(Token(text: String(UnicodeScalar(byte)), line: line)) }
        }
        endWord()
        return tokens
    }
}
