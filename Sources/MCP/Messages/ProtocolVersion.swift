/// The revisions of the protocol that are spoken.
package enum ProtocolVersion: String, Sendable, Hashable, CaseIterable {
    case june2025 = "2025-06-18"
    case november2025 = "2025-11-25"
    case july2026 = "2026-07-28"

    /// Without a handshake: version and capabilities come with every request.
    package var isModern: Bool { self == .july2026 }

    static let newestLegacy = november2025

    /// As they are told to a client, the newest first.
    static let names: [String] = allCases.reversed().map(\.rawValue)
    /// Those a request without a handshake may name.
    static let modernNames: [String] = allCases.filter(\.isModern).map(\.rawValue)
}
