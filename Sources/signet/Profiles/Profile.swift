import JSON

/// Where a command works: a running emulator, or a subscription of Azure. A profile says where its credential is kept and
/// never contains one.
enum Profile: Sendable, Hashable {
    /// Everything about it stands in the ready file, read anew at each use.
    case emulator(readyFile: String)
    case azure(AzureProfile)
}

struct AzureProfile: Sendable, Hashable {
    var tenantId: String
    var subscriptionId: String
    /// The application, where the credential does not know it itself.
    var clientId: String?
    var credential: CredentialReference
    /// DNS servers to ask, as `host:port`; empty means the machine's own.
    var dns: [String] = []
}

extension Profile {
    var json: JSONValue {
        switch self {
        case .emulator(let readyFile): ["kind": "emulator", "readyFile": .string(readyFile)]
        case .azure(let azure): .object(azure.json)
        }
    }

    init(json: JSONValue) throws {
        let fields = try JSONFields(json)
        guard try fields.requiredString("kind") == "azure" else {
            self = .emulator(readyFile: try fields.requiredString("readyFile"))
            return
        }
        self = .azure(
            AzureProfile(
                tenantId: try fields.requiredString("tenantId"),
                subscriptionId: try fields.requiredString("subscriptionId"),
                clientId: try fields.string("clientId"),
                credential: try CredentialReference(fields.requiredString("credential")),
                dns: try fields.strings("dns") ?? []
            )
        )
    }
}

extension AzureProfile {
    fileprivate var json: JSONObject {
        var json: JSONObject = [
            "kind": "azure", "tenantId": .string(tenantId), "subscriptionId": .string(subscriptionId),
        ]
        if let clientId { json["clientId"] = .string(clientId) }
        json["credential"] = .string(credential.description)
        json["dns"] = .array(dns.map(JSONValue.string))
        return json
    }
}
