import AzureCore
import HTTPTypes
import Testing

@Suite struct SecretTests {
    @Test func `no way of printing shows the value`() {
        let secret = Secret("hunter2")
        var dumped = ""
        dump(["nested": secret], to: &dumped)
        let texts = ["\(secret)", String(describing: secret), String(reflecting: secret), dumped, "\([secret])"]
        #expect(texts.allSatisfy { !$0.contains("hunter2") && $0.contains("redacted") || $0 == dumped })
        #expect(!dumped.contains("hunter2"))
        #expect(secret.reveal() == "hunter2")
    }

    @Test func `a request and an answer print neither headers' values nor bodies`() {
        let request = TransportRequest(
            method: .post,
            url: "https://a.test/token",
            headers: [.authorization: "Bearer hunter2"],
            body: Array("client_secret=hunter2".utf8)
        )
        let response = TransportResponse(status: 200, body: Array("hunter2".utf8))
        var dumped = ""
        dump(request, to: &dumped)
        dump(response, to: &dumped)
        #expect(!"\(request)\(response)\(dumped)".contains("hunter2"))
        #expect("\(request)".contains("https://a.test/token"))
    }
}

@Suite struct ServiceWordTests {
    private struct Colour: ServiceWord {
        static let allKnown: [Colour] = []
        let rawValue: String
        static let red = Colour(rawValue: "Red")
    }

    @Test func `words compare and hash without casing and keep their spelling`() {
        #expect(Colour(rawValue: "RED") == .red)
        #expect(Set([Colour.red, "red", "rEd"]).count == 1)
        #expect(Colour(rawValue: "RED").description == "RED")
        #expect(Colour(rawValue: "blue") != .red)
    }
}
