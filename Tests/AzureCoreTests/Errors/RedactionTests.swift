import Testing

@testable import AzureCore

@Suite struct RedactionTests {
    @Test(arguments: [
        #"Not understood: {"value":"short","contentType":"text/plain"}"#,
        #"Not understood: {"a":1, "Value" : "short"}"#,
        #"Not understood: "{\"value\":\"short\"}""#,
        #"Not understood: {"properties":{"pfxBlob":"short","location":"here"}}"#,
    ]) func `what is quoted back as the value of a secret's member is hidden, however short it is`(text: String) {
        let hidden = Redaction.scrub(text)
        #expect(!hidden.contains("short") && hidden.contains("<redacted>"), "\(hidden)")
    }

    @Test(arguments: ["The parameter has an invalid value: short", #"{"name":"short"}"#, #"the value "short" is not known"#])
    func `other words stay as they are`(text: String) {
        #expect(Redaction.scrub(text) == text)
    }

    @Test func `a body that is cut in the middle of a secret hides what is left of it`() {
        let text = #"{"value":"short and more"#
        #expect(!Redaction.scrub(text).contains("short"))
    }

    @Test func `tokens, long base64 and named secrets are replaced`() {
        let base64 = String(repeating: "MIIabc123+", count: 20)
        let text = Redaction.scrub("Bearer eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.sig was sent, client_secret=hunter2, pfx \(base64).")
        #expect(!text.contains("eyJ"))
        #expect(!text.contains("hunter2"))
        #expect(!text.contains("MII"))
        #expect(text.hasPrefix("Bearer <redacted> was sent, client_secret=<redacted>"))
    }

    @Test func `resource ids and ordinary words stay, control characters do not`() {
        let id =
            "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/a-rather-long-name/providers/"
            + "Microsoft.CertificateRegistration/certificateOrders/a-rather-long-name"
        #expect(Redaction.scrub("'\(id)' not found\u{1B}[31m") == "'\(id)' not found [31m")
    }

    @Test func `what is too long for a code is none`() {
        #expect(Redaction.code("SecretNotFound") == "SecretNotFound")
        #expect(Redaction.code(String(repeating: "a ", count: 64)).count == 128)
        #expect(Redaction.code(String(repeating: "a ", count: 64) + "b") == "<redacted>")
    }

    @Test func `a long text is cut, and the word that is cut in two is left out, as half a secret`() {
        #expect(Redaction.scrub(String(repeating: "ab ", count: 5000)).count == 2048)
        let text = Redaction.scrub(String(repeating: "ab ", count: 680) + "short-secret and more")
        #expect(text.hasSuffix("ab <redacted>") && !text.contains("short"))
    }
}
