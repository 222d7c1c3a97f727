import HTTPTypes
import Hummingbird
import JSON
import NIOCore

extension Response {
    package static func json(_ status: Int, _ value: JSONValue, headers: HTTPFields = [:]) -> Response {
        bytes(status, value.bytes(), type: "application/json", headers: headers)
    }

    package static func text(_ status: Int, _ text: String, type: String = "text/plain; charset=utf-8", headers: HTTPFields = [:])
        -> Response
    {
        bytes(status, Array(text.utf8), type: type, headers: headers)
    }

    package static func bytes(_ status: Int, _ bytes: [UInt8], type: String, headers: HTTPFields = [:]) -> Response {
        var headers = headers
        headers[.contentType] = type
        return Response(status: .init(code: status), headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// What goes wrong before anybody knows what was wanted, in the form every error of the API has.
    static func failure(_ status: Int, _ code: String, _ message: String, headers: HTTPFields = [:]) -> Response {
        json(status, ["code": .string(code), "message": .string(message)], headers: headers)
    }
}

extension HTTPField.Name {
    static let noSniff = known("X-Content-Type-Options")
    static let host = known("Host")
    static let forwardedFor = known("X-Forwarded-For")
    static let forwardedProto = known("X-Forwarded-Proto")
    static let frameOptions = known("X-Frame-Options")
    static let referrerPolicy = known("Referrer-Policy")

    /// All of these are tokens, which is what a name has to be.
    private static func known(_ name: String) -> HTTPField.Name { HTTPField.Name(name) ?? .server }
}
