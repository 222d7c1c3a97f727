import JSON
import TestSupport
import Testing

@testable import AzureCore

@Suite struct KnownRefusalTests {
    private let id = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Web/certificates/shop"

    private func error(
        _ message: String,
        code: String = "BadRequest",
        inner: String? = nil,
        target: String? = nil,
        known: [KnownRefusal]
    ) -> AzureError {
        AzureError(
            code: .invalidRequest,
            operation: "Things.put",
            target: target ?? id,
            status: 400,
            serviceCode: code,
            innerCode: inner,
            serviceMessage: message,
            requestId: nil,
            correlationId: nil,
            retryAfter: nil,
            known: known
        )
    }

    @Test func `the first row whose conditions all hold counts, in any casing`() {
        let rows = [
            KnownRefusal(codes: ["42"], nextStep: "by code"),
            KnownRefusal(words: ["bad pfx", "shop"], nextStep: "by words"),
            KnownRefusal(words: ["bad"], about: "/certificates/", nextStep: "by target"),
            KnownRefusal(words: ["bad"], about: "other", nextStep: "never"),
        ]
        #expect(error("bad pfx of shop", inner: "42", known: rows).nextStep == "by code")
        #expect(error("A Bad PFX of Shop", known: rows).nextStep == "by words")
        #expect(error("bad", known: rows).nextStep == "by target")
        #expect(error("worse", known: rows).nextStep == "Correct what the message names, then run it again.")
    }

    @Test func `what a service is known for comes before what holds everywhere`() {
        let rows = [KnownRefusal(codes: ["ScopeLocked"], nextStep: "mine")]
        #expect(error("", code: "ScopeLocked", known: rows).nextStep == "mine")
        #expect(error("", code: "ScopeLocked", known: []).nextStep.contains("az lock list"))
    }

    @Test func `a step is filled with what the error tells, and with capitals where it tells nothing`() {
        func step(_ text: String, _ message: String = "", target: String? = nil) -> String {
            error(message, target: target, known: [KnownRefusal(codes: ["BadRequest"], nextStep: text)]).nextStep
        }
        #expect(step("{name} {group} {subscription} {provider}") == "shop rg s Microsoft.Web")
        #expect(step("{name} {subscription}", target: id + "/renew") == "shop s", "an action is no name")
        #expect(step("{quoted1:name} {quoted2} {quoted3}", "a '/x/y/z' and 'b'") == "z b VALUE")
        #expect(step("{quoted1}", "the owner's word") == "VALUE", "an apostrophe is no quotation")
        #expect(step("{after:from } to {after: to }", "not found from a.b to C9.") == "a.b to C9")
        #expect(step("{after:appid=}", "caller appid=11-22;oid=3") == "11-22")
        #expect(step("{vault}", target: "https://kv.vault.azure.net/secrets/s") == "kv")
        #expect(step("{vault} {name}", target: "https://localhost:1/secrets/s") == "VAULT s")
        #expect(step("{vault}", "'/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/kv2'") == "kv2")
        #expect(step("{name} {unknown} {", target: "none") == "none UNKNOWN {")
    }
}
