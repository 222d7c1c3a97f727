import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOSSL

/// A stand-in for identity service and Resource Manager that serves prepared bytes over TLS. It runs in this process, so what it
/// costs is in no client's figure. How many pages a subscription has is its id.
enum Upstream {
    /// Calls `use` with the base URL while the server runs.
    static func run<Value: Sendable>(
        orders: CannedOrders,
        certificate: Certificate,
        use: @escaping @Sendable (String) async throws -> Value
    ) async throws -> Value {
        let (ports, bound) = AsyncStream<Int>.makeStream()
        let tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(certificate.file).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: certificate.keyFile, format: .pem))
        )
        let server = Application(
            router: routes(orders),
            server: try .tls(.http1(), tlsConfiguration: tls),
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in bound.yield(channel.localAddress?.port ?? 0) },
            logger: Logger(label: "upstream") { _ in SwiftLogNoOpLogHandler() }
        )
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask {
                try await server.run()
                return nil
            }
            group.addTask {
                for await port in ports { return try await use("https://localhost:\(port)") }
                return nil
            }
            defer { group.cancelAll() }
            while let value = try await group.next() { if let value { return value } }
            throw CancellationError()
        }
    }

    private static func routes(_ orders: CannedOrders) -> Router<BasicRequestContext> {
        let pages = orders.pages.map { ByteBuffer(bytes: $0) }
        let router = Router()
        router.get("tenant/v2.0/.well-known/openid-configuration") { request, _ in
            let tenant = "https://\(request.head.authority ?? "")/tenant"
            return answer(
                #"{"issuer":"\#(tenant)/v2.0","authorization_endpoint":"\#(tenant)/oauth2/v2.0/authorize","#
                    + #""token_endpoint":"\#(tenant)/oauth2/v2.0/token"}"#
            )
        }
        router.post("tenant/oauth2/v2.0/token") { _, _ in
            let token = String(repeating: "x", count: 1200)
            return answer(#"{"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"access_token":"\#(token)"}"#)
        }
        router.get("subscriptions/:pages/providers/Microsoft.CertificateRegistration/certificateOrders") { request, context in
            let count = try context.parameters.require("pages", as: Int.self)
            let number = request.uri.queryParameters["$skiptoken"].flatMap { Int($0) } ?? 0
            guard pages.indices.contains(number) else { throw HTTPError(.notFound) }
            let next = "https://\(request.head.authority ?? "")\(request.uri.path)?api-version=2024-11-01&$skiptoken=\(number + 1)"
            let end = number + 1 < count ? #","nextLink":"\#(next)"}"# : "}"
            return Response(
                status: .ok,
                headers: [.contentType: "application/json; charset=utf-8"],
                body: ResponseBody(contentsOf: [ByteBuffer(string: #"{"value":"#), pages[number], ByteBuffer(string: end)])
            )
        }
        return router
    }

    private static func answer(_ json: String) -> Response {
        Response(status: .ok, headers: [.contentType: "application/json"], body: ResponseBody(byteBuffer: ByteBuffer(string: json)))
    }
}

/// A certificate for `localhost` that signs itself, as PEM files.
struct Certificate: Sendable {
    let file: String
    let keyFile: String
}
