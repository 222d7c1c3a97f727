import CertificateMaterial

extension FuzzEntry {
    /// Bytes read as a certificate, a signing request or a private key, whichever they are.
    static let certificate = FuzzEntry("Certificate", mutants: 6000) { bytes in
        let readings = [try checkCertificate(bytes), try checkRequest(bytes), try checkKey(bytes)]
        return readings.contains(true)
    }
}

/// Reads the same out of its PEM, and a second writing changes nothing more.
private func checkCertificate(_ bytes: [UInt8]) throws -> Bool {
    guard let facts = try read({ () throws(MaterialError) in try CertificateFacts(der: bytes) }) else { return false }
    try hold(facts.der == bytes, "other bytes than those read")
    try hold((try? CertificateFacts(pem: facts.pem)) == facts, "reads differently after writing PEM")
    try hold(facts.thumbprint.count == 40 && Hexadecimal.bytes(facts.thumbprint) != nil, "no thumbprint: \(facts.thumbprint)")
    try hold(Hexadecimal.bytes(facts.serialNumber)?.isEmpty == false, "no serial number: \(facts.serialNumber)")
    if let written = try? CertificateFacts(facts.certificate) {
        try hold((try? CertificateFacts(written.certificate)) == written, "writing twice gives two certificates")
        try hold(written.serialNumber == facts.serialNumber && written.dnsNames == facts.dnsNames, "other facts after writing")
    }
    for name in facts.dnsNames.prefix(20) {
        _ = facts.covers(hostName: name)
        try hold(!facts.covers(hostName: "other.\(name).invalid"), "covers a name it does not hold")
    }
    return true
}

private func checkRequest(_ bytes: [UInt8]) throws -> Bool {
    guard let request = try read({ () throws(MaterialError) in try SigningRequest(der: bytes) }) else { return false }
    let back = try? SigningRequest(text: request.pem)
    try hold(back?.der == bytes && back?.dnsNames == request.dnsNames, "a request that reads differently after writing PEM")
    return true
}

/// A key is written in one form only, which reads as the same key.
private func checkKey(_ bytes: [UInt8]) throws -> Bool {
    guard let key = try read({ () throws(MaterialError) in try RSAPrivateKey(der: bytes) }) else { return false }
    try hold(key.bits >= 2048, "a key of \(key.bits) bits")
    let back = try? RSAPrivateKey(pem: key.pem)
    try hold(back?.der == key.der && back?.publicKey == key.publicKey, "another key after writing PEM")
    try hold("\(key)".contains("redacted"), "a key that prints itself")
    return true
}

/// Nil when it was refused; the words of a refusal are short, whatever was read.
func read<Value>(_ parse: () throws(MaterialError) -> Value) throws(BrokenProperty) -> Value? {
    do {
        return try parse()
    } catch {
        try hold(
            error.description.utf8.count < 1000 && !error.nextStep.isEmpty,
            "an error without measure: \(error.description.prefix(200))"
        )
        return nil
    }
}
