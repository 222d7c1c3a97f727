@testable import CertificateMaterial

extension FuzzEntry {
    /// A PKCS#12 file with an empty passphrase. The seal keeps nearly every damaged file out, so the same bytes are tried as
    /// the contents under a good seal too: there somebody's file may hold anything.
    static let bundle = FuzzEntry("PKCS12", mutants: 400) { bytes in
        let isRead = try checkBundle(bytes)
        guard bytes.count <= PKCS12.maximumBytes, let sealed = try? PKCS12Seal.file(around: bytes, .terminated("")) else { return isRead }
        return try checkBundle(sealed) || isRead
    }
}

private func checkBundle(_ bytes: [UInt8]) throws -> Bool {
    guard let bundle = try read({ () throws(MaterialError) in try PKCS12(bytes: bytes) }) else { return false }
    try hold(!bundle.chain.isEmpty && bundle.key.bits >= 2048, "a bundle without its parts")
    try hold(!"\(bundle)".contains("BEGIN"), "a bundle that prints its key")
    guard bundle.keyMatchesLeaf else { return true }
    let written = try? PKCS12.encode(key: bundle.key, chain: bundle.chain)
    let back = try written.map { try PKCS12(bytes: $0) }
    try hold(back?.chain == bundle.chain && back?.key.der == bundle.key.der, "another bundle after writing")
    return true
}
