import HTTPTypes
import Hummingbird
import NIOCore

/// A request that reached its route.
package struct ServiceRequest: Sendable {
    /// As the server read it, for those who stream.
    package let raw: Request
    package let path: String
    /// The values of the braces in the route's pattern.
    package let parameters: [String: String]
    /// Who is at the other end: an address without its port.
    package let client: String
    /// Whether what is said here travels under TLS all the way to the client.
    package let isSecure: Bool
    let route: Route
    let channel: any Channel

    /// Calls when the client closes its end, for as long as this request is the last one of its connection that was answered.
    package func whenLeft(_ body: @escaping @Sendable () -> Void) {
        channel.pipeline.fireUserInboundEventTriggered(ClientLeft(call: body))
    }

    /// Stops the work when nobody is left who waits for it.
    package func whileConnected<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let task = Task { try await body() }
        whenLeft { task.cancel() }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }

    package var headers: HTTPFields { raw.headers }
    package var method: HTTPRequest.Method { raw.method }

    package struct BodyTooLong: Error, Hashable {
        package let most: Int
    }

    /// The whole body, bounded by its route.
    package func body() async throws -> [UInt8] {
        let most = route.mostBody
        if let length = headers[.contentLength].flatMap({ Int($0) }), length > most { throw BodyTooLong(most: most) }
        var bytes: [UInt8] = []
        for try await part in raw.body {
            guard part.readableBytes <= most - bytes.count else { throw BodyTooLong(most: most) }
            bytes.append(contentsOf: part.readableBytesView)
        }
        return bytes
    }

    /// The fields of the query, decoded; at most a hundred.
    package var query: [(name: String, value: String)] {
        let parts = (raw.head.path ?? "").split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count > 1 ? FormFields.read(parts[1]) : []
    }

    package func query(_ name: String) -> String? {
        query.first { $0.name == name }?.value
    }

    /// What stands behind `Bearer` in its one authorization header.
    package var bearer: String? {
        let values = headers[values: .authorization]
        guard values.count == 1, let value = values.first, value.lowercased().hasPrefix("bearer ") else { return nil }
        return String(value.dropFirst(7))
    }
}

/// Fields as forms and queries have them: `a=1&b=2`, percent-decoded, a plus being a space.
enum FormFields {
    static func read(_ text: some StringProtocol) -> [(name: String, value: String)] {
        text.split(separator: "&").prefix(100).map { field in
            let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (decoded(parts[0]), parts.count > 1 ? decoded(parts[1]) : "")
        }
    }

    private static func decoded(_ text: some StringProtocol) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case 0x2B: bytes.append(0x20)
            case 0x25:
                guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
                    bytes.append(byte)
                    continue
                }
                rest = rest.dropFirst(2)
                bytes.append(value)
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
