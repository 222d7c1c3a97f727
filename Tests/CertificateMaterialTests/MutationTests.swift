import CertificateMaterial
import TestSupport
import Testing

/// Damaged input of every kind: a parser may refuse it or read it, but must come back. The seed is fixed, a failure repeats.
@Suite struct MutationTests {
    private let authority: TestAuthority
    private let key: RSAPrivateKey
    private let leaf: CertificateFacts

    init() throws {
        authority = try TestAuthority()
        key = try TestKeys.shared()
        leaf = try authority.leaf(["contoso.example", "*.contoso.example"], key: key.publicKey)
    }

    @Test func `damaged certificates come back`() {
        let survivors = mutants(of: leaf.der, count: 4000, seed: 1) {
            _ = try CertificateFacts(der: $0).covers(hostName: "a.contoso.example")
        }
        #expect(survivors < 4000)
    }

    @Test func `damaged PEM comes back`() {
        let text = leaf.pem + authority.root.pem
        let survivors = mutants(of: Array(text.utf8), count: 2000, seed: 2) {
            _ = try CertificateFacts.all(inPEM: String(decoding: $0, as: UTF8.self))
        }
        #expect(survivors < 2000)
    }

    @Test func `damaged requests come back`() throws {
        let request = try SigningRequest.make(key: key, commonName: "contoso.example")
        let survivors = mutants(of: request.der, count: 2000, seed: 3) { _ = try SigningRequest(der: $0) }
        #expect(survivors < 100, "the signature covers almost every byte")
    }

    @Test func `damaged keys come back`() {
        _ = mutants(of: key.der, count: 300, seed: 4) { _ = try RSAPrivateKey(der: $0) }
    }

    @Test func `damaged bundles come back`() throws {
        let bundle = try PKCS12.encode(key: key, chain: [leaf, authority.intermediate])
        let survivors = mutants(of: bundle, count: 600, seed: 5) { _ = try PKCS12(bytes: $0) }
        #expect(survivors < 20, "the seal covers almost every byte")
    }

    /// How many of the mutants were read without an error.
    private func mutants(of bytes: [UInt8], count: Int, seed: UInt64, _ parse: ([UInt8]) throws -> Void) -> Int {
        var generator = SeededGenerator(state: seed)
        var survivors = 0
        for _ in 0..<count {
            var mutant = bytes
            for _ in 0..<Int.random(in: 1...3, using: &generator) { mutate(&mutant, using: &generator) }
            if (try? parse(mutant)) != nil { survivors += 1 }
        }
        return survivors
    }

    private func mutate(_ bytes: inout [UInt8], using generator: inout SeededGenerator) {
        guard !bytes.isEmpty else { return }
        // Structure sits near the front: half of the changes go there.
        let range = Bool.random(using: &generator) ? 0..<min(64, bytes.count) : 0..<bytes.count
        let index = Int.random(in: range, using: &generator)
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 1: bytes[index] = [0, 0x7F, 0x80, 0x84, 0xFF].randomElement(using: &generator) ?? 0
        case 2: bytes.remove(at: index)
        case 3: bytes.insert(UInt8.random(in: .min ... .max, using: &generator), at: index)
        default: bytes.removeLast(min(bytes.count - 1, Int.random(in: 1...40, using: &generator)))
        }
    }
}

private struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
