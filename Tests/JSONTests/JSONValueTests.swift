import JSON
import Testing

@Suite struct JSONValueTests {
    private let value: JSONValue = [
        "s": "text", "n": 5, "d": .number(JSONNumber(text: "2.5") ?? 0), "b": false, "l": [1, nil], "o": [:], "z": nil,
    ]

    @Test func `an accessor gives its kind and nil for the others`() {
        #expect(value["s"]?.string == "text")
        #expect(value["n"]?.int == 5)
        #expect(value["n"]?.double == 5)
        #expect(value["d"]?.double == 2.5)
        #expect(value["d"]?.int == nil)
        #expect(value["b"]?.bool == false)
        #expect(value["l"]?.array?.count == 2)
        #expect(value["o"]?.object?.isEmpty == true)
        #expect(value["z"]?.isNull == true)
        #expect(value["s"]?.int == nil)
        #expect(value["n"]?.string == nil)
        #expect(value["s"]?.isNull == false)
    }

    @Test func `a subscript outside the value is nil`() {
        #expect(value["l"]?[0] == 1)
        #expect(value["l"]?[2] == nil)
        #expect(value["l"]?[-1] == nil)
        #expect(value["s"]?[0] == nil)
        #expect(value["s"]?["x"] == nil)
        #expect(value["x"] == nil)
    }

    @Test func `compact text has no white space`() {
        #expect(value.text() == #"{"s":"text","n":5,"d":2.5,"b":false,"l":[1,null],"o":{},"z":null}"#)
    }

    @Test func `pretty text has one item a line`() {
        let pretty = JSONValue.object(["a": [1, [:]], "b": [], "c": ["d": "é"]]).text(pretty: true)
        #expect(pretty == "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": [],\n  \"c\": {\n    \"d\": \"é\"\n  }\n}")
    }

    @Test func `only what must be escaped is`() {
        #expect(
            JSONValue.string("a\"\\/\u{8}\t\n\u{C}\r\u{0}\u{1F}\u{7F}é\u{2028}😀").text() == #""a\"\\/\b\t\n\f\r\u0000\u001f"#
                + "\u{7F}é\u{2028}😀\""
        )
    }

    @Test func `what must be escaped is, wherever among others it stands`() {
        for special in ["\"", "\\", "\n", "\u{1}", "\u{1f}"] {
            let escaped = String(JSONValue.string(special).text().dropFirst().dropLast())
            for (before, behind) in (0...17).flatMap({ before in (0...9).map { (before, $0) } }) {
                for letter in ["a", "ü", "\u{7f}", "€", "!", "#", "[", "]", " "] {
                    let (left, right) = (String(repeating: letter, count: before), String(repeating: letter, count: behind))
                    #expect(JSONValue.string(left + special + right).text() == "\"\(left)\(escaped)\(right)\"")
                }
            }
        }
        #expect(JSONValue.string("\"\"\"\"\"\"\"\"\"").text() == #""\"\"\"\"\"\"\"\"\"""#)
    }

    @Test func `every scalar comes back from writing and parsing`() throws {
        var text = ""
        for code in stride(from: UInt32(0), through: 0x10FFFF, by: 0x3B) {
            if let scalar = Unicode.Scalar(code) { text.unicodeScalars.append(scalar) }
        }
        let value = JSONValue.array([.string(text), .object([text: nil])])
        let back = try JSONValue(parsing: value.bytes())
        #expect(back[0]?.string.map { Array($0.utf8) } == Array(text.utf8))
        #expect(back == value)
    }
}
