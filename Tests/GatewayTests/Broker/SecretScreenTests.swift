import Custody
import Foundation
import Testing

@testable import Gateway

@Suite struct SecretScreenTests {
    private static let secret = "canary/Secret+7d1f?0a25~c39\"\u{e9}"
    private static let bytes = Array(secret.utf8)

    private static func hex(_ format: String) -> String { bytes.map { String(format: format, $0) }.joined() }

    private static func base64(behind lead: String) -> String { Data((lead + secret + "tail").utf8).base64EncodedString() }

    private static func urlSafe(_ text: String) -> String {
        text.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    private static let spellings: [String] = [
        secret, secret.replacing("\"", with: "\\\""), hex("%02x"), hex("%02X"),
        secret.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(.init(charactersIn: "-._~"))) ?? "",
        secret.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(.init(charactersIn: "-._~/"))) ?? "",
        Data(bytes).base64EncodedString(), base64(behind: "x"), base64(behind: "xy"), base64(behind: "xyz"),
        urlSafe(base64(behind: "user:")), urlSafe(base64(behind: "us:")), urlSafe(Data(bytes).base64EncodedString()),
    ]

    private func screen() -> SecretScreen {
        var screen = SecretScreen()
        screen.add(Plaintext(Self.bytes), name: "the canary")
        return screen
    }

    @Test(arguments: spellings)
    func `a secret is found however it is written and wherever it stands`(_ spelling: String) {
        #expect(spelling.utf8.count >= 20)
        for text in [spelling, "before \(spelling) behind", "\(spelling),", String(repeating: "a", count: 5000) + spelling] {
            #expect(screen().find(in: text) == "the canary", "\(text.suffix(200))")
        }
    }

    @Test func `what is no secret is left alone`() {
        let near = [
            String(Self.secret.dropLast()), Self.secret.uppercased(), String(Self.secret.reversed()), "", "canary",
            Data("something else altogether".utf8).base64EncodedString(),
        ]
        for text in near { #expect(screen().find(in: text) == nil, "\(text)") }
        #expect(SecretScreen().find(in: Self.secret) == nil)
    }

    @Test func `the text of a key is found with its line breaks, without them, and as its bytes`() {
        let body = Data((0..<96).map { UInt8($0) &* 7 }).base64EncodedString()
        let pem = "-----BEGIN PRIVATE KEY-----\n\(body.prefix(64))\n\(body.dropFirst(64))\n-----END PRIVATE KEY-----\n"
        var screen = SecretScreen()
        screen.add(Plaintext(pem.utf8), name: "key")
        for text in [pem, body, pem.replacing("\n", with: "\\n"), pem.replacing("\n", with: "")] {
            #expect(screen.find(in: "x\(text)x") == "key", "\(text)")
        }
    }
}
