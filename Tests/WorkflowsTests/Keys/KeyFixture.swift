import AppServiceCertificates
import CertificateMaterial
import Foundation
import JSON
import TestSupport

@testable import Workflows

/// The order of `OrderFixture` with leaves whose keys are known: `old` is of one key, `new` of another.
struct KeyFixture {
    let order = OrderFixture()
    let old: CertificateFacts
    let new: CertificateFacts

    init() throws {
        (old, new) = try Self.leaves.get()
    }

    private static let leaves = Result {
        (try certificate(of: TestKeys.other(), serial: "10"), try certificate(of: TestKeys.shared(), serial: "11"))
    }

    private static func certificate(of key: RSAPrivateKey, serial: String) throws -> CertificateFacts {
        let words = ["req", "-x509", "-key", "key.pem", "-days", "2", "-subj", "/CN=contoso.test", "-set_serial", "0x\(serial)"]
        let files = ["key.pem": Array(key.pem.utf8)]
        let made = try OpenSSLTool.run(words + ["-out", "leaf.pem"], files: files, collecting: "leaf.pem")
        return try CertificateFacts(pem: String(decoding: made.collected, as: UTF8.self))
    }

    /// The order with a leaf, and whose key the service says it is.
    func seen(_ leaf: CertificateFacts, isExternal: Bool?, daysLeft: Double = 60) throws -> OrderObservation {
        var seen = try order.seen("Issued", (leaf.serialNumber, leaf.thumbprint), daysLeft: daysLeft)
        var raw = seen.order?.raw.object ?? [:]
        var properties = raw["properties"]?.object ?? [:]
        var signed = properties["signedCertificate"]?.object ?? [:]
        signed["rawData"] = .string(Data(leaf.der).base64EncodedString())
        properties["signedCertificate"] = .object(signed)
        properties["isPrivateKeyExternal"] = isExternal.map(JSONValue.bool)
        raw["properties"] = .object(properties)
        seen.order = try CertificateOrder(json: .object(raw))
        return seen
    }

    func key(_ run: String, of leaf: CertificateFacts) -> SealedKey {
        SealedKey(record: SealedKey.record(order.order, run: run), csr: "CSR of \(run)", publicKey: KeyDigest(leaf.publicKeyInfo))
    }

    /// The new leaf is out, of the key that this run sealed.
    func followed() throws -> OrderObservation {
        var seen = try seen(new, isExternal: true, daysLeft: 198)
        seen.sealedKeys = [key("run", of: new)]
        return seen
    }

    /// … and is served.
    func served() throws -> OrderObservation {
        var seen = try followed()
        seen.secret = StoredSecret(id: "https://vault/secrets/web/2", thumbprint: new.thumbprint)
        seen.webCertificates[order.place.certificate] = try WebCertificate(json: [
            "name": "web", "location": "here", "properties": ["thumbprint": .string(new.thumbprint)],
        ])
        seen.bindings["contoso.test"] = HostNameBinding(siteName: "site", thumbprint: new.thumbprint)
        seen.served["contoso.test"] = Served(hostName: "contoso.test", serialNumber: new.serialNumber, fault: nil)
        return seen
    }

    func renew(_ key: KeyChoice, _ seen: OrderObservation, _ run: Run? = nil, rollout: Rollout? = nil) -> Decision<OrderWrite> {
        let input = RenewInput(
            order: order.order,
            domain: "contoso.test",
            serialBefore: old.serialNumber,
            endBefore: order.now + 60 * OrderFixture.day,
            acceptsCharge: false,
            rollout: rollout ?? order.rollout,
            key: key
        )
        return RenewRules(input: input, rules: RenewalRules()).next(seen, run ?? order.run(), at: order.moment)
    }

    func reissue(_ key: KeyChoice, _ seen: OrderObservation) -> Decision<OrderWrite> {
        let input = ReissueInput(
            order: order.order,
            domain: "contoso.test",
            serialBefore: old.serialNumber,
            keySize: 3072,
            overlapHours: 100,
            rollout: order.rollout,
            key: key
        )
        return ReissueRules(input: input, rules: RenewalRules()).next(seen, order.run(), at: order.moment)
    }
}
