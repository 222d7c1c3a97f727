import Foundation
import JSON

/// Orders as Resource Manager lists them, with every property of an issued order that is linked to a vault.
struct CannedOrders {
    static let perPage = 100

    /// The items of each page: an array of orders as JSON, without white space.
    let pages: [[UInt8]]

    /// The same orders each time.
    init(pages: Int) {
        var random = Dice()
        let chain = (intermediate: Self.base64(1236, &random), root: Self.base64(969, &random))
        self.pages = (0..<pages).map { page in
            let orders = (0..<Self.perPage).map { Self.order(number: page * Self.perPage + $0, chain, &random) }
            return JSONValue.array(orders).bytes()
        }
    }

    /// A single order.
    static var one: [UInt8] {
        var random = Dice()
        let chain = (intermediate: base64(1236, &random), root: base64(969, &random))
        return order(number: 0, chain, &random).bytes()
    }

    private static func order(number: Int, _ chain: (intermediate: String, root: String), _ random: inout Dice) -> JSONValue {
        let name = "order-\(number)"
        let group = "/subscriptions/2f1d6c3e-0b77-4c0f-9f55-6d1a5d8f3b10/resourceGroups/certificates"
        let host = "www.shop-\(number).example.com"
        let serial = hexadecimal(16, &random)
        let vault = "\(group.lowercased())/providers/microsoft.keyvault/vaults/contoso-vault"
        return [
            "id": .string("\(group)/providers/Microsoft.CertificateRegistration/certificateOrders/\(name)"),
            "name": .string(name), "type": "Microsoft.CertificateRegistration/certificateOrders", "location": "Global",
            "tags": ["environment": "production", "owner": "web-platform"],
            "properties": [
                "certificates": [
                    name: [
                        "keyVaultId": .string(vault), "keyVaultSecretName": .string("\(name)-pfx"), "provisioningState": "Succeeded",
                    ]
                ],
                "distinguishedName": .string("CN=\(host)"), "domainVerificationToken": .string(hexadecimal(7, &random)),
                "validityInYears": 1, "keySize": 2048, "productType": "StandardDomainValidatedSsl", "autoRenew": false,
                "provisioningState": "Succeeded", "status": "Issued",
                "signedCertificate": details(serial, "CN=\(host)", issuer, base64(1700, &random), &random),
                "csr": .string(base64(650, &random)),
                "intermediate": details("07", issuer, root, chain.intermediate, &random),
                "root": details("00", root, root, chain.root, &random),
                "serialNumber": .string(serial), "lastCertificateIssuanceTime": "2026-09-19T10:41:44+00:00",
                "expirationTime": "2027-04-05T10:41:44+00:00", "isPrivateKeyExternal": false,
                "appServiceCertificateNotRenewableReasons": ["ExpirationNotInRenewalTimeRange"],
                "nextAutoRenewalTimeStamp": "2027-03-04T10:41:44+00:00",
                "contact": ["email": "certificates@example.com", "nameFirst": "Ada", "nameLast": "Moreno", "phone": "+1.4255550100"],
            ],
        ]
    }

    private static let issuer = "CN=Issuing Certificate Authority - G2, O=Example Trust Inc., L=Scottsdale, S=Arizona, C=US"
    private static let root = "CN=Root Certificate Authority - G2, O=Example Trust Inc., L=Scottsdale, S=Arizona, C=US"

    private static func details(
        _ serial: String,
        _ subject: String,
        _ issuer: String,
        _ rawData: String,
        _ random: inout Dice
    ) -> JSONValue {
        [
            "version": 3, "serialNumber": .string(serial), "thumbprint": .string(hexadecimal(20, &random)),
            "subject": .string(subject), "notBefore": "2026-09-19T10:41:44+00:00", "notAfter": "2027-04-05T10:41:44+00:00",
            "signatureAlgorithm": "sha256RSA", "issuer": .string(issuer), "rawData": .string(rawData),
        ]
    }

    private static func bytes(_ count: Int, _ random: inout Dice) -> Data {
        Data((0..<count).map { _ in UInt8.random(in: 0...255, using: &random) })
    }

    private static func base64(_ count: Int, _ random: inout Dice) -> String { bytes(count, &random).base64EncodedString() }

    private static func hexadecimal(_ count: Int, _ random: inout Dice) -> String {
        bytes(count, &random).map { String(format: "%02X", $0) }.joined()
    }
}

/// Rolls the same numbers each time (SplitMix64).
private struct Dice: RandomNumberGenerator {
    private var state: UInt64 = 7

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
