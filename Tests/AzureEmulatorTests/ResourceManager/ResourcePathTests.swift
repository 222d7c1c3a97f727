import Testing

@testable import AzureEmulator

@Suite struct ResourcePathTests {
    private func path(_ text: String) -> ResourcePath? { ResourcePath(text.split(separator: "/").map(String.init)) }

    @Test func `a resource in a group has scope, types and names`() {
        let path = path("subscriptions/s/resourceGroups/g/providers/N.P/a/1/b/2")
        #expect(path?.subscription == "s" && path?.resourceGroup == "g" && path?.scope == "/subscriptions/s/resourceGroups/g")
        #expect(path?.type == "N.P/a/b" && path?.names == ["1", "2"] && path?.isResource == true)
        #expect(path?.id(type: "n.p/A/B") == "/subscriptions/s/resourceGroups/g/providers/n.p/A/1/B/2")
    }

    @Test func `a resource on a resource has that one as its scope`() {
        let path = path("subscriptions/s/resourceGroups/g/providers/N.P/a/1/providers/M.Q/c/3")
        #expect(path?.scope == "/subscriptions/s/resourceGroups/g/providers/N.P/a/1" && path?.type == "M.Q/c")
    }

    @Test func `a collection and an action have one type more than names`() {
        #expect(path("subscriptions/s/providers/N.P/a")?.isResource == false)
        #expect(path("subscriptions/s/resourceGroups/g/providers/N.P/a/1/act")?.names == ["1"])
    }

    @Test(arguments: ["nothing/s", "subscriptions/s/what/x", "subscriptions/s/providers"])
    func `what is no path of Resource Manager is refused`(text: String) {
        #expect(path(text) == nil)
    }
}
