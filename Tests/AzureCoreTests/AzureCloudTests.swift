import AzureCore
import Testing

@Suite struct AzureCloudTests {
    @Test(arguments: [
        (AzureCloud.publicCloud, "https://management.azure.com", "https://login.microsoftonline.com", "vault.azure.net"),
        (.usGovernment, "https://management.usgovcloudapi.net", "https://login.microsoftonline.us", "vault.usgovcloudapi.net"),
        (.china, "https://management.chinacloudapi.cn", "https://login.chinacloudapi.cn", "vault.azure.cn"),
    ])
    func `each cloud has its endpoints, and scopes that follow from them`(
        cloud: AzureCloud,
        resourceManager: String,
        authority: String,
        vaults: String
    ) {
        #expect(cloud.resourceManager == resourceManager)
        #expect(cloud.authority == authority)
        #expect(cloud.resourceManagerScope.value == resourceManager + "/.default")
        #expect(cloud.keyVaultScope.value == "https://\(vaults)/.default")
        #expect(cloud.vaultURL("v") == "https://v.\(vaults)")
        #expect(cloud.graphScope.value.hasSuffix("/.default"))
    }
}
