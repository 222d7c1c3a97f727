import Testing

@testable import Service

@Suite struct HTMLTests {
    @Test func `what comes from outside is text, in an element and in an attribute`() {
        let outside = "<script>alert('x')</script>\"&"
        let html: HTML = "<b title=\"\(outside)\">\(outside)</b>"
        let escaped = "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;"
        #expect(html.text == "<b title=\"\(escaped)\">\(escaped)</b>")
    }

    @Test func `markup put into markup stays markup`() {
        let inner: HTML = "<i>\("a<b")</i>"
        let none: HTML? = nil
        let html: HTML = "<p>\(inner)\(none)\(7)</p>"
        #expect(html.text == "<p><i>a&lt;b</i>7</p>")
    }

    @Test(arguments: ["\u{202E}", "\u{200B}", "\u{2066}", "\u{0}", "\u{1B}", "\u{85}", "\u{2028}", "\u{FEFF}"])
    func `what cannot be seen, or turns what is seen around, is shown by its number`(character: String) {
        let html: HTML = "\("a" + character + "b")"
        #expect(html.text.contains("[U+") && !html.text.contains(character))
    }
}
