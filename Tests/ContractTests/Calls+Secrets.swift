import AzureCore
import Foundation
import KeyVault

extension Calls {
    private static func client(_ pipeline: Pipeline, _ apiVersion: String) -> SecretsClient {
        SecretsClient(pipeline: pipeline, vaultURL: vaultURL, apiVersion: apiVersion)
    }

    private static let attributes = SecretAttributes(
        enabled: true,
        notBefore: Date(timeIntervalSince1970: 1),
        expires: Date(timeIntervalSince1970: 2)
    )

    static let secrets: [String: Call] = [
        "GetSecrets": { pipeline, version throws(AzureError) in
            try await client(pipeline, version).list(pageSize: 25).all()
        },
        "GetSecretVersions": { pipeline, version throws(AzureError) in
            try await client(pipeline, version).versions(name: "shop", pageSize: 25).all()
        },
        "GetSecret": { pipeline, version throws(AzureError) in
            try await client(pipeline, version).get(name: "shop", version: "0123")
        },
        "SetSecret": { pipeline, version throws(AzureError) in
            try await client(pipeline, version)
                .set(name: "shop", value: Secret("v"), contentType: "text/plain", tags: ["a": "b"], attributes: attributes)
        },
        "UpdateSecret": { pipeline, version throws(AzureError) in
            try await client(pipeline, version)
                .update(name: "shop", version: "0123", contentType: "text/plain", tags: ["a": "b"], attributes: attributes)
        },
        "DeleteSecret": { pipeline, version throws(AzureError) in
            try await client(pipeline, version).delete(name: "shop")
        },
        "GetDeletedSecrets": { pipeline, version throws(AzureError) in
            try await client(pipeline, version).listDeleted(pageSize: 25).all()
        },
        "GetDeletedSecret": { pipeline, version throws(AzureError) in
            try await client(pipeline, version).getDeleted(name: "shop")
        },
        "RecoverDeletedSecret": { pipeline, version throws(AzureError) in
            try await client(pipeline, version).recover(name: "shop")
        },
        "PurgeDeletedSecret": { pipeline, version throws(AzureError) in
            try await client(pipeline, version).purge(name: "shop")
        },
        "BackupSecret": { pipeline, version throws(AzureError) in
            try await client(pipeline, version).backup(name: "shop")
        },
        "RestoreSecret": { pipeline, version throws(AzureError) in
            try await client(pipeline, version).restore(Secret("blob"))
        },
    ]
}
