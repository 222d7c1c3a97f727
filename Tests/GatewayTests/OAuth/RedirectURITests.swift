import Testing

@testable import Gateway

@Suite struct RedirectURITests {
    @Test(arguments: [
        "https://app.example/callback", "https://app.example:8443/cb?a=1", "http://127.0.0.1:33418/", "http://localhost/callback",
        "http://[::1]:7777/x", "cursor://anysphere.cursor-retrieval/oauth/callback", "com.example.app:/done",
    ])
    func `an address that can be compared is one`(_ text: String) throws {
        let redirect = try #require(RedirectURI(text))
        #expect(redirect.description == text && redirect.accepts(redirect))
    }

    @Test(arguments: [
        "", "callback", "/callback", "http://app.example/cb", "https:///cb", "https://user@app.example/cb", "https://app.example/cb#x",
        "https://*.app.example/cb", "https://app.example/c b", "https://app.example/\u{e4}", "https://app.example:0/",
        "https://app.example:/",
        "https://app.example:99999/", "HTTPS://app.example/", "javascript://x.y/%0aalert(1)", "data:text/html,x", "file:///etc/passwd",
        "https://app.example\\@evil.example/", "http://127.0.0.1.evil.example/", "http://127.0.0.1@evil.example/", "https://a%2eb/",
        ".x:/y",
        "https://app.example/" + String(repeating: "a", count: 1100),
    ])
    func `an address that could lead elsewhere is none`(_ text: String) {
        #expect(RedirectURI(text) == nil)
    }

    @Test(arguments: [
        ("https://app.example/cb", "https://app.example/cb/"), ("https://app.example/cb", "https://app.example/cb?x=1"),
        ("https://app.example/cb", "https://app.example:8443/cb"), ("https://app.example/cb", "https://app.example.evil/cb"),
        ("http://127.0.0.1/cb", "http://localhost/cb"), ("http://127.0.0.1/cb", "http://127.0.0.1:5000/other"),
        ("https://app.example/cb", "https://app.example/CB"),
    ])
    func `another address than the registered one is refused`(_ registered: String, _ asked: String) throws {
        #expect(try !#require(RedirectURI(registered)).accepts(#require(RedirectURI(asked))))
    }

    @Test(arguments: ["127.0.0.1", "[::1]", "localhost"])
    func `on one's own machine the port may change, and nothing else`(_ host: String) throws {
        let registered = try #require(RedirectURI("http://\(host):3000/cb"))
        #expect(try registered.accepts(#require(RedirectURI("http://\(host):51234/cb"))))
        #expect(try !registered.accepts(#require(RedirectURI("https://\(host):3000/cb"))))
    }

    @Test func `parameters stand behind those it has`() throws {
        let redirect = try #require(RedirectURI("https://app.example/cb?a=1"))
        #expect(
            redirect.adding([("state", "x y&z"), ("iss", "https://s")]) == "https://app.example/cb?a=1&state=x%20y%26z&iss=https%3A%2F%2Fs"
        )
        #expect(redirect.source == "https://app.example")
        #expect(try #require(RedirectURI("http://[::1]:70/x")).source == "http:")
        #expect(try #require(RedirectURI("cursor://a/b")).source == "cursor:")
    }
}
