import DNS
import Dispatch
import Glibc
import Synchronization

/// A name server on a loopback port, UDP and TCP, for as long as it is kept.
final class NameServer: Sendable {
    enum Reply: Sendable {
        /// Records of the type asked for, as their data on the wire.
        case records([[UInt8]])
        /// Records of any type: its number and the data.
        case mixed(KeyValuePairs<UInt16, [UInt8]>)
        case code(UInt8)
        case silence
        /// Over UDP an empty truncated answer, over TCP these records.
        case truncated([[UInt8]])
        case bytes([UInt8])
    }

    let address: String
    private let datagrams: Int32
    private let listener: Int32
    private let answer: @Sendable (_ name: String, _ type: UInt16) -> Reply
    private let names = Mutex<[String]>([])

    /// The names asked for, in order.
    var asked: [String] { names.withLock { $0 } }

    private init(datagrams: Int32, listener: Int32, port: UInt16, answer: @escaping @Sendable (String, UInt16) -> Reply) {
        self.datagrams = datagrams
        self.listener = listener
        self.answer = answer
        address = "127.0.0.1:\(port)"
    }

    /// Runs the body beside a server, and stops the server.
    static func run<Result: Sendable>(
        answer: @escaping @Sendable (_ name: String, _ type: UInt16) -> Reply,
        body: (NameServer) async throws -> Result
    ) async throws -> Result {
        let server = try open(answer: answer)
        // Serial queues, since each gets a thread of its own at once.
        let group = DispatchGroup()
        DispatchQueue(label: "datagrams").async(group: group) { server.serveDatagrams() }
        DispatchQueue(label: "connections").async(group: group) { server.serveConnections() }
        defer {
            shutdown(server.listener, Int32(SHUT_RDWR))
            shutdown(server.datagrams, Int32(SHUT_RDWR))
            group.notify(queue: .global()) {
                close(server.listener)
                close(server.datagrams)
            }
        }
        return try await body(server)
    }

    /// A port that is free for TCP need not be for UDP, so it tries until both are.
    private static func open(answer: @escaping @Sendable (String, UInt16) -> Reply) throws -> NameServer {
        for _ in 0..<50 {
            let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            let datagrams = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
            if let port = bind(listener, port: 0), listen(listener, 8) == 0, bind(datagrams, port: port) != nil {
                return NameServer(datagrams: datagrams, listener: listener, port: port, answer: answer)
            }
            close(listener)
            close(datagrams)
        }
        throw NoPort()
    }

    private struct NoPort: Error {}

    private static func bind(_ socket: Int32, port: UInt16) -> UInt16? {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        return withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                Glibc.bind(socket, generic, length) == 0 && getsockname(socket, generic, &length) == 0
            }
        } ? UInt16(bigEndian: address.sin_port) : nil
    }

    private func serveDatagrams() {
        while serveDatagram() {}
    }

    /// False once the socket is shut down.
    private func serveDatagram() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 4096)
        var peer = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &peer) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { peer in
                let count = recvfrom(datagrams, &buffer, buffer.count, 0, peer, &length)
                guard count > 0 else { return false }
                if let response = response(to: Array(buffer.prefix(count)), overTCP: false) {
                    sendto(datagrams, response, response.count, 0, peer, length)
                }
                return true
            }
        }
    }

    private func serveConnections() {
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { return }
            defer { close(connection) }
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = read(connection, &buffer, buffer.count)
            guard count > 2, let response = response(to: Array(buffer[2..<count]), overTCP: true) else { continue }
            let framed = [UInt8(response.count >> 8), UInt8(response.count & 0xFF)] + response
            send(connection, framed, framed.count, Int32(MSG_NOSIGNAL))
        }
    }

    private func response(to query: [UInt8], overTCP: Bool) -> [UInt8]? {
        var position = 12
        var labels: [String] = []
        while query[position] != 0 {
            let end = position + 1 + Int(query[position])
            labels.append(String(decoding: query[(position + 1)..<end], as: UTF8.self))
            position = end
        }
        let type = UInt16(query[position + 1]) << 8 | UInt16(query[position + 2])
        let name = labels.joined(separator: ".")
        names.withLock { $0.append(name) }
        let question = Array(query[12..<(position + 5)])
        let message = { (flags: UInt8, code: UInt8, records: [(UInt16, [UInt8])]) in
            Array(query.prefix(2)) + [0x81 | flags, 0x80 | code, 0, 1, 0, UInt8(records.count), 0, 0, 0, 0] + question
                + records.flatMap { record in
                    let length = record.1.count
                    return [
                        0xC0, 12, UInt8(record.0 >> 8), UInt8(record.0 & 0xFF), 0, 1, 0, 0, 0, 60, UInt8(length >> 8), UInt8(length & 0xFF),
                    ]
                        + record.1
                }
        }
        switch answer(name, type) {
        case .records(let data): return message(0, 0, data.map { (type, $0) })
        case .mixed(let records): return message(0, 0, Array(records.map { ($0.key, $0.value) }))
        case .code(let code): return message(0, code, [])
        case .silence: return nil
        case .truncated(let data): return overTCP ? message(0, 0, data.map { (type, $0) }) : message(0x02, 0, [])
        case .bytes(let bytes): return Array(query.prefix(2)) + [0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0] + question + bytes
        }
    }
}

/// The data of records on the wire.
enum RecordData {
    static func txt(_ strings: String...) -> [UInt8] { strings.flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) } }

    static func name(_ name: String) -> [UInt8] { name.split(separator: ".").flatMap { txt(String($0)) } + [0] }

    static func caa(_ flags: UInt8, _ tag: String, _ value: String) -> [UInt8] { [flags] + txt(tag) + Array(value.utf8) }
}
