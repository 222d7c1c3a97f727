import Crypto
import Foundation

/// The proof that whoever redeems a code is who asked for it (RFC 7636, S256 alone).
package struct ProofKey: Sendable, Hashable {
    /// The base64url text of a SHA-256.
    package let challenge: String

    package init?(challenge: String) {
        guard challenge.utf8.count == 43, challenge.utf8.allSatisfy(Self.isBase64URL) else { return nil }
        self.challenge = challenge
    }

    package func isProven(by verifier: String) -> Bool {
        guard (43...128).contains(verifier.utf8.count),
            verifier.utf8.allSatisfy({ Self.isBase64URL($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "~") })
        else { return false }
        let digest = Data(SHA256.hash(data: Data(verifier.utf8))).base64URL
        return zip(digest.utf8, challenge.utf8).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private static func isBase64URL(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

extension Data {
    /// base64 for URLs, without padding.
    var base64URL: String {
        base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
