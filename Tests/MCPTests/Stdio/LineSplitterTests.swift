import Testing

@testable import MCP

@Suite struct LineSplitterTests {
    private func lines(_ pieces: [String], longest: Int = 10) -> [LineSplitter.Line] {
        var splitter = LineSplitter(longest: longest)
        return pieces.flatMap { splitter.receive(Array($0.utf8)) } + splitter.end()
    }

    private func whole(_ text: String) -> LineSplitter.Line { .whole(Array(text.utf8)) }

    @Test func `lines are the same however they arrive`() {
        let text = "one\ntwo\r\n\nthree"
        let expected = [whole("one"), whole("two"), .last(Array("three".utf8))]
        #expect(lines([text]) == expected)
        #expect(lines(text.map(String.init)) == expected)
    }

    @Test func `a line that is too long is told once and passed over to its end`() {
        #expect(lines(["12345678901", "234567890123456789", "\nok\n"]) == [.tooLong, whole("ok")])
        #expect(lines(["1234567890\n"]) == [whole("1234567890")])
        #expect(lines(["12345678901"]) == [.tooLong])
    }

    @Test func `nothing is no line`() {
        #expect(lines([]) == [])
        #expect(lines(["\n\n"]) == [])
    }
}
