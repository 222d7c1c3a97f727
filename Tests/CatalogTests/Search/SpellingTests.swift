import Testing

@testable import Catalog

@Suite struct SpellingTests {
    private static let spelling = SearchIndex(Catalog([]), overlay: .none).spelling

    @Test(arguments: [
        ("certficate", "certificate"), ("certificaet", "certificate"), ("renwe", "renew"), ("vualt", "vault"), ("passwrod", "password"),
    ]) func `one slip is seen through`(written: String, meant: String) {
        #expect(Self.spelling.nearest(written)?.word == meant)
    }

    @Test func `short words and far ones stay as they are`() {
        #expect(Self.spelling.nearest("cat") == nil)
        #expect(Self.spelling.nearest("xylophone") == nil)
    }

    @Test func `the opposite of a word is no slip of it`() {
        #expect(Self.spelling.nearest("unregister")?.word != "register")
    }

    @Test func `a word of talk is seen through, so that it is not taken for one of the field`() {
        #expect(Self.spelling.nearest("becuase")?.word == "because")
    }
}
