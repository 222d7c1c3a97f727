/// One rule about texts each: a text goes in, what breaks the rule comes out, with its line.
enum SourceRules {
    struct Finding: Equatable, CustomStringConvertible {
        let line: Int
        let what: String

        var description: String { "line \(line): \(what)" }
    }

    static let maximumLines = 400
    static let maximumFunctionLines = 60

    static func tooLong(_ text: String, limit: Int = maximumLines) -> [Finding] {
        let count = lines(of: Array(text.utf8)).count - (text.hasSuffix("\n") ? 1 : 0)
        return count > limit ? [Finding(line: count, what: "\(count) lines, at most \(limit) allowed")] : []
    }

    static func longFunctions(_ text: String, limit: Int = maximumFunctionLines) -> [Finding] {
        FunctionScan.functions(in: SwiftText(text)).compactMap { function in
            let count = function.lastLine - function.firstLine + 1
            return count > limit ? Finding(line: function.firstLine, what: "a function of \(count) lines, at most \(limit) allowed") : nil
        }
    }

    /// Calls that end the process when something unforeseen happens.
    static func trappingCalls(_ text: String) -> [Finding] {
        find(["try!", "as!", "fatalError("], in: SwiftText(text).code) { !$0.isWordByte && $0 != UInt8(ascii: ".") }
    }

    /// Folders of one machine have no place in a project that runs on every machine.
    /// A folder of that name inside another, as in `Sources/opt/`, is a different thing.
    static func machinePaths(_ text: String) -> [Finding] {
        find(["work", "opt"].map { "/\($0)/" }, in: Array(text.utf8)) { !$0.isWordByte && !"._-})".utf8.contains($0) }
    }

    /// Tabs, blanks at the end of a line, and a file whose last line has no end. A makefile's recipes begin with their tab.
    static func whitespace(_ text: String, isMakefile: Bool = false) -> [Finding] {
        let tab = UInt8(ascii: "\t")
        let lines = lines(of: Array(text.utf8))
        var found: [Finding] = []
        for (index, line) in lines.enumerated() {
            let body = isMakefile && line.first == tab ? line.dropFirst() : line
            if body.contains(tab) { found.append(Finding(line: index + 1, what: "a tab")) }
            if body.last == UInt8(ascii: " ") || body.last == UInt8(ascii: "\r") {
                found.append(Finding(line: index + 1, what: "blanks at the end"))
            }
        }
        if lines.last?.isEmpty == false { found.append(Finding(line: lines.count, what: "no line break at the end of the file")) }
        return found
    }

    private static func lines(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    }

    /// Where the words stand, as long as the byte before them may precede one.
    private static func find(_ words: [String], in bytes: [UInt8], after mayPrecede: (UInt8) -> Bool) -> [Finding] {
        let words = words.map { (text: $0, bytes: Array($0.utf8)) }
        var found: [Finding] = []
        var line = 1
        for (index, byte) in bytes.enumerated() {
            if byte == UInt8(ascii: "\n") { line += 1 }
            for word in words where word.bytes.first == byte && bytes[index...].starts(with: word.bytes) {
                if index == 0 || mayPrecede(bytes[index - 1]) { found.append(Finding(line: line, what: word.text)) }
            }
        }
        return found
    }
}
