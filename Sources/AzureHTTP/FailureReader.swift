import AsyncHTTPClient
import AzureCore
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Turns the errors of the libraries underneath into a ``AzureCore/TransportError``. A request counts as one that may have
/// arrived unless the error can only come from before its first byte was written.
enum FailureReader {
    static func read(_ error: any Error, origin: Origin) -> TransportError {
        if let failure = error as? TransportError { return failure }
        let (kind, mayHaveArrived) = sort(error)
        return TransportError(
            kind: kind,
            host: origin.host,
            port: origin.port,
            message: message(error),
            requestMayHaveArrived: mayHaveArrived
        )
    }

    private static func sort(_ error: any Error) -> (TransportError.Kind, mayHaveArrived: Bool) {
        switch error {
        case let error as HTTPClientError: sort(error)
        case let error as NIOConnectionError:
            (error.connectionErrors.isEmpty && (error.dnsAError ?? error.dnsAAAAError) != nil ? .unresolved : .refused, false)
        case ChannelError.connectTimeout: (.timeout, false)
        case NIOSSLError.handshakeFailed: (.tls, false)
        case is NIOSSLExtraError: (.tls, false)
        case is NIOSSLError: (.tls, true)
        // A plain address is connected to without a resolver, and fails with the bare error of the system. Only connecting can
        // be refused; every other error may also befall a connection in use.
        case let error as IOError: error.errnoCode == ECONNREFUSED ? (.refused, false) : (.closed, true)
        case HTTPParserError.invalidEOFState: (.closed, true)
        case is ChannelError: (.closed, true)
        case is CancellationError: (.cancelled, true)
        default: (.other, true)
        }
    }

    private static func sort(_ error: HTTPClientError) -> (TransportError.Kind, mayHaveArrived: Bool) {
        switch error {
        case .connectTimeout, .getConnectionFromPoolTimeout: (.timeout, false)
        case .tlsHandshakeTimeout: (.tls, false)
        case .deadlineExceeded: (.timeout, true)
        case .remoteConnectionClosed, .uncleanShutdown: (.closed, true)
        case .cancelled: (.cancelled, true)
        case .invalidURL, .emptyHost, .emptyScheme: (.invalidURL, false)
        case .alreadyShutdown: (.other, false)
        default: (.other, true)
        }
    }

    private static func message(_ error: any Error) -> String {
        switch error {
        case let error as HTTPClientError: error.shortDescription
        case let error as NIOConnectionError:
            error.connectionErrors.last.map { "\($0.error)" } ?? "the name has no address"
        case let error as NIOSSLExtraError: "\(error)"
        case is CancellationError: "the task was cancelled"
        default: "\(error)"
        }
    }
}
