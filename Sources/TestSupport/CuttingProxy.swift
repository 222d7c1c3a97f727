import Foundation
import Synchronization

/// Stands between a client and a server on loopback and cuts their connection at a word: before the server gets it, or when the server
/// answers it. So a client can be left not knowing what became of the last thing it said.
package final class CuttingProxy: Sendable {
    package enum Cut: Sendable {
        case before(String)
        case after(String)
    }

    package let port: Int
    private let listener: Int32
    private let server: Int
    private let plan = Mutex<[Cut]>([])

    package init(to server: Int) throws {
        self.server = server
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = Self.loopback(0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bare in
                bind(listener, bare, length) == 0 && listen(listener, 64) == 0 && getsockname(listener, bare, &length) == 0
            }
        }
        guard isBound else { throw POSIXError(.EADDRNOTAVAIL) }
        self.listener = listener
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [self] in serve() }
    }

    /// The next of these words that passes is where a connection is cut; each once, in their order.
    package func cut(_ cuts: Cut...) { plan.withLock { $0 += cuts } }

    /// How many are still to come.
    package var left: Int { plan.withLock { $0.count } }

    package func close() { shutdown(listener, Int32(SHUT_RDWR)) }

    private func serve() {
        while case let client = accept(listener, nil, nil), client >= 0 {
            let upstream = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = Self.loopback(server)
            let isConnected = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(upstream, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                }
            }
            guard isConnected else {
                for end in [client, upstream] { Glibc.close(end) }
                continue
            }
            let pair = Pair(client: client, server: upstream)
            Thread.detachNewThread { [self] in sendOn(pair) }
            Thread.detachNewThread { pair.bringBack() }
        }
        Glibc.close(listener)
    }

    private func sendOn(_ pair: Pair) {
        while let bytes = Pair.read(pair.client) {
            switch plan.withLock({ Self.next(&$0, in: bytes) }) {
            case .before?: return pair.end()
            case .after?: pair.mute()
            case nil: break
            }
            guard Pair.write(bytes, pair.server) else { break }
        }
        pair.end()
    }

    private static func next(_ plan: inout [Cut], in bytes: Data) -> Cut? {
        guard let first = plan.first else { return nil }
        let word =
            switch first {
            case .before(let word), .after(let word): word
            }
        guard bytes.range(of: Data(word.utf8)) != nil else { return nil }
        return plan.removeFirst()
    }

    private static func loopback(_ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(clamping: port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return address
    }
}

/// One connection of a client and the one that stands for it.
private final class Pair: Sendable {
    let client: Int32
    let server: Int32
    private let isMuted = Mutex(false)

    init(client: Int32, server: Int32) {
        self.client = client
        self.server = server
    }

    /// Whatever the server says next reaches nobody.
    func mute() { isMuted.withLock { $0 = true } }

    func bringBack() {
        while let bytes = Self.read(server), !isMuted.withLock({ $0 }), Self.write(bytes, client) {}
        end()
    }

    func end() { for end in [client, server] { shutdown(end, Int32(SHUT_RDWR)) } }

    static func read(_ descriptor: Int32) -> Data? {
        var bytes = Data(count: 65_536)
        let count = bytes.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
        return count > 0 ? bytes.prefix(count) : nil
    }

    static func write(_ bytes: Data, _ descriptor: Int32) -> Bool {
        bytes.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(clamping: Int(MSG_NOSIGNAL))) == $0.count }
    }

    deinit { for end in [client, server] { close(end) } }
}
