import AppServiceCertificates
import AzureCore
import FoundationEssentials
import JSON

/// One reissue: of which leaf, how long both are to be valid, and where the new one has to arrive.
package struct ReissueInput: Sendable, Hashable {
    package let order: ResourceID
    package let domain: String
    package let serialBefore: String
    package let keySize: Int?
    /// Hours until the leaf before is revoked, counted from the issuance of the new one.
    package let overlapHours: Int
    package let rollout: Rollout
    package let key: KeyChoice

    /// The longest overlap the authority grants.
    package static let longestOverlap = 168

    package init(
        order: ResourceID,
        domain: String,
        serialBefore: String,
        keySize: Int?,
        overlapHours: Int,
        rollout: Rollout,
        key: KeyChoice = .platform
    ) {
        self.order = order
        self.domain = domain
        self.serialBefore = serialBefore
        self.keySize = keySize
        self.overlapHours = overlapHours
        self.rollout = rollout
        self.key = key
    }

    func request(csr: String?, before order: CertificateOrder) -> ReissueRequest {
        ReissueRequest(
            keySize: keySize,
            delayExistingRevokeInHours: overlapHours,
            csr: csr,
            isPrivateKeyExternal: KeyRules.isExternal(csr: csr, before: order)
        )
    }

    package var json: JSONValue {
        [
            "order": .id(order), "domain": .string(domain), "serialBefore": .string(serialBefore),
            "keySize": keySize.map { .number(JSONNumber($0)) } ?? nil, "overlapHours": .number(JSONNumber(overlapHours)),
            "rollout": rollout.json, "key": key.json,
        ]
    }

    package init(json: JSONValue) throws {
        let fields = try JSONFields(json)
        self.init(
            order: try fields.requiredID("order"),
            domain: try fields.requiredString("domain"),
            serialBefore: try fields.requiredString("serialBefore"),
            keySize: try fields.int("keySize"),
            overlapHours: try fields.int("overlapHours") ?? Self.longestOverlap,
            rollout: try Rollout(json: json["rollout"] ?? [:]),
            key: try KeyChoice(json: json["key"])
        )
    }
}
