import Foundation
import JSON
import Testing

/// Bytes over a socket, exactly as they are given, and what comes back.
struct RawClient {
    let port: Int

    /// Sends `text`, line breaks as `\r\n` where they are `\n`, and reads until the server closes or as many answers as are wanted came.
    func send(_ text: String, answers: Int = 1) async throws -> [RawAnswer] {
        let bytes = Array(text.replacing("\n", with: "\r\n").utf8)
        let received = try await withCheckedThrowingContinuation { done in
            DispatchQueue.global().async { done.resume(with: Result { try Self.exchange(bytes, port, answers) }) }
        }
        return RawAnswer.read(received)
    }

    func get(_ path: String, headers: [String] = [], method: String = "GET") async throws -> RawAnswer {
        let lines = ["\(method) \(path) HTTP/1.1", "Host: localhost:\(port)"] + headers
        return try #require(try await send(lines.joined(separator: "\n") + "\n\n").first)
    }

    /// Sends `text`, and leaves without its answer when `moment` is over.
    func leave(after text: String, _ moment: () async -> Void) async throws {
        let socket = try Self.sent(Array(text.replacing("\n", with: "\r\n").utf8), port)
        defer { close(socket) }
        await moment()
    }

    private static func exchange(_ bytes: [UInt8], _ port: Int, _ answers: Int) throws -> [UInt8] {
        let socket = try sent(bytes, port)
        defer { close(socket) }
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while RawAnswer.read(received).filter(\.isWhole).count < answers {
            let count = recv(socket, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            received += buffer[..<count]
        }
        return received
    }

    /// A connection with `bytes` on their way; to be closed.
    private static func sent(_ bytes: [UInt8], _ port: Int) throws -> Int32 {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        guard connected == 0 else {
            let why = String(cString: strerror(errno))
            close(socket)
            throw NoConnection(why: why)
        }
        _ = bytes.withUnsafeBytes { Foundation.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        return socket
    }

    struct NoConnection: Error {
        let why: String
    }
}

struct RawAnswer: CustomStringConvertible {
    let status: Int
    let head: String
    let body: String
    let isWhole: Bool

    var json: JSONValue { get throws { try JSONValue(parsing: body) } }
    var description: String { "\(head)\n\n\(body)" }

    /// The values of a header, its name without casing.
    func header(_ name: String) -> [String] {
        head.split(separator: "\r\n").dropFirst().compactMap { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            return parts.count == 2 && parts[0].lowercased() == name.lowercased() ? parts[1].trimmingCharacters(in: .whitespaces) : nil
        }
    }

    static func read(_ bytes: [UInt8]) -> [RawAnswer] {
        var answers: [RawAnswer] = []
        var rest = bytes[...]
        while let end = rest.firstRange(of: Array("\r\n\r\n".utf8)) {
            let head = String(decoding: rest[..<end.lowerBound], as: UTF8.self)
            var answer = RawAnswer(
                status: head.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0,
                head: head,
                body: "",
                isWhole: true
            )
            let length = answer.header("content-length").first.flatMap { Int($0) } ?? 0
            rest = rest[end.upperBound...]
            answer = RawAnswer(
                status: answer.status,
                head: head,
                body: String(decoding: rest.prefix(length), as: UTF8.self),
                isWhole: rest.count >= length
            )
            rest = rest.dropFirst(length)
            answers.append(answer)
        }
        return answers
    }
}
