import JSON
import Testing

@testable import Gateway

@Suite struct SecretNamesTests {
    @Test(arguments: [
        "password", "Password", "PRIMARY_KEY", "primary-key", "client.secret", "connectionString", "csr", "CSR", "api key", "api\u{212A}ey",
        "  pass  word  ", "sharedAccessKey", "access_token",
    ])
    func `a telling name is one in any spelling`(name: String) {
        #expect(SecretNames.isOne(name, "value"))
    }

    @Test(arguments: [
        "", "passwords", "key", "keySize", "domain", "name", "thumbprint", "csrs", "token", "serialNumber", "12", "ключ", "ｐassword",
    ])
    func `other names are not`(name: String) {
        #expect(!SecretNames.isOne(name, "value"))
    }

    @Test(arguments: [
        "abc-----BEGIN RSA PRIVATE KEY-----x", "-----BEGIN CERTIFICATE REQUEST-----MIIB",
        "x eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjMifQ.c2ln y",
    ])
    func `a key, a request and a token are telling wherever they stand`(text: String) {
        #expect(Self.isTelling(text))
        #expect(Self.isTelling(String(repeating: "ä", count: 33) + text))
    }

    @Test(arguments: [
        "-----BEGIN CERTIFICATE-----MIIBMIIBMIIB-----", "eyJ short", "eyJhbGciOiJIUzI1NiJ9 and nothing else behind it, no dots", "eyJ",
    ])
    func `what has no more than a part of their looks is not`(text: String) {
        #expect(!Self.isTelling(text))
    }

    @Test func `a token is told behind what only begins like one`() {
        let token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjMifQ.c2ln"
        for before in ["eyJ and ", "eyJ.", "eyJ-", "eyJshort.x.y, then ", "eyJeyJeyJeyJ ", "eyJhbGciOiJIUzI1NiJ9."] {
            #expect(Self.isTelling(before + token), "\(before)")
        }
        // However many begin, a text is gone through about once.
        #expect(!Self.isTelling(String(repeating: "eyJ", count: 300_000)))
        #expect(!Self.isTelling(String(repeating: "eyJ.", count: 300_000)))
    }

    private static func isTelling(_ text: String) -> Bool { Array(text.utf8).withUnsafeBytes { SecretNames.isTelling($0) } }
}
