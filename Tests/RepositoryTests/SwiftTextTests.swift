import Testing

@Suite struct SwiftTextTests {
    @Test(arguments: [
        ("a // b {", "a       "),
        ("a /* b /* c */ } */ d", "a                   d"),
        ("f(\"} // x\") {", "f(\"      \") {"),
        ("\"a\\\"{\" }", "\"    \" }"),
        ("\"a \\(b(\"{\")) }\" {", "\"   (b(\" \"))  \" {"),
        ("#\"a\"{\"# {", "#\"   \"# {"),
        ("#\"\\(a) \\#(b)\"# }", "#\"       (b)\"# }"),
        ("func `a { b`() {", "func `     `() {"),
        ("#expect(a) {", "#expect(a) {"),
    ])
    func `only code is left`(source: String, code: String) {
        #expect(String(decoding: SwiftText(source).code, as: UTF8.self) == code)
    }

    @Test func `a literal over several lines keeps its line breaks`() {
        let text = SwiftText("a\n\"\"\"\n{ \"\n}\n\"\"\"\nb")
        #expect(String(decoding: text.code, as: UTF8.self) == "a\n\"\"\"\n   \n \n\"\"\"\nb")
    }

    @Test(arguments: ["\"", "/*", "`", "\"\"\"", "#\"", "\"\\(", "\"\\", "((", "}"])
    func `a text that ends early is read to its end`(source: String) {
        #expect(SwiftText(source).code.count == source.utf8.count)
    }
}
