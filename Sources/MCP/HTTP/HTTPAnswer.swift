import HTTPTypes
import JSON

/// What goes back over HTTP.
package struct HTTPAnswer: Sendable {
    package enum Body: Sendable {
        case bytes([UInt8])
        case events(EventStream)
    }

    package var head: HTTPResponse
    package let body: Body

    package init(_ status: HTTPResponse.Status, _ bytes: [UInt8] = []) {
        head = HTTPResponse(status: status)
        body = .bytes(bytes)
    }

    init(_ status: HTTPResponse.Status, json: JSONValue) {
        self.init(status, json.bytes())
        head.headerFields[.contentType] = "application/json"
    }

    /// A refusal of a request as such, with no id: whatever it asked for was not looked at.
    package static func refusal(_ status: HTTPResponse.Status, _ error: RPCError) -> HTTPAnswer {
        HTTPAnswer(status, json: Reply(id: nil, outcome: .failure(error)).json)
    }

    init(_ events: EventStream) {
        head = HTTPResponse(status: .ok)
        head.headerFields[.contentType] = "text/event-stream"
        head.headerFields[.cacheControl] = "no-cache"
        head.headerFields[.noBuffering] = "no"
        body = .events(events)
    }

    func with(_ field: HTTPField.Name, _ value: String) -> HTTPAnswer {
        var answer = self
        answer.head.headerFields[field] = value
        return answer
    }
}

extension HTTPField.Name {
    /// Asks what stands between not to hold events back.
    fileprivate static let noBuffering = RoutingHeaders.known("X-Accel-Buffering")
}

extension HTTPResponse.Status {
    /// What an error of 2026-07-28 travels with.
    init(_ error: RPCError) {
        self =
            switch error.code {
            case RPCError.Code.methodNotFound: .notFound
            case RPCError.Code.internal: .internalServerError
            case RPCError.Code.insufficientScope: .forbidden
            case RPCError.Code.tooMany: .tooManyRequests
            default: .badRequest
            }
    }
}
