import Foundation

/// A socket in the file system between processes of one user: who is at the other end is asked of the kernel, not of them.
package struct LocalSocket: Sendable {
    package let descriptor: Int32

    /// Why there is no connection.
    package struct Unusable: Error, CustomStringConvertible {
        package let description: String
    }

    /// What is said at the beginning is short.
    private static let longestLine = 4096
    private static let patienceSeconds = 5

    /// Connects to a server of this same user.
    package init(connectingTo path: String) throws {
        descriptor = try Self.new(path) { connect($0, $1, $2) }
        try close(unless: isOurs, "\(path) belongs to another user")
    }

    private init(accepted descriptor: Int32) { self.descriptor = descriptor }

    /// Listens until it is stopped. Nothing may be there but a socket nobody answers at any more.
    package static func listen(at path: String) throws -> LocalSocket {
        if let other = try? LocalSocket(connectingTo: path) {
            other.close()
            throw Unusable(description: "another process listens at \(path)")
        }
        unlink(path)
        let listening = LocalSocket(accepted: try new(path) { bind($0, $1, $2) })
        chmod(path, 0o600)
        try listening.close(unless: Foundation.listen(listening.descriptor, 16) == 0, String(cString: strerror(errno)))
        return listening
    }

    /// The next client, of this user or not; nil once it was stopped.
    package func accept() -> LocalSocket? {
        while true {
            let client = Foundation.accept(descriptor, nil, nil)
            if client >= 0 { return LocalSocket(accepted: client) }
            guard errno == EINTR || errno == ECONNABORTED else { return nil }
        }
    }

    /// Whether the process at the other end runs as the same user.
    package var isOurs: Bool {
        // Process, user and group.
        var (peer, size) = ([UInt32](repeating: .max, count: 3), socklen_t(12))
        return getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && size == 12 && peer[1] == geteuid()
    }

    package func send(_ line: [UInt8]) { LocalSocket.write(line + [UInt8(ascii: "\n")], to: descriptor) }

    /// What is said before the messages begin; nil when nothing comes in time.
    package func firstLine() -> [UInt8]? {
        wait(Self.patienceSeconds)
        defer { wait(0) }
        var (line, byte): ([UInt8], UInt8) = ([], 0)
        while line.count < Self.longestLine, read(descriptor, &byte, 1) == 1 {
            if byte == UInt8(ascii: "\n") { return line }
            line.append(byte)
        }
        return nil
    }

    /// Ends both ways, also for a thread that waits in it.
    package func close() {
        shutdown(descriptor, Int32(SHUT_RDWR))
        Foundation.close(descriptor)
    }

    /// Wakes whoever waits in it, and leaves the descriptor to them.
    package func stop() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// Copies bytes until they end; then the other side is told so.
    package static func pump(_ source: Int32, into target: Int32) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(source, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0, write(Array(buffer[..<count]), to: target) else { break }
        }
        shutdown(target, Int32(SHUT_WR))
    }

    @discardableResult
    private static func write(_ bytes: [UInt8], to target: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(target, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private func wait(_ seconds: Int) {
        var time = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
    }

    private func close(unless isGood: Bool, _ why: String) throws {
        guard !isGood else { return }
        close()
        throw Unusable(description: why)
    }

    private static func new(_ path: String, _ use: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32) throws -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard path.utf8.count < room else { throw Unusable(description: "\(path) is too long for a socket") }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { use(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
        guard descriptor >= 0, result == 0 else {
            let why = String(cString: strerror(errno))
            if descriptor >= 0 { Foundation.close(descriptor) }
            throw Unusable(description: why)
        }
        return descriptor
    }
}
