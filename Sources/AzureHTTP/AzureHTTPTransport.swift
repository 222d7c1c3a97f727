import AsyncHTTPClient
import AzureCore
import FoundationEssentials
import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOSSL

/// The real ``AzureCore/HTTPTransport``: AsyncHTTPClient with HTTP/1.1 over TLS.
///
/// ```swift
/// let http = try AzureHTTPTransport.make(caFile: "/etc/private/ca.pem")
/// let pipeline = Pipeline(transport: http.transport, credential: credential)
/// …
/// try await http.shutdown()
/// ```
///
/// It sends each request once, follows no redirect, asks for no compression and keeps no cookie. `localhost` and every name
/// under `.localhost` lead to 127.0.0.1 without asking the system, with server name and `Host` header as in the URL.
public struct AzureHTTPTransport: Sendable {
    /// What to give to the pipeline and the credentials.
    public let transport: HTTPTransport
    private let clients: ClientPool

    /// A transport of its own, with connections of its own.
    ///
    /// - Parameters:
    ///   - caFile: A PEM file of certificate authorities to trust besides the system's; nil for the system's alone.
    ///   - trustsSystemRoots: False trusts the file only.
    ///   - connectTimeout: The time for connecting, the TLS handshake included. The time for the whole exchange is the request's own.
    ///   - egress: Where it may connect to.
    /// - Throws: ``AzureCore/AzureError`` with code `.invalidRequest` when the file cannot be read or holds no certificate.
    public static func make(
        caFile: String? = nil,
        trustsSystemRoots: Bool = true,
        connectTimeout: Duration = .seconds(10),
        egress: Egress = .anywhere
    ) throws(AzureError) -> AzureHTTPTransport {
        var tls = TLSConfiguration.makeClientConfiguration()
        if let caFile {
            let authorities = try CertificateAuthorityFile.read(caFile)
            if trustsSystemRoots {
                tls.additionalTrustRoots = [.certificates(authorities)]
            } else {
                tls.trustRoots = .certificates(authorities)
            }
        }
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: tls,
            redirectConfiguration: .disallow,
            timeout: .init(connect: TimeAmount(connectTimeout)),
            decompression: .disabled
        )
        configuration.httpVersion = .http1Only
        // Nobody collects spans here, and a span of nobody's costs each call its attributes all the same.
        configuration.tracing.tracer = nil
        // A connection that cannot be made fails the request at once: trying again is the pipeline's decision alone.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 64
        return AzureHTTPTransport(clients: ClientPool(configuration, egress))
    }

    private init(clients: ClientPool) {
        self.clients = clients
        transport = HTTPTransport { request in try await Self.send(request, with: clients) }
    }

    /// Closes all connections. Requests under way fail, later ones too.
    public func shutdown() async throws {
        try await clients.shutdown()
    }

    /// As the URL spells it.
    private static func host(of url: String, _ origin: Origin) -> String? {
        url.utf8.starts(with: "https://\(origin.host)".utf8) ? origin.host : URL(string: url)?.host()
    }

    private static func send(_ request: TransportRequest, with clients: ClientPool) async throws -> TransportResponse {
        guard let origin = Origin(url: request.url), let host = Self.host(of: request.url, origin) else {
            throw TransportError(
                kind: .invalidURL,
                host: "",
                port: 0,
                message: "not an absolute http or https URL",
                requestMayHaveArrived: false
            )
        }
        let reader = AnswerReader(request, origin)
        do {
            let client = try await clients.client(for: host, origin)
            let deadline = NIODeadline.now() + TimeAmount(request.timeout)
            let task = client.execute(request: try HTTPClient.Request(request), delegate: reader, deadline: deadline)
            return try await withTaskCancellationHandler {
                try await task.get()
            } onCancel: {
                task.cancel()
            }
        } catch {
            let failure = FailureReader.read(error, origin: origin)
            throw reader.hasBegun ? failure.afterArrival : failure
        }
    }
}

extension HTTPClient.Request {
    init(_ request: TransportRequest) throws {
        var headers = HTTPHeaders()
        headers.reserveCapacity(request.headers.count + 2)
        for field in request.headers { headers.add(name: field.name.rawName, value: field.value) }
        try self.init(
            url: request.url,
            method: HTTPMethod(rawValue: request.method.rawValue),
            headers: headers,
            body: request.body.map { .bytes($0) }
        )
    }
}

extension HTTPFields {
    /// Names that are no tokens are left out.
    init(_ headers: HTTPHeaders) {
        self.init()
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { append(HTTPField(name: name, value: value)) }
        }
    }
}

extension TransportError {
    var afterArrival: TransportError {
        TransportError(kind: kind, host: host, port: port, message: message, requestMayHaveArrived: true)
    }
}
