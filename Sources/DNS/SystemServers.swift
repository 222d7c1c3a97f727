import CAres
import Glibc

/// The name servers the machine is set up with.
enum SystemServers {
    /// Their addresses with ports, in order; empty when there are none or the setup cannot be read.
    static func current() -> [String] {
        var opened: ares_channel?
        guard ares_init(&opened) == statusNumber(ARES_SUCCESS), let channel = opened else { return [] }
        defer { ares_destroy(channel) }
        var first: UnsafeMutablePointer<ares_addr_port_node>?
        guard ares_get_servers_ports(channel, &first) == statusNumber(ARES_SUCCESS), let list = first else { return [] }
        defer { ares_free_data(list) }
        var servers: [String] = []
        var next: UnsafeMutablePointer<ares_addr_port_node>? = list
        while let node = next {
            if let text = text(of: node.pointee) { servers.append(text) }
            next = node.pointee.next
        }
        return servers
    }

    private static func text(of node: ares_addr_port_node) -> String? {
        var text = [CChar](repeating: 0, count: 46)
        let written = withUnsafeBytes(of: node.addr) { address in
            inet_ntop(node.family, address.baseAddress, &text, socklen_t(text.count)) != nil
        }
        guard written else { return nil }
        let address = String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        let port = node.udp_port > 0 ? node.udp_port : 53
        return node.family == AF_INET6 ? "[\(address)]:\(port)" : "\(address):\(port)"
    }
}
