import Testing

@Suite struct SourceRulesTests {
    typealias Finding = SourceRules.Finding

    @Test func `a file is too long from the line after the limit`() {
        #expect(SourceRules.tooLong("a\nb\n", limit: 2).isEmpty)
        #expect(SourceRules.tooLong("a\nb\nc", limit: 2) == [Finding(line: 3, what: "3 lines, at most 2 allowed")])
    }

    @Test(arguments: [
        "func f() {\n\n\n}",
        "    init(a: Int = g { 1 }, b: [Int]) throws(E) where T: P\n{\n\n}",
        "func f() async -> (Int) -> Void {\n  self.init(a)\n\n}",
        "subscript(i: Int) -> Int {\n get { 1 }\n\n}",
        "func `an init { in a name`() {\n // }\n\n}",
        "deinit {\n\n \"}\"\n}",
    ])
    func `a function one line over the limit is found at its first line`(source: String) {
        #expect(SourceRules.longFunctions(source, limit: 4).isEmpty)
        #expect(SourceRules.longFunctions(source, limit: 3) == [Finding(line: 1, what: "a function of 4 lines, at most 3 allowed")])
    }

    @Test(arguments: [
        "protocol P {\n  func f()\n  init(a: Int)\n}\nstruct S {\n\n\n}",
        "func f() { self.init(a) }\nlet a = {\n\n\n}",
        "// func f() {\nstruct S {\n\n\n}",
    ])
    func `what has no body of its own is no long function`(source: String) {
        #expect(SourceRules.longFunctions(source, limit: 3).isEmpty)
    }

    @Test(arguments: [
        ("let a = try! f()", "try!"), ("a as! B", "as!"), ("default: fatalError(\"x\")", "fatalError("), ("\"\\(try! f())\"", "try!"),
    ])
    func `a call that traps is found`(source: String, word: String) {
        #expect(SourceRules.trappingCalls("\n" + source) == [Finding(line: 2, what: word)])
    }

    @Test(arguments: ["// try! f()", "\"as! fatalError(\"", "myfatalError(a)", "try f()", "a as? B", "has !b", "x.fatalError()"])
    func `what only looks like a trapping call is not found`(source: String) {
        #expect(SourceRules.trappingCalls(source).isEmpty)
    }

    @Test func `a path of one machine is found in code, comments and prose`() {
        let (work, opt) = ("/" + "work/", "/" + "opt/")
        #expect(SourceRules.machinePaths("// see \(work)main") == [Finding(line: 1, what: work)])
        #expect(SourceRules.machinePaths("a\n\"\(opt)swift\"") == [Finding(line: 2, what: opt)])
        #expect(SourceRules.machinePaths("PATH=/bin:\(opt)x") == [Finding(line: 1, what: opt)])
        #expect(SourceRules.machinePaths("Sources\(work)x, $HOME\(opt)x, {id}\(work), /workflows/a").isEmpty)
    }

    @Test(arguments: [
        ("a\tb\n", "a tab"), ("a \n", "blanks at the end"), ("a\r\n", "blanks at the end"), ("a", "no line break at the end of the file"),
    ])
    func `white space that does not show is found`(source: String, what: String) {
        #expect(SourceRules.whitespace(source) == [Finding(line: 1, what: what)])
    }

    @Test func `clean text, an empty file and a recipe of a makefile are left alone`() {
        #expect(SourceRules.whitespace("a\n\n  b\n").isEmpty)
        #expect(SourceRules.whitespace("").isEmpty)
        #expect(SourceRules.whitespace("a:\n\tb\n", isMakefile: true).isEmpty)
        #expect(SourceRules.whitespace("a:\n\tb\t\n", isMakefile: true) == [Finding(line: 2, what: "a tab")])
    }
}
