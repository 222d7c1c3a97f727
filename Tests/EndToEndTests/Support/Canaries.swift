import CertificateMaterial
import Foundation
import Testing

/// Secrets that are known, and the search for any of them in what signet left behind.
struct Canaries {
    private struct Pattern {
        let name: String
        let bytes: Data
    }

    private var patterns: [Pattern] = []

    /// A secret text: raw, in base64 wherever it may begin in a group, percent-encoded, and in hexadecimal.
    mutating func add(_ name: String, text: String) { add(name, pieces: [Data(text.utf8)]) }

    /// Secret bytes, by pieces that nothing else has: what a damaged or shortened copy would show too.
    ///
    /// - Parameter from: the share of the bytes that others may know, such as the public half of a key.
    mutating func add(_ name: String, bytes: [UInt8], from: Double) {
        let starts = [from, (from + 1) / 2, 0.9].map { Int(Double(bytes.count) * $0) }
        add(name, pieces: starts.map { Data(bytes[$0..<min($0 + 36, bytes.count)]) })
    }

    /// A PKCS#12 file as a vault holds it, and the key inside.
    mutating func add(_ name: String, pfx base64: String) throws {
        let file = Array(try #require(Data(base64Encoded: base64)))
        add("\(name), PFX", bytes: file, from: 0.2)
        let key = try PKCS12(bytes: file).key
        // Modulus and public exponent come first in the key, and are in every certificate of it.
        add("\(name), private key", bytes: key.der, from: 0.35)
        let body = key.pem.split(separator: "\n").filter { !$0.hasPrefix("-") }.map(String.init)
        for line in body.dropFirst(body.count / 2).prefix(2) { patterns.append(Pattern(name: "\(name), PEM", bytes: Data(line.utf8))) }
    }

    private mutating func add(_ name: String, pieces: [Data]) {
        for piece in pieces {
            let hex = piece.map { String(format: "%02x", $0) }.joined()
            var forms = [piece, Data(hex.utf8), Data(hex.uppercased().utf8)]
            // What has letters and digits alone is written as it is.
            for digits in ["%02X", "%02x"] {
                let encoded = piece.map { isPlain($0) ? String(UnicodeScalar($0)) : "%" + String(format: digits, $0) }.joined()
                forms.append(Data(encoded.utf8))
            }
            for skipped in 0..<3 where piece.count - skipped >= 9 {
                // Whole groups only: the last one depends on what follows.
                let whole = piece.dropFirst(skipped).prefix((piece.count - skipped) / 3 * 3)
                forms.append(Data(whole.base64EncodedString().utf8))
            }
            patterns += forms.map { Pattern(name: name, bytes: $0) }
        }
    }

    private func isPlain(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || [0x2D, 0x2E, 0x5F, 0x7E].contains(byte)
    }

    var count: Int { patterns.count }

    /// Which secrets stand where: file by file, each named once.
    func found(in files: [URL]) -> [String] {
        files.flatMap { file -> [String] in
            // A file that went away while the others were read holds nothing any more.
            guard let content = try? Data(contentsOf: file) else { return [] }
            let names = patterns.filter { content.range(of: $0.bytes) != nil }.map(\.name)
            return Set(names).sorted().map { "\($0) in \(file.lastPathComponent)" }
        }
    }
}
