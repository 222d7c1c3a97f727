import CertificateMaterial

/// Keys made once per test process: an RSA key takes a tenth of a second, a suite would pay it in every test.
package enum TestKeys {
    /// RSA of 2048 bits.
    package static func shared() throws -> RSAPrivateKey { try first.get() }

    /// A second one, for mismatches.
    package static func other() throws -> RSAPrivateKey { try second.get() }

    private static let first = Result { try RSAPrivateKey.generate() }
    private static let second = Result { try RSAPrivateKey.generate() }
}
