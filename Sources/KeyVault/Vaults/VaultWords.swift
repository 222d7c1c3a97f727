import AzureCore

/// Whether the vault can be reached from public addresses at all.
public struct PublicNetworkAccess: ServiceWord {
    /// The word as spelled by the service.
    public let rawValue: String
    /// Any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Reachable, as far as the firewall allows.
    public static let enabled = PublicNetworkAccess(rawValue: "Enabled")
    /// Reachable by private endpoints and trusted services only.
    public static let disabled = PublicNetworkAccess(rawValue: "Disabled")

    /// The words known here.
    public static let allKnown: [PublicNetworkAccess] = [.enabled, .disabled]
}

/// Who gets past the firewall.
public struct NetworkBypass: ServiceWord {
    /// The word as spelled by the service.
    public let rawValue: String
    /// Any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Trusted services, App Service and the certificate service among them.
    public static let azureServices = NetworkBypass(rawValue: "AzureServices")
    /// Nobody.
    public static let nobody = NetworkBypass(rawValue: "None")

    /// The words known here.
    public static let allKnown: [NetworkBypass] = [.azureServices, .nobody]
}

/// What happens to those no rule of the firewall names.
public struct NetworkAction: ServiceWord {
    /// The word as spelled by the service.
    public let rawValue: String
    /// Any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// They get in.
    public static let allow = NetworkAction(rawValue: "Allow")
    /// They stay out.
    public static let deny = NetworkAction(rawValue: "Deny")

    /// The words known here.
    public static let allKnown: [NetworkAction] = [.allow, .deny]
}

/// The family of a price level.
public struct SkuFamily: ServiceWord {
    /// The word as spelled by the service.
    public let rawValue: String
    /// Any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The only one.
    public static let a = SkuFamily(rawValue: "A")

    /// The words known here.
    public static let allKnown: [SkuFamily] = [.a]
}

/// The price level of a vault.
public struct SkuName: ServiceWord {
    /// The word as spelled by the service.
    public let rawValue: String
    /// Any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Keys in software.
    public static let standard = SkuName(rawValue: "standard")
    /// Keys in hardware, too.
    public static let premium = SkuName(rawValue: "premium")

    /// The words known here.
    public static let allKnown: [SkuName] = [.standard, .premium]
}

/// How a vault comes to be.
public struct VaultCreateMode: ServiceWord {
    /// The word as spelled by the service.
    public let rawValue: String
    /// Any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// By recovering the deleted one of the same name.
    public static let recover = VaultCreateMode(rawValue: "recover")
    /// New.
    public static let fresh = VaultCreateMode(rawValue: "default")

    /// The words known here.
    public static let allKnown: [VaultCreateMode] = [.recover, .fresh]
}

/// How far the making of a vault is.
public struct VaultProvisioningState: ServiceWord {
    /// The word as spelled by the service.
    public let rawValue: String
    /// Any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Done.
    public static let succeeded = VaultProvisioningState(rawValue: "Succeeded")
    /// Its name is being registered.
    public static let registeringDns = VaultProvisioningState(rawValue: "RegisteringDns")

    /// The words known here.
    public static let allKnown: [VaultProvisioningState] = [.succeeded, .registeringDns]
}

/// Why a name cannot be taken.
public struct NameUnavailableReason: ServiceWord {
    /// The word as spelled by the service.
    public let rawValue: String
    /// Any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// It breaks the rules for names.
    public static let accountNameInvalid = NameUnavailableReason(rawValue: "AccountNameInvalid")
    /// Some vault has it, or a deleted one still holds it.
    public static let alreadyExists = NameUnavailableReason(rawValue: "AlreadyExists")

    /// The words known here.
    public static let allKnown: [NameUnavailableReason] = [.accountNameInvalid, .alreadyExists]
}

/// The type a name is checked for.
public struct VaultResourceType: ServiceWord {
    /// The word as spelled by the service.
    public let rawValue: String
    /// Any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// A vault.
    public static let vaults = VaultResourceType(rawValue: "Microsoft.KeyVault/vaults")

    /// The words known here.
    public static let allKnown: [VaultResourceType] = [.vaults]
}
