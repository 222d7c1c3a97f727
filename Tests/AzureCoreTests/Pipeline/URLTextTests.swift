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

    @Test(arguments: [0, 65_536, 848_443]) func `a port that no machine has is no origin`(port: Int) {
        #expect(Origin(url: "https://a.test:65535") != nil)
        #expect(Origin(url: "https://a.test:\(port)/") == nil)
    }
}
