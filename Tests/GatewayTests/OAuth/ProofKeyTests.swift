import Testing

@testable import Gateway

@Suite struct ProofKeyTests {
    @Test func `the example of RFC 7636 is proven, and by nothing else`() throws {
        let proof = try #require(ProofKey(challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"))
        #expect(proof.isProven(by: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"))
        #expect(!proof.isProven(by: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXK"))
        #expect(!proof.isProven(by: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"), "the plain method is none")
        #expect(!proof.isProven(by: "") && !proof.isProven(by: String(repeating: "a", count: 129)))
    }

    @Test(arguments: ["", "short", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM=", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM"])
    func `what is no SHA-256 is no challenge`(_ text: String) {
        #expect(ProofKey(challenge: text) == nil)
    }
}
