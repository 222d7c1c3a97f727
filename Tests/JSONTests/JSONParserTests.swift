import JSON
import Testing

@Suite struct JSONParserTests {
    @Test(
        arguments: [
            ("null", .null), (" true ", true), ("false", false), ("0", 0), ("-7", -7), (#""""#, ""), (#""a""#, "a"), ("[]", []),
            ("{}", [:]),
            ("[1,2]", [1, 2]), ("\t\r\n [ 1 , [ ] ] ", [1, []]), (#"{"a":{"b":[null]}}"#, ["a": ["b": [nil]]]),
            (#"{ "" : 1 }"#, ["": 1]), ("\u{FEFF}[]", []), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
            (#""\u0041\u00e9\u20AC\u0000""#, "A\u{E9}\u{20AC}\u{0}"), (#""\ud83d\ude00 \uD834\uDD1E""#, "😀 𝄞"),
            (#""é€😀""#, "é€😀"), (#""é\n€""#, "é\n€"), ("\"\u{7F}\u{2028}\"", "\u{7F}\u{2028}"), (#""\uFFFD\uE000""#, "\u{FFFD}\u{E000}"),
        ] as [(String, JSONValue)]
    )
    func `a document of the grammar is read`(text: String, expected: JSONValue) throws {
        #expect(try JSONValue(parsing: text) == expected)
    }

    @Test(
        arguments: [
            ("", 1, 1, "expected a value"), ("  ", 1, 3, "ends too early"), ("nul", 1, 4, "expected 'null'"),
            ("nulL", 1, 4, "expected 'null'"),
            ("True", 1, 1, "expected a value"), ("NaN", 1, 1, "expected a value"), ("Infinity", 1, 1, "expected a value"),
            ("1 2", 1, 3, "after the document"), ("nullx", 1, 5, "after the document"), ("[1,]", 1, 4, "expected a value"),
            ("[,1]", 1, 2, "expected a value"), ("[1 2]", 1, 4, "expected ',' or ']'"), ("[1", 1, 3, "ends too early"),
            ("]", 1, 1, "expected a value"),
            ("{\"a\"}", 1, 5, "expected ':'"), ("{\"a\":}", 1, 6, "expected a value"), ("{\"a\":1,}", 1, 8, "double quotes"),
            ("{a:1}", 1, 2, "double quotes"), ("{'a':1}", 1, 2, "double quotes"), ("{\"a\":1 \"b\":2}", 1, 8, "expected ',' or '}'"),
            ("{\n  \"a\": 1,\n  \"b\" 2\n}", 3, 7, "expected ':'"), ("[\"é\", x]", 1, 7, "expected a value"),
            ("/* */1", 1, 1, "expected a value"),
            ("{\"a\":1,\"b\":2,\"a\":3}", 1, 14, "\"a\" appears twice"), ("{\"a\":1,\"\\u0061\":3}", 1, 8, "appears twice"),
            ("{\"é\":1,\"\\u00e9\":3}", 1, 8, "appears twice"), ("\u{FEFF}", 1, 2, "ends too early"),
            ("[1]\u{A0}", 1, 4, "after the document"),
        ]
    )
    func `a document outside the grammar is an error with its place`(text: String, line: Int, column: Int, reason: String) throws {
        let error = try #require(throws: JSONError.self) { try JSONValue(parsing: text) }
        #expect(error.line == line)
        #expect(error.column == column)
        #expect(error.description.contains(reason))
        #expect(error.description.hasPrefix("line \(line), column \(column): "))
    }

    @Test(
        arguments: [
            ("\"", "ends too early"), ("\"a\n\"", "control character"), ("\"\t\"", "control character"), ("\"\u{0}\"", "control character"),
            (#""\"#, "ends too early"), (#""\x41""#, "unknown escape"), (#""\'""#, "unknown escape"), (#""\U0041""#, "unknown escape"),
            (#""\u00""#, "four hexadecimal digits"), (#""\u00g0""#, "four hexadecimal digits"), (#""\u+123""#, "four hexadecimal digits"),
            (#""\u12"#, "ends too early"), (#""\ud800""#, "half of a surrogate pair"), (#""\udc00""#, "half of a surrogate pair"),
            (#""\ud800\n""#, "half of a surrogate pair"), (#""\ud800\u0041""#, "half of a surrogate pair"),
            (#""\ud800\ud800""#, "half of a surrogate pair"), (#""\udc00\ud800""#, "half of a surrogate pair"),
            (#""\ud800\"#, "surrogate pair"),
        ]
    )
    func `a malformed string is an error`(text: String, reason: String) throws {
        let error = try #require(throws: JSONError.self) { try JSONValue(parsing: text) }
        #expect(error.reason.contains(reason))
    }

    @Test(
        arguments: [
            ([0x80], 0), ([0x61, 0xFF], 1), ([0xC0, 0xAF], 0), ([0xC3], 0), ([0xE2, 0x82], 0), ([0xED, 0xA0, 0x80], 0),
            ([0xF4, 0x90, 0x80, 0x80], 0), ([0xF0, 0x80, 0x80, 0x80], 0), ([0xC3, 0xA9, 0xE9], 2),
            ([0x5C, 0x6E, 0xC3, 0xA9, 0xC3, 0x5C, 0x6E], 4), ([0xC3, 0x5C, 0x75, 0x30, 0x30, 0x38, 0x30], 0),
        ] as [([UInt8], Int)]
    )
    func `bytes that are not UTF-8 are an error at the first of them`(content: [UInt8], offset: Int) throws {
        let error = try #require(throws: JSONError.self) { try JSONValue(parsing: [0x22] + content + [0x22]) }
        #expect(error.reason.contains("UTF-8"))
        #expect(error.offset == offset + 1)
    }

    @Test(arguments: 0...72)
    func `a mark is found at every place in a string`(length: Int) throws {
        let plain = String(repeating: "x", count: length)
        #expect(try JSONValue(parsing: "\"\(plain)\"") == .string(plain))
        #expect(try JSONValue(parsing: "\"\(plain)\\n\(plain)\"") == .string("\(plain)\n\(plain)"))
        #expect(try JSONValue(parsing: "\"\(plain)é\(plain)\"") == .string("\(plain)é\(plain)"))
        #expect(try JSONValue(parsing: "{\"\(plain)\":0,\"\(plain)y\":1}") == [plain: 0, plain + "y": 1])
        for control in 0..<0x20 as Range<UInt8> {
            let bytes = Array("\"\(plain)".utf8) + [control] + Array("\(plain)\"".utf8)
            let error = try #require(throws: JSONError.self) { try JSONValue(parsing: bytes) }
            #expect(error.offset == length + 1)
        }
    }

    @Test func `a prefix of a document is an error and never a value`() throws {
        let document = Array(#"{"name":"a\u00e9😀\ud83d\ude00","list":[1.5e-3,true,false,null,{"x":[]}]}"#.utf8)
        _ = try JSONValue(parsing: document)
        for end in 0..<document.count {
            #expect(throws: JSONError.self) { try JSONValue(parsing: Array(document.prefix(end))) }
        }
    }

    @Test func `nesting is allowed up to the limit and not beyond`() throws {
        let limits = JSONLimits(maximumBytes: 1000, maximumDepth: 3)
        #expect(try JSONValue(parsing: "[{\"a\":[1]}]", limits: limits) == [["a": [1]]])
        let error = try #require(throws: JSONError.self) { try JSONValue(parsing: "[{\"a\":[[]]}]", limits: limits) }
        #expect(error.column == 8)
        #expect(error.reason == "more than 3 nested arrays and objects")
        #expect(try JSONValue(parsing: "1", limits: JSONLimits(maximumBytes: 1, maximumDepth: 0)) == 1)
    }

    @Test(arguments: ["[", "{\"a\":"])
    func `a million open levels are an error, whatever depth was asked for`(opening: String) {
        let limits = JSONLimits(maximumBytes: .max, maximumDepth: .max)
        #expect(limits.maximumDepth == JSONLimits.deepest)
        #expect(throws: JSONError.self) { try JSONValue(parsing: String(repeating: opening, count: 1_000_000), limits: limits) }
    }

    @Test func `a document is allowed up to the byte limit and not beyond`() throws {
        let limits = JSONLimits(maximumBytes: 4, maximumDepth: 1)
        #expect(try JSONValue(parsing: "true", limits: limits) == true)
        let error = try #require(throws: JSONError.self) { try JSONValue(parsing: "false", limits: limits) }
        #expect(error.reason == "the document has 5 bytes, the limit is 4")
        #expect(throws: JSONError.self) { try JSONValue(parsing: "1", limits: JSONLimits(maximumBytes: -1, maximumDepth: 1)) }
    }

    @Test func `duplicate names are found in an object of any size`() throws {
        for count in [2, 10, 24, 25, 26, 300] {
            let members = (0..<count).map { "\"name-of-some-length-\($0)\":\($0)" }
            #expect(try JSONValue(parsing: "{\(members.joined(separator: ","))}").object?.count == count)
            for repeated in [0, count / 2, count - 1] {
                let text = "{\((members + [members[repeated]]).joined(separator: ","))}"
                #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
            }
        }
    }
}
