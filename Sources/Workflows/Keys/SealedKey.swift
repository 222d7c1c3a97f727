import AppServiceCertificates
import AzureCore
import CertificateMaterial
import Crypto
import Custody
import FoundationEssentials
import JSON

/// A private key in custody, by all that may be known of it without opening it.
package struct SealedKey: Sendable, Hashable {
    package let record: String
    /// The request that was, or will be, sent.
    package let csr: String
    /// Which leaf is the key's.
    package let publicKey: KeyDigest
    /// Where its certificate was stored.
    package let stored: VaultPlace?

    package init(record: String, csr: String, publicKey: KeyDigest, stored: VaultPlace? = nil) {
        self.record = record
        self.csr = csr
        self.publicKey = publicKey
        self.stored = stored
    }

    /// One key for each run of an order: the process that goes on with the run finds the key it made.
    static func record(_ order: ResourceID, run: String) -> String { "\(prefix(order))\(run)" }

    static func prefix(_ order: ResourceID) -> String {
        String(order.name.lowercased().unicodeScalars.filter(\.isASCII).map(Character.init).prefix(80)) + "@"
    }
}

/// A public key by its SHA-256: names the same key in a request and in a certificate.
package struct KeyDigest: Sendable, Hashable {
    package let text: String

    package init(text: String) { self.text = text }
    init(_ key: PublicKeyInfo) { text = "sha256:" + Hexadecimal.text(SHA256.hash(data: key.der)).lowercased() }
}

/// A key that is to be made.
package struct KeyPlan: Sendable, Hashable {
    package let record: String
    package let domain: String
    package let bits: Int
}

/// The private keys of one order in custody.
struct SealedKeys: Sendable {
    let custody: Custody?
    let order: ResourceID

    /// All there are, opening none.
    func all() async throws -> [SealedKey] {
        guard let custody else { return [] }
        return try await speaking {
            try await custody.records(.privateKey, prefix: SealedKey.prefix(order)).compactMap { record in
                guard record.facts["order"]?.string == order.subject, let csr = record.facts["csr"]?.string,
                    let digest = record.facts["publicKey"]?.string
                else { return nil }
                return SealedKey(record: record.name, csr: csr, publicKey: KeyDigest(text: digest), stored: Self.place(record.facts))
            }
        }
    }

    /// Makes a key and seals it; one that is sealed under that name already is left alone.
    func make(_ plan: KeyPlan) async throws -> SealedKey {
        if let made = try await all().first(where: { $0.record == plan.record }) { return made }
        let key = try RSAPrivateKey.generate(bits: plan.bits)
        let csr = try SigningRequest.make(key: key, commonName: plan.domain).pem
        let sealed = SealedKey(record: plan.record, csr: csr, publicKey: KeyDigest(key.publicKey))
        var bytes = Data(key.der)
        let plaintext = Plaintext(taking: &bytes)
        try await put(plaintext, sealed, bits: plan.bits)
        return sealed
    }

    private func put(_ plaintext: consuming Plaintext, _ key: SealedKey, bits: Int) async throws {
        guard let custody else { throw Self.noCustody }
        let facts: JSONValue = [
            "holds": "private key", "order": .string(order.subject), "bits": .number(JSONNumber(bits)), "csr": .string(key.csr),
            "publicKey": .string(key.publicKey.text),
        ]
        do {
            try await custody.put(plaintext, .privateKey, name: key.record, facts: facts)
        } catch let error as CustodyError {
            throw error.problem
        }
    }

    /// The private key of a leaf. It is the caller's for the one write that needs it.
    func open(_ leaf: CertificateFacts) async throws -> RSAPrivateKey {
        guard let custody, let sealed = try await all().first(where: { $0.publicKey == KeyDigest(leaf.publicKeyInfo) }) else {
            throw Self.notHere(order)
        }
        return try await speaking {
            try await custody.open(.privateKey, name: sealed.record).withBytes { try RSAPrivateKey(der: Array($0)) }
        }
    }

    /// Writes down where a leaf's certificate was stored, so that the next one finds its way there.
    func note(_ leaf: CertificateFacts, storedAt place: VaultPlace) async throws {
        guard let custody else { return }
        let digest = KeyDigest(leaf.publicKeyInfo).text
        try await speaking {
            for record in try await custody.records(.privateKey, prefix: SealedKey.prefix(order))
            where record.facts["order"]?.string == order.subject && record.facts["publicKey"]?.string == digest {
                var facts = record.facts.object ?? [:]
                facts["stored"] = ["name": .string(place.link), "vault": .id(place.vault), "secret": .string(place.secret)]
                try await custody.note(.object(facts), .privateKey, name: record.name)
            }
        }
    }

    /// Removing what is gone already is done.
    func remove(_ records: [String]) async throws {
        guard let custody else { return }
        for record in records {
            do {
                try await custody.remove(.privateKey, name: record)
            } catch let error as CustodyError {
                guard error.code == .notFound else { throw error.problem }
            }
        }
    }

    private static func place(_ facts: JSONValue) -> VaultPlace? {
        guard let stored = facts["stored"], let vault = stored["vault"]?.string.flatMap({ ResourceID($0) }),
            let name = stored["name"]?.string, let secret = stored["secret"]?.string
        else { return nil }
        return VaultPlace(link: name, vault: vault, secret: secret)
    }

    private func speaking<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as CustodyError {
            throw error.problem
        } catch let error as MaterialError {
            throw Problem(.precondition, "A sealed key cannot be used.", why: error.reason, nextStep: error.nextStep + ".")
        }
    }

    private static let noCustody = Problem(
        .precondition,
        "No key can be sealed here.",
        why: "this process has no custody",
        nextStep: "Let the service make the key: --key platform"
    )

    private static func notHere(_ order: ResourceID) -> Problem {
        Problem(
            .precondition,
            "The key of the certificate of \(order.name) is not sealed here.",
            why: "no record in custody has the key this certificate was made for",
            nextStep: "Run it where the key is (SIGNET_HOME), or make a new one: signet reissue \(order.name) --key sealed"
        )
    }
}

extension CertificateOrder {
    /// The certificates the order carries that can be read, leaf first; a damaged one is left out, since the raw order shows it anyway.
    package var chain: [CertificateFacts] {
        [signedCertificate, intermediate, root].compactMap { $0.flatMap(Self.facts) }
    }

    /// The leaf itself; nil before the first issuance, or when the service does not give it.
    var leafFacts: CertificateFacts? { signedCertificate.flatMap(Self.facts) }

    private static func facts(_ details: CertificateDetails) -> CertificateFacts? {
        guard let text = details.rawData else { return nil }
        if text.contains("-----BEGIN") { return try? CertificateFacts(pem: text) }
        return Data(base64Encoded: text).flatMap { try? CertificateFacts(der: Array($0)) }
    }
}
