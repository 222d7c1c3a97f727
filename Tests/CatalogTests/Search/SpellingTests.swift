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

    @Test func `a word of four letters is no slip of one with another letter`() {
        #expect(Self.spelling.nearest("cart")?.word != "cert")
        #expect(Self.spelling.nearest("cetr")?.word == "cert")
    }

    @Test func `a German word is meant only where German may be spoken`() {
        #expect(Self.spelling.nearest("geloscht", german: true)?.word == "geloescht")
        #expect(Self.spelling.nearest("geloscht", german: false)?.word != "geloescht")
    }

    @Test func `letters are sooner lost than taken for others`() {
        #expect(Self.spelling.nearest("expird")?.word == "expired")
    }
}
