import CertificateMaterial
import FoundationEssentials
import X509

enum SerialNumber {
    /// Sixteen random bytes, of which none are lost: the first is neither zero nor negative, so each prints as 32 digits.
    static func random() -> Certificate.SerialNumber {
        var bytes = (0..<16).map { _ in UInt8.random(in: .min ... .max) }
        bytes[0] = bytes[0] & 0x7F | 0x40
        return Certificate.SerialNumber(bytes: bytes)
    }
}

extension Date {
    /// Certificates hold whole seconds.
    var wholeSeconds: Date { Date(timeIntervalSince1970: timeIntervalSince1970.rounded(.down)) }
}
