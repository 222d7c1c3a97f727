import AsyncHTTPClient
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import JSON
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// What a gateway is held against: the upstream itself, which answers prepared bytes, and the least one can put between it and a client.
/// Each is a process of its own, as what is measured is.
enum GatewayRelay {
    private static let silent = Logger(label: "relay") { _ in SwiftLogNoOpLogHandler() }

    /// One order, whatever is asked for, and all a profile of an emulator needs besides: tokens and the time.
    static func upstream(_ certificate: Certificate) async throws {
        let order = ByteBuffer(bytes: CannedOrders.one)
        let tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(certificate.file).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: certificate.keyFile, format: .pem))
        )
        let answer: @Sendable (Request) -> Response = { request in
            let path = request.uri.path
            let tenant = "https://\(request.head.authority ?? "")/tenant"
            if path.hasSuffix("/openid-configuration") {
                return json(#"{"issuer":"\#(tenant)/v2.0","token_endpoint":"\#(tenant)/oauth2/v2.0/token"}"#)
            }
            if path.hasSuffix("/token") {
                let token = String(repeating: "x", count: 1200)
                return json(#"{"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"access_token":"\#(token)"}"#)
            }
            if path.hasSuffix("/clock") { return json(#"{"now":"2026-11-30T12:00:00Z","rate":1}"#) }
            return Response(
                status: .ok,
                headers: [.contentType: "application/json; charset=utf-8"],
                body: ResponseBody(byteBuffer: order)
            )
        }
        try await serve(try .tls(.http1(), tlsConfiguration: tls)) { request, _ in
            // A body that is not read ends the connection's use.
            for try await _ in request.body {}
            return answer(request)
        }
    }

    /// Hummingbird in front and AsyncHTTPClient behind, answers streamed; no look at anything.
    ///
    /// - Parameter isReader: It reads what comes back and writes it anew, which is the least of what whoever looks through an answer does.
    static func relay(to upstream: String, caFile: String, isReader: Bool = false) async throws {
        var configuration = HTTPClient.Configuration()
        configuration.tlsConfiguration = .makeClientConfiguration()
        configuration.tlsConfiguration?.trustRoots = .file(caFile)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 256
        let client = HTTPClient(eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton), configuration: configuration)
        try await serve(.http1()) { request, _ in
            var onward = HTTPClientRequest(url: upstream + (request.head.path ?? "/"))
            onward.method = HTTPMethod(rawValue: request.method.rawValue)
            for field in request.headers where field.name != .contentLength {
                onward.headers.add(name: field.name.rawName, value: field.value)
            }
            // Whole: an upstream that answers before a stream's end was read lets the server read that too, and two at once are an error.
            if request.headers[.contentLength] != nil { onward.body = .bytes(try await request.body.collect(upTo: 1 << 20)) }
            let response = try await client.execute(onward, timeout: .seconds(30))
            var headers: HTTPFields = [:]
            headers[.contentType] = response.headers.first(name: "content-type")
            if isReader {
                let whole = try await response.body.collect(upTo: 1 << 20)
                let read = try JSONValue(parsing: Array(whole.readableBytesView))
                let body = ResponseBody(byteBuffer: ByteBuffer(bytes: read.bytes()))
                return Response(status: .init(code: Int(response.status.code)), headers: headers, body: body)
            }
            let length = response.headers.first(name: "content-length").flatMap { Int($0) }
            return Response(
                status: .init(code: Int(response.status.code)),
                headers: headers,
                body: ResponseBody(contentLength: length) { writer in
                    for try await part in response.body { try await writer.write(part) }
                    try await writer.finish(nil)
                }
            )
        }
        try await client.shutdown()
    }

    private static func json(_ text: String) -> Response {
        Response(status: .ok, headers: [.contentType: "application/json"], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// Prints the port, then serves until it is ended.
    private static func serve(
        _ server: HTTPServerBuilder,
        _ respond: @escaping @Sendable (Request, BasicRequestContext) async throws -> Response
    ) async throws {
        let application = Application(
            responder: CallbackResponder(callback: respond),
            server: server,
            configuration: .init(address: .hostname("127.0.0.1", port: 0), backlog: 1024),
            onServerRunning: { channel in
                FileHandle.standardOutput.write(Data("\(channel.localAddress?.port ?? 0)\n".utf8))
            },
            logger: silent
        )
        try await application.runService()
    }
}
