import CertificateMaterial
import Crypto
import Foundation
import JSON
import TestSupport
import Testing

@testable import AzureEmulator

@Suite struct ClientCertificateTests {
    private var rig: Rig
    private let certificate: CertificateFacts
    private var id: String { rig.state.tenant.client.appID }

    init() throws {
        rig = try Rig()
        certificate = try TestAssertion.certificate(of: TestKeys.shared())
        let answer = rig.control("POST", "/clients/\(rig.state.tenant.client.appID)/certificates", ["pem": .string(certificate.pem)])
        try #require(answer.status == 201, "\(answer.json)")
    }

    private func assertion() throws -> TestAssertion {
        var assertion = TestAssertion(
            claims: [
                "aud": .string("https://localhost:4443/\(rig.state.tenant.id)/oauth2/v2.0/token"), "iss": .string(id), "sub": .string(id),
                "jti": .string(guid()),
            ],
            key: try TestKeys.shared()
        )
        assertion.header["x5t"] = .string(base64URL(Data(Insecure.SHA1.hash(data: certificate.der))))
        for (name, value) in rig.times() { assertion.claims[name] = value }
        return assertion
    }

    private mutating func send(_ change: (inout TestAssertion) throws -> Void) throws -> Rig.Answer {
        var assertion = try assertion()
        try change(&assertion)
        return rig.tokenAnswer(assertion: try assertion.text())
    }

    @Test mutating func `a registered certificate proves its application, and the token says how`() throws {
        let answer = try send { _ in }
        try #require(answer.status == 200, "\(answer.json)")
        let token = answer.json["access_token"]?.string ?? ""
        let claims = try JSONValue(parsing: Array(fromBase64URL(token.split(separator: ".")[1]) ?? Data()))
        #expect(claims["appidacr"] == "2" && claims["appid"] == .string(id))
        #expect(rig.arm(as: Rig.bearer(token), "GET", rig.group).status == 200)
    }

    @Test mutating func `every way to name the certificate and both algorithms are understood`() throws {
        let der = Data(certificate.der)
        let sha256 = base64URL(Data(SHA256.hash(data: der)))
        #expect(try send { $0.header["alg"] = "PS256" }.status == 200)
        #expect(
            try send {
                $0.header["x5t"] = nil
                $0.header["x5t#S256"] = .string(sha256)
            }.status == 200
        )
        #expect(
            try send {
                $0.header["x5t"] = nil
                $0.header["x5c"] = [.string(der.base64EncodedString())]
            }.status == 200
        )
        // MSAL for Python: padded names, times with a fraction.
        #expect(
            try send {
                $0.header["x5t"] = .string(($0.header["x5t"]?.string ?? "") + "=")
                $0.claims["exp"] = JSONNumber(Rig.start.timeIntervalSince1970 + 599.5).map(JSONValue.number)
                $0.claims["nbf"] = nil
            }.status == 200
        )
    }

    @Test(arguments: ["/oauth2/v2.0/token", "/oauth2/token", "/v2.0", "/"])
    func `the audience may be either version of the endpoint, or the issuer`(suffix: String) throws {
        var suite = try ClientCertificateTests()
        let tenant = suite.rig.state.tenant.id
        #expect(try suite.send { $0.claims["aud"] = .string("https://localhost:4443/\(tenant)\(suffix)") }.status == 200)
        var assertion = try suite.assertion()
        assertion.claims["aud"] = .string("https://localhost:4443/\(tenant)\(suffix)")
        let resource = ["resource": "https://management.azure.com"]
        #expect(suite.rig.tokenAnswer(assertion: try assertion.text(), resource, path: "oauth2/token").status == 200)
    }

    @Test mutating func `each lie is refused by its number`() throws {
        #expect(rig.refusal(try send { $0.key = try TestKeys.other() }) == 700_027)
        #expect(rig.refusal(try send { $0.header["x5t"] = .string(base64URL(Data(repeating: 7, count: 20))) }) == 700_027)
        #expect(rig.refusal(try send { $0.header["x5t"] = nil }) == 700_027)
        #expect(rig.refusal(try send { $0.header["x5c"] = ["AAAA"] }) == 700_027)
        #expect(rig.refusal(try send { $0.claims["iss"] = "somebody" }) == 700_021)
        #expect(rig.refusal(try send { $0.claims["sub"] = "somebody" }) == 700_021)
        #expect(rig.refusal(try send { $0.claims["aud"] = "https://login.example/token" }) == 700_023)
        #expect(rig.refusal(try send { $0.claims["exp"] = 1_799_999_000 }) == 700_024)
        #expect(rig.refusal(try send { $0.claims["nbf"] = 1_800_000_400 }) == 700_024)
        #expect(rig.refusal(try send { $0.claims["exp"] = nil }) == 50_027)
        #expect(rig.refusal(try send { $0.header["alg"] = "none" }) == 50_027)
        #expect(rig.refusal(rig.tokenAnswer(assertion: try assertion().text(brokenSignature: true))) == 700_027)
        #expect(rig.refusal(rig.tokenAnswer(assertion: "a.b.c")) == 50_027)
        #expect(rig.refusal(rig.tokenAnswer(assertion: "nonsense")) == 50_027)
        let wrong = try send { $0.key = try TestKeys.other() }
        #expect(wrong.status == 401 && wrong.json["error"] == "invalid_client")
        for member in ["trace_id", "correlation_id", "timestamp"] { #expect(wrong.json[member]?.string?.isEmpty == false) }
    }

    @Test mutating func `clocks may differ by five minutes`() throws {
        #expect(try send { $0.claims["exp"] = 1_799_999_701 }.status == 200)
        #expect(rig.refusal(try send { $0.claims["exp"] = 1_799_999_700 }) == 700_024)
        #expect(try send { $0.claims["nbf"] = 1_800_000_300 }.status == 200)
    }

    @Test mutating func `the assertion type is needed and has one value`() throws {
        let text = try assertion().text()
        #expect(rig.refusal(rig.tokenAnswer(assertion: text, ["client_assertion_type": ""])) == 900_144)
        #expect(rig.refusal(rig.tokenAnswer(assertion: text, ["client_assertion_type": "saml"])) == 7_000_216)
    }

    @Test mutating func `an expired certificate proves nothing`() throws {
        rig.wait(seconds: 31 * Rig.day)
        let answer = try send { _ in }
        #expect(rig.refusal(answer) == 700_027)
        #expect(answer.json["error_description"]?.string?.contains("expired") == true)
    }

    @Test mutating func `a certificate taken away proves nothing any more`() throws {
        let shown = rig.control("GET", "/clients").json["clients"]?[0]?["keyCredentials"]?[0]
        #expect(shown?["customKeyIdentifier"]?.string == certificate.thumbprint && shown?["type"] == "AsymmetricX509Cert")
        #expect(rig.control("DELETE", "/clients/\(id)/certificates/\(shown?["keyId"]?.string ?? "")").status == 204)
        #expect(rig.refusal(try send { _ in }) == 700_027)
        #expect(rig.control("DELETE", "/clients/\(id)/certificates/none").status == 404)
    }

    @Test(arguments: ["", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
    func `what is no certificate cannot be registered`(pem: String) throws {
        var rig = try Rig()
        let answer = rig.control("POST", "/clients/\(rig.state.tenant.client.objectID)/certificates", ["pem": .string(pem)])
        #expect(answer.status == 400, "\(answer.json)")
        #expect(rig.control("POST", "/clients/nobody/certificates", ["pem": .string(pem)]).status == 404)
    }
}
