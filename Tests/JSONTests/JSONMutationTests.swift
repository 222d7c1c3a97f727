import JSON
import Testing

/// Thousands of damaged documents, the same ones in every run.
@Suite struct JSONMutationTests {
    private static let documents = [
        #"{"id":"/subscriptions/0/x","properties":{"keySize":2048,"list":[1.5e-3,-0,true,false,null],"t":"a\"\\\u00e9\ud83d\ude00é😀"}}"#,
        #"[[[],{}],{"a":{"b":{"c":[1,2,3,{"d":"\n\t\r"}]}}},"",0,-1.25E+10,"0123456789abcdef0123456789abcdef"]"#,
        "{\n  \"name\" : \"value\",\r\n\t\"other\":[ ]\n}\n",
    ]
    private static let fragments = [
        "\"", "\\", "\\u", "\\ud83d", "{", "}", "[", "]", ",", ":", "0", "-", "e", ".", "null", "\u{0}", "é", " ",
    ].map {
        Array($0.utf8)
    }

    @Test(arguments: documents.indices)
    func `a damaged document is an error or reads the same after writing`(document: Int) throws {
        var generator = SplitMix(state: UInt64(document) + 1)
        let original = Array(Self.documents[document].utf8)
        for _ in 0..<3000 {
            var bytes = original
            for _ in 0...Int.random(in: 0...3, using: &generator) { mutate(&bytes, using: &generator) }
            do throws(JSONError) {
                let value = try JSONValue(parsing: bytes)
                #expect(try JSONValue(parsing: value.bytes()) == value)
                #expect(try JSONValue(parsing: value.bytes(pretty: true)) == value)
            } catch {
                #expect((0...bytes.count).contains(error.offset))
                #expect(error.line >= 1 && error.column >= 1)
            }
        }
    }

    private func mutate(_ bytes: inout [UInt8], using generator: inout SplitMix) {
        let start = Int.random(in: 0...bytes.count, using: &generator)
        let end = min(bytes.count, start + Int.random(in: 0...4, using: &generator))
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: bytes.removeSubrange(start..<end)
        case 1: bytes.insert(contentsOf: Self.fragments.randomElement(using: &generator) ?? [], at: start)
        case 2: bytes.insert(contentsOf: bytes[start..<end], at: start)
        case 3: bytes.replaceSubrange(start..<end, with: [UInt8.random(in: .min ... .max, using: &generator)])
        default: bytes.removeSubrange(end...)
        }
    }
}

struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
