import Testing

@testable import Gateway

@Suite struct GlobTests {
    @Test(arguments: [
        ("web", "web", true), ("web", "WEB", true), ("web", "webs", false), ("w?b", "web", true), ("w?b", "wb", false),
        ("shop-*", "shop-", true), ("shop-*", "shop-1", true), ("shop-*", "shop/1", false), ("**", "a/b/c", true),
        ("/subscriptions/*/providers/**", "/subscriptions/1/providers/a/b", true),
        ("/subscriptions/*/providers/**", "/subscriptions/1/2/providers/a", false), ("*", "", true), ("", "", true), ("", "a", false),
        ("?", "/", false), ("*_Purge*", "Vaults_PurgeDeleted", true), ("***", "a/b", true),
    ])
    func `a pattern matches what it says`(_ pattern: String, _ name: String, _ matches: Bool) {
        #expect(Glob(pattern).matches(name) == matches)
    }

    @Test func `many stars cost no more than pattern times text`() {
        #expect(!Glob(String(repeating: "*a", count: 250)).matches(String(repeating: "a", count: 5000) + "b"))
    }
}
