import AsyncHTTPClient
import AzureCore
import NIOCore
import NIOHTTP1

/// Collects an answer's body within the request's bounds of length and time.
struct BodyReader {
    let request: TransportRequest
    let origin: Origin
    let deadline: NIODeadline

    func read(_ response: HTTPClientResponse) async throws -> [UInt8] {
        if let coding = response.headers.first(name: "content-encoding"), coding.lowercased() != "identity" {
            throw failure(.other, "the answer is compressed (\(coding)), which was not asked for")
        }
        var body: [UInt8] = []
        if let length = response.headers.first(name: "content-length").flatMap({ Int($0) }) {
            try check(length)
            body.reserveCapacity(max(0, length))
        }
        for try await chunk in response.body {
            try check(body.count + chunk.readableBytes)
            body.append(contentsOf: chunk.readableBytesView)
            // A service that keeps sending a little never is silent for long; the deadline ends it all the same.
            guard NIODeadline.now() < deadline else { throw failure(.timeout, "the answer did not end within \(request.timeout)") }
        }
        return body
    }

    private func check(_ length: Int) throws {
        guard length <= request.maximumResponseBytes else {
            throw failure(.tooLarge, "the answer has more than \(request.maximumResponseBytes) bytes")
        }
    }

    private func failure(_ kind: TransportError.Kind, _ message: String) -> TransportError {
        TransportError(kind: kind, host: origin.host, port: origin.port, message: message, requestMayHaveArrived: true)
    }
}
