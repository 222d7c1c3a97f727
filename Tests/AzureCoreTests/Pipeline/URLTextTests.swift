import AzureCore
import Testing

@Suite struct URLTextTests {
    @Test func `everything but unreserved characters is encoded`() {
        #expect(URLText.encode("a b/ü?#%") == "a%20b%2F%C3%BC%3F%23%25")
        #expect(URLText.encode("A-z_0.9~") == "A-z_0.9~")
    }

    @Test(arguments: ["", ".", ".."]) func `a segment that would name another resource has no path`(segment: String) {
        #expect(URLText.path(["subscriptions", segment]) == nil)
    }

    @Test func `an origin is scheme, host and port, and nothing else of a URL`() {
        #expect(Origin(url: "HTTPS://Management.Azure.COM/x?y") == Origin(url: "https://management.azure.com:443"))
        #expect(Origin(url: "https://a.test") != Origin(url: "https://a.test:8443"))
        #expect(Origin(url: "https://a.test@evil.test/") == nil)
        #expect(Origin(url: "ftp://a.test") == nil)
        #expect(Origin(url: "/relative") == nil)
        #expect(Origin(url: "") == nil)
    }

    /// A space in the query makes it one that is read in full; what comes out is the same.
    @Test(arguments: [
        "https://management.azure.com", "https://a.test/", "https://a.test:8443/x/y-z_1~2.3?api-version=2024-11-01&b=c",
        "https://localhost:1", "https://127.0.0.1:65535/", "https://a.test:443", "https://a..test/", "https://-a/", "https://0x7f.1/",
    ])
    func `a URL of the usual form has the origin a reader of all URLs finds`(url: String) {
        let origin = Origin(url: url)
        #expect(origin != nil)
        let query = url.contains("?") ? "&q=%20" : url.dropFirst(8).contains("/") ? "?q=%20" : "/?q=%20"
        #expect(origin == Origin(url: url + query))
    }

    @Test(arguments: ["https://", "https:///x", "https://:80/", "https://a.test:+80/", "https://a.test:80@evil.test/", "https://a test/"])
    func `what only looks like the usual form is no origin of it`(url: String) {
        #expect(Origin(url: url)?.host != "a.test" || Origin(url: url) == nil)
        #expect(Origin(url: url) != Origin(url: "https://a.test:80"))
    }

    @Test(arguments: [0, 65_536, 848_443]) func `a port that no machine has is no origin`(port: Int) {
        #expect(Origin(url: "https://a.test:65535") != nil)
        #expect(Origin(url: "https://a.test:\(port)/") == nil)
    }
}
