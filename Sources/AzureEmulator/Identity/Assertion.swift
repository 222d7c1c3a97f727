import Crypto
import CryptoExtras
import FoundationEssentials
import JSON

/// A client assertion as it came: a compact JWS whose signature nobody has checked yet.
struct Assertion {
    /// Clocks of clients may be wrong by this much.
    private static let skewSeconds = 300.0

    let header: JSONValue
    let claims: JSONValue
    private let signed: Data
    private let signature: Data
    private let padding: _RSA.Signing.Padding

    init(_ text: String) throws(IdentityFailure) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let signature = fromBase64URL(parts[2]) else { throw .malformed("it has not three parts in base64url") }
        header = try Self.object(parts[0], "header")
        claims = try Self.object(parts[1], "payload")
        switch header["alg"]?.string {
        case "RS256": padding = .insecurePKCS1v1_5
        case "PS256": padding = .PSS
        case let other: throw .malformed("the algorithm '\(other ?? "")' is not RS256 or PS256")
        }
        self.signature = signature
        signed = Data("\(parts[0]).\(parts[1])".utf8)
    }

    private static func object(_ part: Substring, _ name: String) throws(IdentityFailure) -> JSONValue {
        guard let data = fromBase64URL(part), let value = try? JSONValue(parsing: Array(data)), value.object != nil else {
            throw .malformed("its \(name) is no JSON object")
        }
        return value
    }

    var issuer: String { claims["iss"]?.string ?? "" }
    var subject: String { claims["sub"]?.string ?? "" }

    /// One audience or several.
    var audiences: [String] {
        claims["aud"]?.string.map { [$0] } ?? claims["aud"]?.array?.compactMap(\.string) ?? []
    }

    func isSigned(by key: _RSA.Signing.PublicKey) -> Bool {
        let raw = _RSA.Signing.RSASignature(rawRepresentation: signature)
        return key.isValidSignature(raw, for: SHA256.hash(data: signed), padding: padding)
    }

    /// Times are seconds since 1970 and may have a fraction.
    func checkTime(_ real: Date) throws(IdentityFailure) {
        guard let end = claims["exp"]?.double else { throw .malformed("it has no exp") }
        let start = claims["nbf"]?.double
        let now = real.timeIntervalSince1970
        guard end + Self.skewSeconds > now, (start ?? now) - Self.skewSeconds <= now else {
            throw .unproven(
                700_024,
                "Client assertion is not within its valid time range: it is \(RFC3339.text(real)), and the assertion is valid "
                    + "from \(Self.text(start)) to \(Self.text(end))."
            )
        }
    }

    /// A time nobody can live to see has no text.
    private static func text(_ seconds: Double?) -> String {
        guard let seconds else { return "any time" }
        guard (0...253_402_300_799).contains(seconds) else { return "\(seconds) s" }
        return RFC3339.text(Date(timeIntervalSince1970: seconds))
    }
}
