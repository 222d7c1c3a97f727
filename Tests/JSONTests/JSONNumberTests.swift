import JSON
import Testing

@Suite struct JSONNumberTests {
    @Test(
        arguments: [
            "0", "-0", "7", "-12", "1.0", "0.10", "1e3", "1E+3", "1e-3", "-0.0e00", "12345678901234567890", "1e400",
            "3.141592653589793238462643383279502884197169399375105820974944",
        ]
    )
    func `a number keeps its text through parsing and writing`(text: String) throws {
        #expect(JSONNumber(text: text)?.text == text)
        #expect(try JSONValue(parsing: text).text() == text)
        #expect(try JSONValue(parsing: "[\(text),\(text)]").text() == "[\(text),\(text)]")
    }

    @Test(arguments: [
        "", "-", "+1", "01", "-01", "00", "1.", ".5", "-.5", "1.e1", "1e", "1e+", "1e1.5", "0x10", "1_000", "1,5", " 1", "1 ", "١", "--1",
    ])
    func `text outside the grammar is no number`(text: String) {
        #expect(JSONNumber(text: text) == nil)
        #expect(throws: JSONError.self) { try JSONValue(parsing: "[\(text)x]") }
    }

    @Test func `a truncated number is an error with its column`() throws {
        for (text, column) in [("[1.]", 4), ("[-]", 3), ("[1e]", 4), ("[1e+]", 5), ("[012]", 3), ("-", 2), ("[2.", 4)] {
            let error = try #require(throws: JSONError.self) { try JSONValue(parsing: text) }
            #expect(error.column == column, "\(text)")
        }
    }

    @Test func `a whole number is one that is written so and fits`() {
        #expect(JSONNumber(text: "9223372036854775807")?.int == .max)
        #expect(JSONNumber(text: "-9223372036854775808")?.int == .min)
        #expect(JSONNumber(text: "-0")?.int == 0)
        for text in ["9223372036854775808", "1.0", "1e3"] { #expect(JSONNumber(text: text)?.int == nil) }
    }

    @Test func `a floating-point value is the nearest, or nil beyond the range`() {
        #expect(JSONNumber(text: "1e3")?.double == 1000)
        #expect(JSONNumber(text: "0.1")?.double == 0.1)
        #expect(JSONNumber(text: "1e400")?.double == nil)
        #expect(JSONNumber(text: "1e-400")?.double == 0)
    }

    @Test func `values that JSON cannot write make no number`() {
        for value in [Double.nan, .infinity, -.infinity] { #expect(JSONNumber(value) == nil) }
        for value in [0.1, -1e300, .leastNonzeroMagnitude, 1e21, 123_456_789.25, -0.0] {
            let number = JSONNumber(value)
            #expect(number?.double == value)
            #expect(number.flatMap { JSONNumber(text: $0.text) } == number)
        }
    }

    @Test func `numbers are equal by their text`() {
        #expect(JSONNumber(1) == JSONNumber(text: "1"))
        #expect(JSONNumber(text: "1.0") != JSONNumber(text: "1"))
    }
}
