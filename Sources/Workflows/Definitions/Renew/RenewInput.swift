import AzureCore
import FoundationEssentials
import JSON

/// One renewal: of which leaf, whether the next term may be bought for it, and where the new leaf has to arrive.
package struct RenewInput: Sendable, Hashable {
    package let order: ResourceID
    package let domain: String
    /// The leaf that is to be followed: seeing another one means that the renewal has happened, whoever asked for it.
    package let serialBefore: String
    package let endBefore: Date
    package let acceptsCharge: Bool
    package let rollout: Rollout
    package let key: KeyChoice
    /// Bits of a key that is made here.
    package let keySize: Int

    package init(
        order: ResourceID,
        domain: String,
        serialBefore: String,
        endBefore: Date,
        acceptsCharge: Bool,
        rollout: Rollout,
        key: KeyChoice = .platform,
        keySize: Int = 2048
    ) {
        self.order = order
        self.domain = domain
        self.serialBefore = serialBefore
        self.endBefore = endBefore
        self.acceptsCharge = acceptsCharge
        self.rollout = rollout
        self.key = key
        self.keySize = keySize
    }

    package var json: JSONValue {
        [
            "order": .id(order), "domain": .string(domain), "serialBefore": .string(serialBefore),
            "endBefore": .string(RFC3339.text(endBefore)), "acceptsCharge": .bool(acceptsCharge), "rollout": rollout.json,
            "key": key.json, "keySize": .number(JSONNumber(keySize)),
        ]
    }

    package init(json: JSONValue) throws {
        let fields = try JSONFields(json)
        self.init(
            order: try fields.requiredID("order"),
            domain: try fields.requiredString("domain"),
            serialBefore: try fields.requiredString("serialBefore"),
            endBefore: try fields.date("endBefore") ?? .distantPast,
            acceptsCharge: try fields.bool("acceptsCharge") ?? false,
            rollout: try Rollout(json: json["rollout"] ?? [:]),
            key: try KeyChoice(json: json["key"]),
            keySize: try fields.int("keySize") ?? 2048
        )
    }
}
