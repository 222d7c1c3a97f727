import JSON
import Workflows

/// Where a command works: a running emulator, or a subscription of Azure. A profile says where its credential is kept and
/// never contains one.
enum Profile: Sendable, Hashable {
    /// Everything about it stands in the ready file, read anew at each use; so does its client, unless an identity is named.
    case emulator(readyFile: String, identity: ProfileIdentity? = nil)
    case azure(AzureProfile)
}

struct AzureProfile: Sendable, Hashable {
    var tenantId: String
    var subscriptionId: String
    /// The application, where the credential does not know it itself.
    var clientId: String?
    var credential: CredentialReference
    var cloud = CloudName.public
    /// DNS servers to ask, as `host:port`; empty means the machine's own.
    var dns: [String] = []

    var identity: ProfileIdentity { ProfileIdentity(clientId: clientId, credential: credential) }
    var place: ProfileIdentity.Place { .init(tenantId: tenantId, subscriptionId: subscriptionId, cloud: cloud.cloud) }
}

extension Profile {
    var json: JSONValue {
        switch self {
        case .emulator(let readyFile, let identity):
            var json: JSONObject = ["kind": "emulator", "readyFile": .string(readyFile)]
            identity?.write(to: &json)
            return .object(json)
        case .azure(let azure): return .object(azure.json)
        }
    }

    init(json: JSONValue) throws {
        let fields = try JSONFields(json)
        guard try fields.requiredString("kind") == "azure" else {
            let credential = try fields.string("credential").map(CredentialReference.init)
            let clientId = try fields.string("clientId")
            self = .emulator(
                readyFile: try fields.requiredString("readyFile"),
                identity: credential.map { ProfileIdentity(clientId: clientId, credential: $0) }
            )
            return
        }
        self = .azure(
            AzureProfile(
                tenantId: try fields.requiredString("tenantId"),
                subscriptionId: try fields.requiredString("subscriptionId"),
                clientId: try fields.string("clientId"),
                credential: try CredentialReference(fields.requiredString("credential")),
                cloud: try Self.cloud(fields.string("cloud")),
                dns: try fields.strings("dns") ?? []
            )
        )
    }

    /// Profiles of before there was a choice name none.
    private static func cloud(_ word: String?) throws -> CloudName {
        guard let word else { return .public }
        guard let cloud = CloudName(rawValue: word) else {
            throw Problem(
                .input,
                "There is no cloud named \(word).",
                why: "the clouds are \(CloudName.allCases.map(\.rawValue).joined(separator: ", "))",
                nextStep: "Add the profile again: signet profile add --help"
            )
        }
        return cloud
    }
}

extension ProfileIdentity {
    fileprivate func write(to json: inout JSONObject) {
        if let clientId { json["clientId"] = .string(clientId) }
        json["credential"] = .string(credential.description)
    }
}

extension AzureProfile {
    fileprivate var json: JSONObject {
        var json: JSONObject = [
            "kind": "azure", "cloud": .string(cloud.rawValue), "tenantId": .string(tenantId), "subscriptionId": .string(subscriptionId),
        ]
        identity.write(to: &json)
        json["dns"] = .array(dns.map(JSONValue.string))
        return json
    }
}
