/// The services a token can be for, with the names clients give them.
enum Audience: CaseIterable {
    case resourceManager, keyVault, graph

    func names(_ origin: Origin) -> [String] {
        switch self {
        case .resourceManager:
            ["https://management.azure.com", "https://management.core.windows.net", origin.url]
        case .keyVault:
            ["https://vault.azure.net", origin.keyVaultResource, "https://vault.localhost", origin.keyVaultPath]
        case .graph:
            ["https://graph.microsoft.com", "00000003-0000-0000-c000-000000000000", origin.graph]
        }
    }

    /// Compares without casing and without slashes at the end: `https://management.azure.com//.default` is legal too.
    func accepts(_ name: String, _ origin: Origin) -> Bool {
        let bare = Self.bare(name)
        return names(origin).contains(bare) || (self == .keyVault && bare.hasSuffix("." + origin.keyVaultSuffix))
    }

    static func known(_ name: String, _ origin: Origin) -> Bool {
        allCases.contains { $0.accepts(name, origin) }
    }

    private static func bare(_ name: String) -> String {
        var text = name.lowercased()[...]
        while text.hasSuffix("/") { text = text.dropLast() }
        return String(text)
    }
}
