import Crypto
import Foundation
import Gateway
import HTTPTypes
import Hummingbird

/// A person whose browser showed the cookie of a session.
package struct SignedIn: Sendable {
    package let proof: OperatorProof
    /// What the forms of this session carry: only a page of ours can know it.
    package let formToken: String
    package var name: String { proof.name }

    init(proof: OperatorProof, session: String) {
        self.proof = proof
        formToken = Self.formToken(session)
    }

    private static func formToken(_ session: String) -> String {
        let key = SymmetricKey(data: Data(session.utf8))
        return Data(HMAC<SHA256>.authenticationCode(for: Data("form".utf8), using: key)).base64EncodedString()
    }

    /// Compared in the same time wherever they differ.
    package func isOwn(_ token: String?) -> Bool {
        let (left, right) = (Array(formToken.utf8), Array((token ?? "").utf8))
        return left.count == right.count && zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

/// The cookie that holds a session. Over TLS it is bound to this very host by its name.
enum SessionCookie {
    static func name(_ isSecure: Bool) -> String { isSecure ? "__Host-signet" : "signet-loopback" }

    static func value(_ request: ServiceRequest) -> String? {
        let prefix = name(request.isSecure) + "="
        let values = request.headers[values: .cookie].flatMap { $0.split(separator: ";") }
            .map { $0.trimmingCharacters(in: .whitespaces) }.filter { $0.hasPrefix(prefix) }
        // Two of one name: one of them was put there by somebody else.
        return values.count == 1 ? values.first.map { String($0.dropFirst(prefix.count)) } : nil
    }

    static func set(_ token: String, for request: ServiceRequest, seconds: Int) -> HTTPFields {
        let secure = request.isSecure ? "; Secure" : ""
        return [.setCookie: "\(name(request.isSecure))=\(token); Path=/; Max-Age=\(seconds); HttpOnly; SameSite=Lax\(secure)"]
    }

    static func clear(for request: ServiceRequest) -> HTTPFields { set("", for: request, seconds: 0) }
}
