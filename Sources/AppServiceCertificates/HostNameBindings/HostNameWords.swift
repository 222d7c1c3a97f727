import AzureCore

/// How a host name is served over TLS.
public struct SSLState: ServiceWord {
    /// The word as spelled by the service.
    public let rawValue: String
    /// Any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Not at all.
    public static let disabled = SSLState(rawValue: "Disabled")
    /// By server name indication.
    public static let sniEnabled = SSLState(rawValue: "SniEnabled")
    /// On an address of its own.
    public static let ipBasedEnabled = SSLState(rawValue: "IpBasedEnabled")

    /// The words known here.
    public static let allKnown: [SSLState] = [.disabled, .sniEnabled, .ipBasedEnabled]
}

/// The kind of a host name's DNS record.
public struct HostNameRecordType: ServiceWord {
    /// The word as spelled by the service.
    public let rawValue: String
    /// Any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// An alias of the site's own name.
    public static let cname = HostNameRecordType(rawValue: "CName")
    /// The site's address.
    public static let address = HostNameRecordType(rawValue: "A")

    /// The words known here.
    public static let allKnown: [HostNameRecordType] = [.cname, .address]
}

/// How a host name came to the site.
public struct HostNameType: ServiceWord {
    /// The word as spelled by the service.
    public let rawValue: String
    /// Any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Its owner proved it.
    public static let verified = HostNameType(rawValue: "Verified")
    /// The service manages it.
    public static let managed = HostNameType(rawValue: "Managed")

    /// The words known here.
    public static let allKnown: [HostNameType] = [.verified, .managed]
}

/// What a host name stands for.
public struct HostNameTarget: ServiceWord {
    /// The word as spelled by the service.
    public let rawValue: String
    /// Any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// A site.
    public static let website = HostNameTarget(rawValue: "Website")
    /// A Traffic Manager profile.
    public static let trafficManager = HostNameTarget(rawValue: "TrafficManager")

    /// The words known here.
    public static let allKnown: [HostNameTarget] = [.website, .trafficManager]
}
