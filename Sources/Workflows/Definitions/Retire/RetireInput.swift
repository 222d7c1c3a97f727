import AzureCore
import JSON

/// Which order is to go, and what may break with it.
package struct RetireInput: Sendable, Hashable {
    package let order: ResourceID
    package let domain: String
    /// The leaf that will be revoked; nil when there is none.
    package let serialNumber: String?
    /// Host names to ask beside those the certificate and the bindings name.
    package let hostNames: [String]
    /// Take the certificate off its host names, delete its copies in App Service and its vault links first.
    package let unbind: Bool
    /// Delete the order although something serves its certificate, which breaks it at once.
    package let revokeWhileServed: Bool
    /// The order's private keys that are sealed here: nothing needs them once the order is gone. A key that is made later, for
    /// another order of its name, is not among them.
    package let sealedKeys: [String]

    package init(
        order: ResourceID,
        domain: String,
        serialNumber: String? = nil,
        hostNames: [String] = [],
        unbind: Bool = false,
        revokeWhileServed: Bool = false,
        sealedKeys: [String] = []
    ) {
        self.order = order
        self.domain = domain
        self.serialNumber = serialNumber
        self.hostNames = hostNames
        self.unbind = unbind
        self.revokeWhileServed = revokeWhileServed
        self.sealedKeys = sealedKeys
    }

    package var json: JSONValue {
        [
            "order": .id(order), "domain": .string(domain), "serialNumber": serialNumber.map(JSONValue.string) ?? nil,
            "hostNames": .array(hostNames.map(JSONValue.string)), "unbind": .bool(unbind), "revokeWhileServed": .bool(revokeWhileServed),
            "sealedKeys": .array(sealedKeys.map(JSONValue.string)),
        ]
    }

    package init(json: JSONValue) throws {
        let fields = try JSONFields(json)
        self.init(
            order: try fields.requiredID("order"),
            domain: try fields.requiredString("domain"),
            serialNumber: try fields.string("serialNumber"),
            hostNames: try fields.strings("hostNames") ?? [],
            unbind: try fields.bool("unbind") ?? false,
            revokeWhileServed: try fields.bool("revokeWhileServed") ?? false,
            sealedKeys: try fields.strings("sealedKeys") ?? []
        )
    }
}
