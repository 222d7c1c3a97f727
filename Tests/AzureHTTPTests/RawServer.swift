import Dispatch
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A loopback server that reads the head of each request and then answers with fixed bytes, closes, or stays silent: for
/// the ways a conversation can go wrong that no proper server offers.
final class RawServer: Sendable {
    enum Behaviour: Sendable {
        /// Sends these bytes and closes.
        case send(String)
        /// Sends these bytes and keeps the connection open.
        case begin(String)
        /// Keeps the connection open without a word.
        case silent
        /// Holds the port and refuses every connection.
        case deaf
    }

    let port: Int
    private let listener: Int32
    private let seen = Mutex<[String]>([])

    init(_ behaviour: Behaviour) throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) | getsockname(listener, address, &length)
            }
        }
        guard result == 0 else { throw NoListener() }
        port = Int(UInt16(bigEndian: address.sin_port))
        if case .deaf = behaviour { return }
        guard listen(listener, 16) == 0 else { throw NoListener() }
        DispatchQueue(label: "raw server").async { [self] in serve(behaviour) }
    }

    /// The heads of the requests so far.
    var requests: [String] { seen.withLock { $0 } }

    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    private func serve(_ behaviour: Behaviour) {
        var open: [Int32] = []
        while case let connection = accept(listener, nil, nil), connection >= 0 {
            let head = Self.head(connection)
            seen.withLock { $0.append(head) }
            switch behaviour {
            case .silent, .deaf: open.append(connection)
            case .begin(let text):
                Self.send(text, to: connection)
                open.append(connection)
            case .send(let text):
                Self.send(text, to: connection)
                close(connection)
            }
        }
        open.forEach { close($0) }
    }

    private static func send(_ text: String, to connection: Int32) {
        _ = Array(text.utf8).withUnsafeBytes { write(connection, $0.baseAddress, $0.count) }
    }

    private static func head(_ connection: Int32) -> String {
        var text = ""
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !text.contains("\r\n\r\n") {
            let count = read(connection, &buffer, buffer.count)
            guard count > 0 else { break }
            text += String(decoding: buffer.prefix(count), as: UTF8.self)
        }
        return text
    }

    private struct NoListener: Error {}
}
