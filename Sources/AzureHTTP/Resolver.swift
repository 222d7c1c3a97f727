#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// An address of a host, as bytes in network order and as it is written.
struct HostAddress: Sendable, Hashable {
    let bytes: [UInt8]
    let text: String

    /// All addresses the system's resolver has for a name; a text that is an address, in whatever notation, is itself. Empty when there
    /// are none. It blocks.
    static func all(of host: String) -> [HostAddress] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0, let first = list else { return [] }
        defer { freeaddrinfo(first) }
        var addresses: [HostAddress] = []
        var next: UnsafeMutablePointer<addrinfo>? = first
        while let entry = next, addresses.count < 64 {
            if let address = HostAddress(entry.pointee) { addresses.append(address) }
            next = entry.pointee.ai_next
        }
        return addresses
    }

    init(bytes: [UInt8], text: String) {
        (self.bytes, self.text) = (bytes, text)
    }

    private init?(_ info: addrinfo) {
        // Where the address stands behind the family, the port and, in version 6, the flow.
        let (start, count) = info.ai_family == AF_INET6 ? (8, 16) : (4, 4)
        guard [AF_INET, AF_INET6].contains(info.ai_family), let address = info.ai_addr, Int(info.ai_addrlen) >= start + count else {
            return nil
        }
        bytes = (start..<start + count).map { UnsafeRawPointer(address).load(fromByteOffset: $0, as: UInt8.self) }
        var name = [CChar](repeating: 0, count: 64)
        guard getnameinfo(address, info.ai_addrlen, &name, socklen_t(name.count), nil, 0, NI_NUMERICHOST) == 0 else { return nil }
        text = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
