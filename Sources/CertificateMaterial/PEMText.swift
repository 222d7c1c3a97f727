import SwiftASN1

/// PEM in and out, bounded: what we read was written by others.
enum PEMText {
    /// A full chain is about 8 KiB; the largest root bundles in use are near 300 KiB.
    static let maximumBytes = 1 << 20

    /// The DER of each block of that type, in the order of the text; other blocks are passed over.
    static func blocks(of type: String, in text: String, subject: String) throws(MaterialError) -> [[UInt8]] {
        guard text.utf8.count <= maximumBytes else {
            throw MaterialError(
                subject,
                "the text is larger than \(maximumBytes) bytes",
                nextStep: "Give a PEM file of certificates or keys only"
            )
        }
        do {
            return try PEMDocument.parseMultiple(pemString: text).filter { $0.discriminator == type }.map(\.derBytes)
        } catch {
            throw MaterialError(
                subject,
                "the PEM text is damaged",
                nextStep: "Check that every BEGIN line has its END line and base64 between them"
            )
        }
    }

    /// Ends with a newline, so that texts can be joined as they are.
    static func text(_ type: String, _ der: [UInt8]) -> String {
        PEMDocument(type: type, derBytes: der).pemString + "\n"
    }
}
