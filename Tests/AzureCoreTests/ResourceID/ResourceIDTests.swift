import AzureCore
import Testing

@Suite struct ResourceIDTests {
    private let text =
        "/subscriptions/S1/resourceGroups/Rg/providers/Microsoft.CertificateRegistration/certificateOrders/Shop/certificates/Link"

    @Test func `an id gives its parts and its own casing back`() throws {
        let id = try #require(ResourceID(text))
        #expect(id.subscriptionId == "S1")
        #expect(id.resourceGroup == "Rg")
        #expect(id.provider == "Microsoft.CertificateRegistration")
        #expect(id.type == "Microsoft.CertificateRegistration/certificateOrders/certificates")
        #expect(id.names == ["Shop", "Link"])
        #expect(id.name == "Link")
        #expect(id.description == text)
    }

    @Test func `casing and a trailing slash make no difference`() throws {
        let id = try #require(ResourceID(text))
        #expect(id == ResourceID(text.uppercased()))
        #expect(Set([id, try #require(ResourceID(text.lowercased() + "/"))]).count == 1)
        #expect(id != ResourceID("/subscriptions/S2"))
    }

    @Test func `a slash is a slash whatever mark follows it`() {
        #expect(ResourceID("/subscriptions/a/\u{301}b/c")?.segments == ["subscriptions", "a", "\u{301}b", "c"])
        #expect(ResourceID("/subscriptions/a/\u{301}b") == nil)
        #expect(ResourceID("/subscriptions/a\u{7F}") == nil)
    }

    @Test func `ids are built from the subscription down`() {
        let group = ResourceID.resourceGroup("Rg", subscriptionId: "S1")
        let link = group.resource("Microsoft.CertificateRegistration", "certificateOrders", "Shop").child("certificates", "Link")
        #expect(link.description == text)
        #expect(group.type == nil)
        #expect(group.names.isEmpty)
    }

    @Test func `parents lead up to the subscription`() throws {
        var chain: [String] = []
        var id = ResourceID(text)
        while let current = id {
            chain.append(current.name)
            id = current.parent
        }
        #expect(chain == ["Link", "Shop", "Rg", "S1"])
    }

    @Test func `an extension resource belongs to its last provider`() throws {
        let id = try #require(ResourceID(text + "/providers/Microsoft.Authorization/roleAssignments/R"))
        #expect(id.provider == "Microsoft.Authorization")
        #expect(id.type == "Microsoft.Authorization/roleAssignments")
        #expect(id.names == ["R"])
    }

    @Test func `a group may be called providers`() throws {
        let id = try #require(ResourceID("/subscriptions/s/resourceGroups/providers/providers/Microsoft.Web/sites/a"))
        #expect(id.provider == "Microsoft.Web")
        #expect(id.resourceGroup == "providers")
    }

    @Test(arguments: [
        "", "/", "subscriptions/s", "/subscriptions", "/subscriptions//x/y", "/subscriptions/s/resourceGroups/..", "/subscriptions/a?b",
        "/subscriptions/a\u{0}", "/a/b#c", "/" + String(repeating: "a", count: 5000) + "/b",
    ])
    func `what is no id is none`(text: String) {
        #expect(ResourceID(text) == nil)
    }
}
