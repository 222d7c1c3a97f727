import HTTPTypes
import Testing

@testable import AzureCore

@Suite struct BearerChallengeTests {
    private func challenge(_ header: String) -> BearerChallenge? {
        BearerChallenge([.wwwAuthenticate: header])
    }

    @Test func `scope, resource and tenant are read, quoted or not, in any order`() {
        let one = challenge(#"bearer resource=https://vault.azure.net , authorization="https://login.windows.net/abc/oauth2""#)
        #expect(one?.scope == "https://vault.azure.net/.default")
        #expect(one?.tenantId == "abc")
        #expect(challenge(#"Bearer scope="https://a/.default", resource="https://b""#)?.scope == "https://a/.default")
    }

    @Test func `other schemes beside it are passed over`() {
        let header = #"PoP nonce="1", scope="no", Bearer authorization_uri="https://l/t", scope="yes", Basic realm="x", scope="no""#
        #expect(challenge(header)?.scope == "yes")
        #expect(challenge(#"Basic realm="x""#) == nil)
        #expect(challenge("") == nil)
    }

    @Test func `claims of either base64 alphabet are decoded, padded or not`() {
        #expect(challenge(#"Bearer claims="eyJhIjoiPz8_In0""#)?.claims == #"{"a":"???"}"#)
        #expect(challenge(#"Bearer claims="eyJhIjoiPz8/In0=""#)?.claims == #"{"a":"???"}"#)
    }

    @Test(arguments: [("shop.vault.azure.net", true), ("vault.azure.net", true), ("evilvault.azure.net", false), ("azure.net", false)])
    func `only a host below the resource belongs to it`(host: String, belongs: Bool) {
        #expect(challenge(#"Bearer resource="https://vault.azure.net""#)?.resourceIsParent(of: host) == belongs)
    }

    @Test(arguments: ["Bearer", "Bearer =", "Bearer a=\"", "Bearer ,,,", "=", "Bearer a=\"\\", "\"", "Bearer a=b c"])
    func `broken headers are read as far as they go`(header: String) {
        #expect(challenge(header)?.scope == nil)
    }
}
