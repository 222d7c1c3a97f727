/// The id of a resource, group or subscription in Resource Manager. It keeps the casing it came with and compares without it,
/// as the service does.
///
/// ```swift
/// let vault = ResourceID("/subscriptions/…/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/v")
/// vault?.provider   // Microsoft.KeyVault
/// vault?.type       // Microsoft.KeyVault/vaults
/// vault?.name       // v
/// ```
public struct ResourceID: Sendable, CustomStringConvertible {
    /// The longest id read, in bytes of UTF-8.
    public static let maximumLength = 4096

    /// The parts between the slashes: pairs of a key and a value.
    public let segments: [String]

    /// Reads an id: a leading slash, pairs of non-empty segments, at most ``maximumLength`` bytes. A trailing slash is ignored.
    public init?(_ text: String) {
        var text = text
        guard let segments = text.withUTF8(Self.segments), !segments.isEmpty, segments.count.isMultiple(of: 2) else { return nil }
        self.segments = segments
    }

    private init(segments: [String]) {
        self.segments = segments
    }

    /// One pass over the bytes, nil when there is a segment that no id has. By bytes, as a server does: a slash with a combining
    /// mark behind it is one character, and another one than the slash; and quickly, as a list has two ids in each order.
    private static func segments(_ bytes: UnsafeBufferPointer<UInt8>) -> [String]? {
        guard bytes.first == UInt8(ascii: "/"), bytes.count <= maximumLength else { return nil }
        var segments: [String] = []
        segments.reserveCapacity(8)
        var rest = bytes.dropFirst()
        while let end = rest.firstIndex(of: UInt8(ascii: "/")) ?? (rest.isEmpty ? nil : rest.endIndex) {
            let segment = UnsafeBufferPointer(rebasing: rest[..<end])
            guard isUsable(segment) else { return nil }
            segments.append(String(decoding: segment, as: UTF8.self))
            rest = rest[end...].dropFirst()
        }
        return segments
    }

    private static func isUsable(_ segment: UnsafeBufferPointer<UInt8>) -> Bool {
        let isDots = segment.count <= 2 && segment.allSatisfy { $0 == UInt8(ascii: ".") }
        return !isDots && !segment.contains { $0 < 32 || $0 == 127 || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }
    }

    /// The tenant: what lies below no subscription, such as a provider's own operations.
    public static let tenant = ResourceID(segments: [])

    /// The id of a subscription.
    public static func subscription(_ subscriptionId: String) -> ResourceID {
        ResourceID(segments: ["subscriptions", subscriptionId])
    }

    /// The id of a resource group.
    public static func resourceGroup(_ name: String, subscriptionId: String) -> ResourceID {
        ResourceID(segments: ["subscriptions", subscriptionId, "resourceGroups", name])
    }

    /// The id of a top-level resource of a provider below this scope: `.resource("Microsoft.KeyVault", "vaults", "v")`.
    public func resource(_ provider: String, _ type: String, _ name: String) -> ResourceID {
        ResourceID(segments: segments + ["providers", provider, type, name])
    }

    /// The id of a child resource.
    public func child(_ type: String, _ name: String) -> ResourceID {
        ResourceID(segments: segments + [type, name])
    }

    /// The id this one lies in: a resource's parent or group, a group's subscription; nil for a subscription.
    public var parent: ResourceID? {
        var rest = Array(segments.dropLast(2))
        if rest.dropLast().last?.lowercased() == "providers" { rest.removeLast(2) }
        return rest.isEmpty ? nil : ResourceID(segments: rest)
    }

    /// The subscription, nil for ids outside of one.
    public var subscriptionId: String? { value(of: "subscriptions") }
    /// The resource group.
    public var resourceGroup: String? { value(of: "resourcegroups") }
    /// The provider namespace; for an extension resource the last one.
    public var provider: String? { providerIndex.map { segments[$0 + 1] } }
    /// The last name.
    public var name: String { segments.last ?? "" }
    /// The names of the resource, outermost first; empty for groups and subscriptions.
    public var names: [String] { typePairs.map(\.value) }
    /// The full type: `Microsoft.CertificateRegistration/certificateOrders/certificates`; nil for groups and subscriptions.
    public var type: String? {
        guard let provider, !typePairs.isEmpty else { return nil }
        return ([provider] + typePairs.map(\.key)).joined(separator: "/")
    }

    /// The id as text, in its own casing.
    public var description: String { "/" + segments.joined(separator: "/") }

    private var pairs: [(key: String, value: String)] {
        stride(from: 0, to: segments.count - 1, by: 2).map { (segments[$0], segments[$0 + 1]) }
    }

    private var typePairs: [(key: String, value: String)] {
        guard let providerIndex else { return [] }
        return Array(pairs[(providerIndex / 2 + 1)...])
    }

    private var providerIndex: Int? {
        segments.indices.last { $0.isMultiple(of: 2) && segments[$0].lowercased() == "providers" }
    }

    private func value(of key: String) -> String? {
        pairs.first { $0.key.lowercased() == key }?.value
    }
}

extension ResourceID: Hashable {
    /// True when the ids name the same resource, whatever their casing.
    public static func == (left: ResourceID, right: ResourceID) -> Bool {
        left.description.lowercased() == right.description.lowercased()
    }

    /// Hashes the lower-cased id.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(description.lowercased())
    }
}
