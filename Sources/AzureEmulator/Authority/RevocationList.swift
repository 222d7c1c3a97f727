import CertificateMaterial
import Crypto
import FoundationEssentials
import SwiftASN1
import X509

extension Authority {
    /// The intermediate's certificate revocation list (RFC 5280, section 5), DER, good for a week from `at`.
    package func crl(revoked: [(serial: String, date: Date)], at date: Date) throws -> [UInt8] {
        let list = RevocationList(
            issuer: intermediate.name,
            issuerKey: Certificate.PublicKey(intermediate.key.publicKey),
            thisUpdate: date,
            nextUpdate: date.addingTimeInterval(7 * 86_400),
            entries: try revoked.map { entry in
                guard let serial = Hexadecimal.bytes(entry.serial) else {
                    throw MaterialError("revocation list", "\(entry.serial) is not a serial number", nextStep: "Give it in hexadecimal")
                }
                return (serial, entry.date)
            }
        )
        var body = DER.Serializer()
        try list.serializeBody(into: &body)
        let signature = try intermediate.key.signature(for: body.serializedBytes)

        var whole = DER.Serializer()
        try whole.appendConstructedNode(identifier: .sequence) { whole in
            whole.serializeRawBytes(body.serializedBytes)
            try RevocationList.serializeAlgorithm(into: &whole)
            try whole.serialize(ASN1BitString(bytes: Array(signature.derRepresentation)[...]))
        }
        return whole.serializedBytes
    }
}

struct RevocationList {
    let issuer: DistinguishedName
    let issuerKey: Certificate.PublicKey
    let thisUpdate: Date
    let nextUpdate: Date
    let entries: [(serial: [UInt8], date: Date)]

    /// What is signed (TBSCertList).
    func serializeBody(into serializer: inout DER.Serializer) throws {
        try serializer.appendConstructedNode(identifier: .sequence) { body in
            let version2 = 1
            try body.serialize(version2)
            try Self.serializeAlgorithm(into: &body)
            try body.serialize(issuer)
            try Self.serialize(thisUpdate, into: &body)
            try Self.serialize(nextUpdate, into: &body)
            // An empty list of entries is left out, it may not be written as an empty sequence.
            if !entries.isEmpty { try serializeEntries(into: &body) }
            try serializeExtensions(into: &body)
        }
    }

    private func serializeEntries(into body: inout DER.Serializer) throws {
        try body.appendConstructedNode(identifier: .sequence) { list in
            for entry in entries {
                try list.appendConstructedNode(identifier: .sequence) { item in
                    item.appendPrimitiveNode(identifier: .integer) { $0.append(contentsOf: Self.integer(entry.serial)) }
                    try Self.serialize(entry.date, into: &item)
                }
            }
        }
    }

    /// The issuer's key, and a list number that grows with time.
    private func serializeExtensions(into body: inout DER.Serializer) throws {
        var number = DER.Serializer()
        try number.serialize(Int64(thisUpdate.timeIntervalSince1970))
        let authorityKey = AuthorityKeyIdentifier(keyIdentifier: SubjectKeyIdentifier(hash: issuerKey).keyIdentifier)
        let extensions = [
            try authorityKey.makeCertificateExtension(),
            Certificate.Extension(oid: [2, 5, 29, 20], critical: false, value: number.serializedBytes[...]),
        ]
        try body.appendConstructedNode(identifier: ASN1Identifier(tagWithNumber: 0, tagClass: .contextSpecific)) { tagged in
            try tagged.serializeSequenceOf(extensions)
        }
    }

    /// ECDSA with SHA-256, which has no parameters.
    static func serializeAlgorithm(into serializer: inout DER.Serializer) throws {
        try serializer.appendConstructedNode(identifier: .sequence) { algorithm in
            try algorithm.serialize([1, 2, 840, 10045, 4, 3, 2] as ASN1ObjectIdentifier)
        }
    }

    /// UTCTime up to 2049, GeneralizedTime from then on, as RFC 5280 asks.
    private static func serialize(_ date: Date, into serializer: inout DER.Serializer) throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: date)
        let (year, month, day) = (parts.year ?? 1970, parts.month ?? 1, parts.day ?? 1)
        let (hours, minutes, seconds) = (parts.hour ?? 0, parts.minute ?? 0, parts.second ?? 0)
        if year < 2050 {
            try serializer.serialize(UTCTime(year: year, month: month, day: day, hours: hours, minutes: minutes, seconds: seconds))
        } else {
            try serializer.serialize(
                GeneralizedTime(
                    year: year,
                    month: month,
                    day: day,
                    hours: hours,
                    minutes: minutes,
                    seconds: seconds,
                    fractionalSeconds: 0
                )
            )
        }
    }

    /// The shortest form of a number that is not negative.
    private static func integer(_ bytes: [UInt8]) -> [UInt8] {
        let digits = bytes.drop { $0 == 0 }
        guard let first = digits.first else { return [0] }
        return (first >= 0x80 ? [0] : []) + digits
    }
}
