import FoundationEssentials
import X509

/// The certificate authorities a chain must end at.
package enum TrustRoots: Sendable, Hashable {
    /// Those the machine trusts.
    case system
    /// A PEM file of them.
    case file(String)
    /// PEM text of them.
    case pem(String)

    func store() throws(MaterialError) -> CertificateStore {
        switch self {
        case .system: return .systemTrustRoots
        case .pem(let text): return try TrustRoots.store(text, from: "given trust roots")
        case .file(let path):
            guard let data = FileManager.default.contents(atPath: path) else {
                throw MaterialError("trust root file \(path)", "it cannot be read", nextStep: "Check the path and its permissions")
            }
            return try TrustRoots.store(String(decoding: data, as: UTF8.self), from: "trust root file \(path)")
        }
    }

    private static func store(_ text: String, from origin: String) throws(MaterialError) -> CertificateStore {
        let roots = try CertificateFacts.all(inPEM: text)
        guard !roots.isEmpty else { throw MaterialError(origin, "it holds no certificate", nextStep: "Give PEM with CERTIFICATE blocks") }
        return CertificateStore(roots.map(\.certificate))
    }
}
