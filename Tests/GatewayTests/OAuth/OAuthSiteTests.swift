import JSON
import Testing

@testable import Gateway

@Suite struct OAuthSiteTests {
    private let site = OAuthSite(origin: "https://signet.test")

    @Test func `the documents name each other as the specifications ask`() {
        #expect(site.resourceMetadata["resource"] == "https://signet.test/mcp")
        #expect(site.resourceMetadata["authorization_servers"] == ["https://signet.test"])
        #expect(site.serverMetadata["issuer"] == "https://signet.test")
        #expect(site.serverMetadata["code_challenge_methods_supported"] == ["S256"])
        for name in ["authorization", "token", "registration", "revocation"] {
            #expect(site.serverMetadata["\(name)_endpoint"]?.string?.hasPrefix("https://signet.test/oauth/") == true)
        }
    }

    @Test func `a challenge says where to look and which scope is needed`() {
        #expect(
            site.challenge()
                == "Bearer resource_metadata=\"https://signet.test/.well-known/oauth-protected-resource/mcp\", scope=\"read\""
        )
        let narrow = site.challenge(OAuthError(.insufficientScope, "Ordering needs order."), scopes: [.order, .read])
        #expect(narrow.hasPrefix("Bearer error=\"insufficient_scope\", resource_metadata=") && narrow.contains("scope=\"read order\""))
    }

    @Test func `a foreign issuer is where clients are sent`() {
        let site = OAuthSite(origin: "https://signet.test", foreignIssuer: "https://login.example/tenant/v2.0")
        #expect(site.resourceMetadata["authorization_servers"] == ["https://login.example/tenant/v2.0"])
    }
}
