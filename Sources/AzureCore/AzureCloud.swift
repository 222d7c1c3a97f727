/// The endpoints and token scopes of one Azure cloud. All URLs are `https` and have no trailing slash.
public struct AzureCloud: Sendable, Hashable {
    /// Azure Resource Manager, for example `https://management.azure.com`.
    public var resourceManager: String
    /// The identity authority, for example `https://login.microsoftonline.com`; tenant and token path are added to it.
    public var authority: String
    /// Microsoft Graph, for example `https://graph.microsoft.com`.
    public var graph: String
    /// What a vault's name is followed by in its host, for example `vault.azure.net` (a port may follow it).
    public var keyVaultSuffix: String
    /// The token scope of ``resourceManager``.
    public var resourceManagerScope: TokenScope
    /// The token scope of ``graph``.
    public var graphScope: TokenScope
    /// The token scope of every vault under ``keyVaultSuffix``.
    public var keyVaultScope: TokenScope

    /// A cloud of one's own, such as an emulator. Scopes not given follow from the endpoints: endpoint plus `/.default`,
    /// and `https://{keyVaultSuffix without port}/.default` for vaults.
    public init(
        resourceManager: String,
        authority: String,
        graph: String,
        keyVaultSuffix: String,
        resourceManagerScope: TokenScope? = nil,
        graphScope: TokenScope? = nil,
        keyVaultScope: TokenScope? = nil
    ) {
        self.resourceManager = Self.trimmed(resourceManager)
        self.authority = Self.trimmed(authority)
        self.graph = Self.trimmed(graph)
        self.keyVaultSuffix = keyVaultSuffix
        self.resourceManagerScope = resourceManagerScope ?? TokenScope(Self.trimmed(resourceManager) + "/.default")
        self.graphScope = graphScope ?? TokenScope(Self.trimmed(graph) + "/.default")
        let vaultHost = keyVaultSuffix.split(separator: ":").first.map(String.init) ?? keyVaultSuffix
        self.keyVaultScope = keyVaultScope ?? TokenScope("https://\(vaultHost)/.default")
    }

    /// The public cloud, the only one App Service Certificates are sold in.
    public static let publicCloud = AzureCloud(
        resourceManager: "https://management.azure.com",
        authority: "https://login.microsoftonline.com",
        graph: "https://graph.microsoft.com",
        keyVaultSuffix: "vault.azure.net"
    )

    /// The cloud of the United States government. Certificates cannot be ordered in it; vaults and identities work.
    public static let usGovernment = AzureCloud(
        resourceManager: "https://management.usgovcloudapi.net",
        authority: "https://login.microsoftonline.us",
        graph: "https://graph.microsoft.us",
        keyVaultSuffix: "vault.usgovcloudapi.net"
    )

    /// The cloud in China, operated by 21Vianet. Certificates cannot be ordered in it; vaults and identities work.
    public static let china = AzureCloud(
        resourceManager: "https://management.chinacloudapi.cn",
        authority: "https://login.chinacloudapi.cn",
        graph: "https://microsoftgraph.chinacloudapi.cn",
        keyVaultSuffix: "vault.azure.cn"
    )

    /// The data-plane address of a vault by its name, for example `https://contoso.vault.azure.net`.
    public func vaultURL(_ name: String) -> String {
        "https://\(name).\(keyVaultSuffix)"
    }

    private static func trimmed(_ url: String) -> String {
        var text = Substring(url)
        while text.last == "/" { text.removeLast() }
        return String(text)
    }
}
