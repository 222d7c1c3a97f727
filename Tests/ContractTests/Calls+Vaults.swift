import AzureCore
import KeyVault

extension Calls {
    private static func client(_ pipeline: Pipeline, _ apiVersion: String) -> VaultsClient {
        VaultsClient(pipeline: pipeline, cloud: .publicCloud, subscriptionId: subscription, apiVersion: apiVersion)
    }

    private static let policy = AccessPolicy(
        tenantId: "t",
        objectId: "o",
        applicationId: "a",
        keys: [.get],
        secrets: [.get],
        certificates: [.get],
        storage: [.get]
    )

    private static let rules = NetworkRules(
        ipRules: ["192.0.2.0/24"],
        virtualNetworkRules: [VirtualNetworkRule(id: plan, ignoreMissingVnetServiceEndpoint: true)]
    )

    private static var fullVault: Vault {
        var vault = Vault(
            location: "westeurope",
            tenantId: "t",
            enableRbacAuthorization: true,
            accessPolicies: [policy],
            networkAcls: rules,
            tags: ["team": "shop"]
        )
        vault.publicNetworkAccess = .enabled
        vault.enableSoftDelete = true
        vault.softDeleteRetentionInDays = 90
        vault.enablePurgeProtection = true
        vault.enabledForDeployment = true
        vault.enabledForDiskEncryption = true
        vault.enabledForTemplateDeployment = true
        vault.createMode = .fresh
        return vault
    }

    private static var fullPatch: VaultPatch {
        var patch = VaultPatch(
            tenantId: "t",
            sku: .premium,
            enableRbacAuthorization: true,
            accessPolicies: [policy],
            networkAcls: rules,
            publicNetworkAccess: .disabled,
            enablePurgeProtection: true,
            enabledForDeployment: false,
            enabledForDiskEncryption: false,
            enabledForTemplateDeployment: false,
            tags: ["team": "shop"]
        )
        patch.enableSoftDelete = true
        patch.softDeleteRetentionInDays = 90
        patch.createMode = .recover
        return patch
    }

    static let vaults: [String: Call] = [
        "Vaults_ListBySubscription": { pipeline, version throws(AzureError) in
            try await client(pipeline, version).list(top: 10).all()
        },
        "Vaults_ListByResourceGroup": { pipeline, version throws(AzureError) in
            try await client(pipeline, version).list(resourceGroup: "group", top: 10).all()
        },
        "Vaults_List": { pipeline, version throws(AzureError) in
            try await client(pipeline, version).references(top: 10).all()
        },
        "Vaults_Get": { pipeline, version throws(AzureError) in
            try await client(pipeline, version).get(resourceGroup: "group", name: "contoso")
        },
        "Vaults_CreateOrUpdate": { pipeline, version throws(AzureError) in
            try await client(pipeline, version).createOrUpdate(resourceGroup: "group", name: "contoso", fullVault).first
        },
        "Vaults_Update": { pipeline, version throws(AzureError) in
            try await client(pipeline, version).update(resourceGroup: "group", name: "contoso", fullPatch)
        },
        "Vaults_Delete": { pipeline, version throws(AzureError) in
            try await client(pipeline, version).delete(resourceGroup: "group", name: "contoso")
        },
        "Vaults_UpdateAccessPolicy": { pipeline, version throws(AzureError) in
            try await client(pipeline, version).updateAccessPolicies(resourceGroup: "group", name: "contoso", .add, [policy])
        },
        "Vaults_CheckNameAvailability": { pipeline, version throws(AzureError) in
            try await client(pipeline, version).checkNameAvailability("contoso")
        },
        "Vaults_ListDeleted": { pipeline, version throws(AzureError) in
            try await client(pipeline, version).listDeleted().all()
        },
        "Vaults_GetDeleted": { pipeline, version throws(AzureError) in
            try await client(pipeline, version).getDeleted(location: "westeurope", name: "contoso")
        },
        "Vaults_PurgeDeleted": { pipeline, version throws(AzureError) in
            try await client(pipeline, version).purgeDeleted(location: "westeurope", name: "contoso").token
        },
    ]
}
