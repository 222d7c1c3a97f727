import Testing

@testable import Gateway

@Suite struct OAuthFieldsTests {
    @Test func `fields are decoded, and an empty one counts as not sent`() throws {
        let fields = try #require(OAuthFields(parsing: "a=1%202+3&b=&c=%C3%A4&&d"))
        #expect(fields["a"] == "1 2 3" && fields["b"] == nil && fields["c"] == "\u{e4}" && fields["d"] == nil)
    }

    @Test(arguments: ["a=1&a=2", "a=%", "a=%4", "a=%GG", "a=%00", "a=%FF", "%61=1&a=2", String(repeating: "a", count: 20_000)])
    func `what repeats a name or is no text is refused whole`(_ text: String) {
        #expect(OAuthFields(parsing: text) == nil)
    }

    @Test func `more fields than any request has are refused`() {
        #expect(OAuthFields(parsing: (0..<64).map { "f\($0)=1" }.joined(separator: "&")) != nil)
        #expect(OAuthFields(parsing: (0..<65).map { "f\($0)=1" }.joined(separator: "&")) == nil)
    }
}
