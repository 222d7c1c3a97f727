import Foundation
import HTTPTypes
import JSON
import Testing

@testable import AzureEmulator

@Suite struct TokenCheckTests {
    private var rig: Rig

    init() throws { rig = try Rig() }

    private mutating func code(_ headers: HTTPFields) throws -> (code: String?, challenge: String?) {
        let response = rig.send("GET", "\(rig.group)?api-version=2024-03-01", nil, headers).response
        #expect(response.status == 401)
        return (try JSONValue(parsing: response.body)["error"]?["code"]?.string, response.headers[.wwwAuthenticate])
    }

    @Test mutating func `no token, a broken one, and one for another service are refused by name`() throws {
        let (missing, challenge) = try code(HTTPFields())
        #expect(missing == "AuthenticationFailed")
        #expect(challenge?.hasPrefix("Bearer authorization_uri=\"https://localhost:4443/") == true)
        #expect(try code(Rig.bearer("a.b.c")).code == "InvalidAuthenticationToken")
        let vault = rig.token(resource: "https://vault.azure.net")
        #expect(try code(Rig.bearer(vault)).code == "InvalidAuthenticationTokenAudience")
        let good = rig.token(resource: "https://management.azure.com")
        let (head, signature) = (good.split(separator: ".")[0], good.split(separator: ".")[2])
        let payload = base64URL(Data(#"{"aud":"https://management.azure.com","exp":9999999999}"#.utf8))
        #expect(try code(Rig.bearer("\(head).\(payload).\(signature)")).code == "InvalidAuthenticationToken")
    }

    @Test mutating func `tokens end in real time, whatever the virtual clock shows`() throws {
        let token = rig.token(resource: "https://management.azure.com")
        _ = rig.control("POST", "/clock", ["advanceSeconds": 1_000_000])
        #expect(rig.send("GET", "\(rig.group)?api-version=2024-03-01", nil, Rig.bearer(token)).response.status == 200)
        rig.wait(seconds: 3600)
        #expect(try code(Rig.bearer(token)).code == "ExpiredAuthenticationToken")
    }
}
