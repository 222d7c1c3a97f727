import AsyncHTTPClient
import AzureCore
import HTTPTypes
import NIOCore
import NIOHTTP1
import Synchronization

/// Collects one answer within the bound of its request, on the loop of its connection.
final class AnswerReader: HTTPClientResponseDelegate {
    private let request: TransportRequest
    private let origin: Origin
    private let answer = Mutex<TransportResponse?>(nil)

    init(_ request: TransportRequest, _ origin: Origin) {
        (self.request, self.origin) = (request, origin)
    }

    /// Whether the service has begun to answer: then it has the request, whatever happens to the rest.
    var hasBegun: Bool { answer.withLock { $0 != nil } }

    func didReceiveHead(task: HTTPClient.Task<TransportResponse>, _ head: HTTPResponseHead) -> EventLoopFuture<Void> {
        answer.withLock { $0 = TransportResponse(status: Int(head.status.code), headers: HTTPFields(head.headers)) }
        return task.eventLoop.made {
            if let coding = head.headers.first(name: "content-encoding"), coding.lowercased() != "identity" {
                throw failure(.other, "the answer is compressed (\(coding)), which was not asked for")
            }
            guard let length = head.headers.first(name: "content-length").flatMap({ Int($0) }) else { return }
            try check(length)
            answer.withLock { $0?.body.reserveCapacity(max(0, length)) }
        }
    }

    func didReceiveBodyPart(task: HTTPClient.Task<TransportResponse>, _ part: ByteBuffer) -> EventLoopFuture<Void> {
        task.eventLoop.made {
            try answer.withLock { answer in
                try check((answer?.body.count ?? 0) + part.readableBytes)
                answer?.body.append(contentsOf: part.readableBytesView)
            }
        }
    }

    func didFinishRequest(task: HTTPClient.Task<TransportResponse>) throws -> TransportResponse {
        guard let answer = answer.withLock({ $0 }) else { throw failure(.closed, "the answer has no head") }
        return answer
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

extension EventLoop {
    /// What is done at once, as the library wants it.
    fileprivate func made(_ body: () throws -> Void) -> EventLoopFuture<Void> {
        do {
            try body()
            return makeSucceededVoidFuture()
        } catch {
            return makeFailedFuture(error)
        }
    }
}
