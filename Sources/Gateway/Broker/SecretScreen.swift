import Crypto
import Custody
import Foundation

/// Finds secrets in text without holding them: of each there is a keyed fingerprint for every way it is commonly written.
///
/// One pass over a text is enough however many secrets there are: eight bytes, mixed with a key, pick the places to look at, and a
/// keyed digest of the whole decides.
package struct SecretScreen: Sendable {
    /// Shorter ones cannot be told from ordinary words.
    package static let shortest = 8
    private static let window = MemoryLayout<UInt64>.size

    private struct Needle: Hashable {
        let length: Int
        let digest: Data
        /// Which secret it is: what the caller called it.
        let name: String
    }

    private let key: SymmetricKey
    private let factor: UInt64
    private var needles: [UInt32: Set<Needle>] = [:]
    /// A bit for the high bits of each window's mark, so that most places cost one look.
    private var sieve = [UInt64](repeating: 0, count: 1 << 10)

    package init() {
        key = SymmetricKey(size: .bits256)
        factor = UInt64.random(in: .min ... .max) | 1
    }

    package var isEmpty: Bool { needles.isEmpty }

    /// - Parameter name: what a hit is reported as: the handle or the credential, never the value.
    package mutating func add(_ secret: borrowing Plaintext, name: String) {
        secret.withBytes { bytes in
            for spelling in Spellings.all(of: Array(bytes)) { insert(spelling, name) }
        }
    }

    private mutating func insert(_ bytes: [UInt8], _ name: String) {
        guard bytes.count >= Self.shortest else { return }
        bytes.withUnsafeBytes { text in
            let mark = mark(text, at: 0)
            needles[mark, default: []].insert(Needle(length: text.count, digest: digest(text[...]), name: name))
            let bit = Int(mark >> 16)
            sieve[bit >> 6] |= 1 << UInt64(bit & 63)
        }
    }

    /// Of the eight bytes at a place: the high half of the product, which depends on all of them and does not give them back.
    private func mark(_ text: UnsafeRawBufferPointer, at place: Int) -> UInt32 {
        UInt32(truncatingIfNeeded: (text.loadUnaligned(fromByteOffset: place, as: UInt64.self) &* factor) >> 32)
    }

    private func digest(_ bytes: Slice<UnsafeRawBufferPointer>) -> Data { Data(HMAC<SHA256>.authenticationCode(for: bytes, using: key)) }

    /// The name of the first secret that stands in the text; nil when none does.
    package func find(in text: String) -> String? {
        var text = text
        return text.withUTF8 { find(in: UnsafeRawBufferPointer($0)) }
    }

    func find(in text: UnsafeRawBufferPointer) -> String? {
        guard !needles.isEmpty, text.count >= Self.window else { return nil }
        return sieve.withUnsafeBufferPointer { sieve in
            for place in 0...(text.count - Self.window) {
                let mark = mark(text, at: place)
                let bit = Int(mark >> 16)
                if sieve[bit >> 6] & (1 << UInt64(bit & 63)) != 0, let name = match(text, at: place, mark) { return name }
            }
            return nil
        }
    }

    private func match(_ text: UnsafeRawBufferPointer, at place: Int, _ mark: UInt32) -> String? {
        needles[mark]?.first { needle in
            needle.length <= text.count - place && digest(text[place..<(place + needle.length)]) == needle.digest
        }?.name
    }
}

/// The ways a secret is commonly written: as it is, escaped for JSON and for URLs, in hexadecimal, and in base64 wherever in a longer
/// text it begins.
enum Spellings {
    static func all(of secret: [UInt8]) -> Set<[UInt8]> {
        var forms: Set<[UInt8]> = spelled(secret)
        // What is base64 already is the same secret in other letters; a key's text is the same without its line breaks.
        if let decoded = decoded(secret) { forms.formUnion(spelled(decoded)) }
        let joined = secret.filter { $0 != 0x0A && $0 != 0x0D }
        if joined.count != secret.count {
            forms.insert(joined)
            if let body = body(ofPEM: secret) { forms.insert(body) }
        }
        return forms.filter { $0.count >= SecretScreen.shortest }
    }

    private static func spelled(_ bytes: [UInt8]) -> Set<[UInt8]> {
        var forms: Set<[UInt8]> = [bytes, jsonEscaped(bytes), hex(bytes, "0123456789abcdef"), hex(bytes, "0123456789ABCDEF")]
        forms.formUnion([urlEncoded(bytes, "0123456789ABCDEF", slash: true), urlEncoded(bytes, "0123456789abcdef", slash: true)])
        forms.formUnion([urlEncoded(bytes, "0123456789ABCDEF", slash: false), urlEncoded(bytes, "0123456789abcdef", slash: false)])
        for lead in 0..<3 { forms.formUnion(base64(bytes, lead)) }
        return forms
    }

    /// The letters that stand for this text alone when something else stands before and behind it.
    private static func base64(_ bytes: [UInt8], _ lead: Int) -> [[UInt8]] {
        let text = Array(Data([UInt8](repeating: 0, count: lead) + bytes).base64EncodedString().utf8)
        let whole = text.filter { $0 != 0x3D }
        let skipped = (lead * 8 + 5) / 6
        let kept = (lead + bytes.count) * 8 / 6
        guard skipped < kept, kept <= whole.count else { return [] }
        let letters = Array(whole[skipped..<kept])
        return [letters, letters.map { $0 == 0x2B ? 0x2D : $0 == 0x2F ? 0x5F : $0 }]
    }

    private static func hex(_ bytes: [UInt8], _ digits: String) -> [UInt8] {
        let digits = Array(digits.utf8)
        return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }

    private static func urlEncoded(_ bytes: [UInt8], _ digits: String, slash: Bool) -> [UInt8] {
        let digits = Array(digits.utf8)
        return bytes.flatMap { byte -> [UInt8] in
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || [0x2D, 0x2E, 0x5F, 0x7E].contains(byte) || (!slash && byte == 0x2F)
            return isPlain ? [byte] : [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }

    private static func jsonEscaped(_ bytes: [UInt8]) -> [UInt8] {
        bytes.flatMap { byte -> [UInt8] in
            switch byte {
            case 0x22, 0x5C: [0x5C, byte]
            case 0x0A: [0x5C, 0x6E]
            case 0x0D: [0x5C, 0x72]
            case 0x09: [0x5C, 0x74]
            default: [byte]
            }
        }
    }

    private static func decoded(_ bytes: [UInt8]) -> [UInt8]? {
        guard bytes.count >= 16 else { return nil }
        let text = String(decoding: bytes, as: UTF8.self).replacing("-", with: "+").replacing("_", with: "/")
        let padded = text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        return Data(base64Encoded: padded).map(Array.init)
    }

    private static func body(ofPEM bytes: [UInt8]) -> [UInt8]? {
        let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
        guard lines.first?.hasPrefix("-----BEGIN ") == true else { return nil }
        let inner = lines.dropFirst().prefix { !$0.hasPrefix("-----END ") }
        return Array(inner.joined().utf8)
    }
}
