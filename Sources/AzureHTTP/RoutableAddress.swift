/// Which addresses lie out in the world: those a call that outside data asked for may go to. Everything else is this machine, this
/// network, the host's own services, or another address in disguise.
enum RoutableAddress {
    /// - Parameter bytes: 4 or 16 of them, in network order.
    static func isOne(_ bytes: [UInt8]) -> Bool {
        switch bytes.count {
        case 4: isOneOfVersion4(bytes)
        case 16: isOneOfVersion6(bytes)
        default: false
        }
    }

    /// What the registries keep back (RFC 6890), multicast, and the address at which Azure answers its own machines.
    private static let kept4: [(network: [UInt8], bits: Int)] = [
        ([0, 0, 0, 0], 8), ([10, 0, 0, 0], 8), ([100, 64, 0, 0], 10), ([127, 0, 0, 0], 8), ([169, 254, 0, 0], 16), ([172, 16, 0, 0], 12),
        ([192, 0, 0, 0], 24), ([192, 0, 2, 0], 24), ([192, 31, 196, 0], 24), ([192, 52, 193, 0], 24), ([192, 88, 99, 0], 24),
        ([192, 168, 0, 0], 16), ([192, 175, 48, 0], 24), ([198, 18, 0, 0], 15), ([198, 51, 100, 0], 24), ([203, 0, 113, 0], 24),
        ([224, 0, 0, 0], 4), ([240, 0, 0, 0], 4), ([168, 63, 129, 16], 32),
    ]

    private static func isOneOfVersion4(_ bytes: [UInt8]) -> Bool {
        !kept4.contains { lies(bytes, in: $0.network, $0.bits) }
    }

    /// Of version 6 only what is handed out (2000::/3), without the forms that carry an address of version 4: 6to4, Teredo, and
    /// interface names of ISATAP; NAT64, mapped and compatible addresses lie outside of it anyway.
    private static func isOneOfVersion6(_ bytes: [UInt8]) -> Bool {
        let kept: [(network: [UInt8], bits: Int)] = [
            ([0x20, 0x02], 16), ([0x20, 0x01, 0, 0], 23), ([0x20, 0x01, 0x0D, 0xB8], 32), ([0x3F, 0xFF, 0, 0], 20),
        ]
        guard lies(bytes, in: [0x20], 3), !kept.contains(where: { lies(bytes, in: $0.network, $0.bits) }) else { return false }
        return !(bytes[9] == 0 && bytes[10] == 0x5E && bytes[11] == 0xFE && bytes[8] & 0xFD == 0)
    }

    private static func lies(_ bytes: [UInt8], in network: [UInt8], _ bits: Int) -> Bool {
        for (index, part) in network.enumerated() {
            let left = min(8, bits - index * 8)
            guard left > 0 else { break }
            let mask = UInt8(truncatingIfNeeded: 0xFF << (8 - left))
            guard bytes[index] & mask == part & mask else { return false }
        }
        return true
    }
}
