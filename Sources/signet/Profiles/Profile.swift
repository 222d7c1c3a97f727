import Foundation
import JSON
import Workflows

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
    var clientId: String
    var credential: CredentialReference
    /// DNS servers to ask, as `host:port`; empty means the machine's own.
    var dns: [String] = []
}

/// Where a client secret is read from at each use.
enum CredentialReference: Sendable, Hashable, CustomStringConvertible {
    case environment(String)
    case file(String)

    init(_ text: String) throws {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        switch (parts.first, parts.count == 2 ? parts[1] : "") {
        case ("env"?, let name) where !name.isEmpty: self = .environment(name)
        case ("file"?, let path) where !path.isEmpty: self = .file(URL(fileURLWithPath: path).standardizedFileURL.path)
        default:
            throw Problem(
                .input,
                "'\(text.prefix(8))…' does not say where the client secret is kept.",
                why: "a profile refers to a secret and never holds one",
                nextStep: "Use --credential env:NAME for an environment variable, or --credential file:PATH for a file."
            )
        }
    }

    var description: String {
        switch self {
        case .environment(let name): "env:\(name)"
        case .file(let path): "file:\(path)"
        }
    }

    func read() throws -> String {
        let text: String? =
            switch self {
            case .environment(let name): ProcessInfo.processInfo.environment[name]
            case .file(let path): try? String(contentsOfFile: path, encoding: .utf8)
            }
        let secret = text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        guard !secret.isEmpty else {
            throw Problem(
                .precondition,
                "The profile's client secret could not be read.",
                why: "\(self) is not there or empty",
                nextStep: "Set it, or name another place: signet profile add --help"
            )
        }
        return secret
    }
}

extension Profile {
    var json: JSONValue {
        switch self {
        case .emulator(let readyFile): ["kind": "emulator", "readyFile": .string(readyFile)]
        case .azure(let azure):
            [
                "kind": "azure", "tenantId": .string(azure.tenantId), "subscriptionId": .string(azure.subscriptionId),
                "clientId": .string(azure.clientId),
                "credential": .string(azure.credential.description), "dns": .array(azure.dns.map(JSONValue.string)),
            ]
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
                clientId: try fields.requiredString("clientId"),
                credential: try CredentialReference(fields.requiredString("credential")),
                dns: try fields.strings("dns") ?? []
            )
        )
    }
}
