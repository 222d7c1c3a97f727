import CryptoExtras
import FoundationEssentials

/// An application's certificate with its RSA key, out of a PEM text. Printing it never shows the key.
public struct ClientCertificate: Sendable {
    /// The longest PEM text read, in bytes.
    public static let maximumBytes = 256 * 1024
    private static let maximumCertificates = 16

    let key: _RSA.Signing.PrivateKey
    /// DER, the leaf first, the others in the order of the text.
    let chain: [[UInt8]]
    let leaf: [UInt8]

    /// Reads one unencrypted RSA key (`PRIVATE KEY` or `RSA PRIVATE KEY`, 2048 bits or more) and its certificate; further
    /// certificates are its chain. The leaf is the certificate with the key's public half, wherever it stands.
    ///
    /// - Parameter source: Where the text is from, for errors.
    /// - Throws: ``AzureError`` with code `.invalidRequest` when one of them is missing, unreadable, or they do not belong together.
    public init(pem: Secret<String>, source: String = "the client certificate") throws(AzureError) {
        let text = pem.reveal()
        func unusable(_ why: String, _ nextStep: String) -> AzureError {
            AzureError(
                code: .invalidRequest,
                operation: ClientCredentialsGrant.operation,
                target: source,
                serviceMessage: "the client certificate cannot be used: \(why)",
                nextStep: nextStep
            )
        }
        guard text.utf8.count <= Self.maximumBytes else {
            throw unusable("it has more than \(Self.maximumBytes) bytes", "Name the PEM file of the application's key and certificate.")
        }
        let blocks = PEMBlock.all(in: text)
        guard let keyBlock = blocks.first(where: { $0.label == "PRIVATE KEY" || $0.label == "RSA PRIVATE KEY" }) else {
            let isEncrypted = blocks.contains { $0.label == "ENCRYPTED PRIVATE KEY" }
            throw unusable(
                isEncrypted ? "its key is encrypted" : "it has no RSA private key",
                isEncrypted
                    ? "Decrypt the key for this machine: `openssl pkey -in KEY.pem -out PLAIN.pem`, and keep it readable to its owner only."
                    : "Put key and certificate into one PEM file: `cat KEY.pem CERT.pem > BOTH.pem`."
            )
        }
        guard let key = try? _RSA.Signing.PrivateKey(derRepresentation: keyBlock.der) else {
            throw unusable("its key is not an RSA key of 2048 bits or more", "Use an RSA key; the identity service takes no other.")
        }
        let certificates = blocks.filter { $0.label == "CERTIFICATE" }.prefix(Self.maximumCertificates).map(\.der)
        // A certificate holds its public key byte for byte.
        let publicKey = Array(key.publicKey.pkcs1DERRepresentation)
        guard let leafIndex = certificates.firstIndex(where: { $0.contains(publicKey) }) else {
            throw unusable(
                certificates.isEmpty ? "it has no certificate" : "none of its certificates belongs to its key",
                "Put the key and the certificate made for it into one PEM file: `cat KEY.pem CERT.pem > BOTH.pem`."
            )
        }
        self.key = key
        leaf = certificates[leafIndex]
        chain = [leaf] + certificates[..<leafIndex] + certificates[(leafIndex + 1)...]
    }
}

extension ClientCertificate: CustomStringConvertible, CustomReflectable {
    /// The number of certificates, and nothing of the key.
    public var description: String { "client certificate (\(chain.count) in its chain, key <redacted>)" }

    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// One `-----BEGIN X-----` block. Blocks that are not closed or not base64 are passed over: the caller says what it misses.
struct PEMBlock: Sendable {
    let label: String
    let der: [UInt8]

    static func all(in text: String) -> [PEMBlock] {
        var blocks: [PEMBlock] = []
        var open: (label: String, base64: String)?
        for line in text.split(whereSeparator: \.isNewline).map({ $0.filter { !$0.isWhitespace || $0 == " " } }) {
            if let label = Self.label(of: line, "BEGIN") {
                open = (label, "")
            } else if let ended = Self.label(of: line, "END") {
                if let block = open, block.label == ended, let der = Data(base64Encoded: block.base64) {
                    blocks.append(PEMBlock(label: ended, der: Array(der)))
                }
                open = nil
            } else {
                open?.base64 += line.filter { $0 != " " }
            }
        }
        return blocks
    }

    private static func label(of line: String, _ word: String) -> String? {
        let (head, tail) = ("-----\(word) ", "-----")
        guard line.hasPrefix(head), line.hasSuffix(tail), line.count > head.count + tail.count else { return nil }
        return String(line.dropFirst(head.count).dropLast(tail.count))
    }
}
