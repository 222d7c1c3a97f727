import Glibc
import NIOCore
import NIOPosix
import NIOSSL

/// Why a probe saw no certificate. A certificate that is seen but wrong is a verdict, not an error.
package struct ProbeError: Error, Hashable, CustomStringConvertible {
    package enum Kind: Sendable, Hashable {
        case invalidHostName, unresolved, refused, unreachable, timeout, closed, plainText, handshake, cancelled
        /// The peer answered with this TLS alert, by its name in the standard.
        case alert(String)
        /// The peer's certificates cannot be read.
        case unreadable
    }

    package let kind: Kind
    package let hostName: String
    /// Where the connection went, as host:port.
    package let endpoint: String
    package let reason: String

    package var description: String {
        "No certificate was seen for \(hostName) at \(endpoint): \(reason). \(nextStep)."
    }

    package var nextStep: String {
        switch kind {
        case .invalidHostName: "Give a DNS name; to reach it at an address, give the address as well"
        case .unresolved: "Check the DNS records of \(endpoint), or give an address"
        case .refused: "Check that a TLS server listens on \(endpoint)"
        case .unreachable: "Check the route and the firewall towards \(endpoint)"
        case .timeout: "Check the firewall towards \(endpoint), or allow more time"
        case .closed: "Look at the log of the server on \(endpoint): it hung up during the handshake"
        case .plainText: "Check the port: \(endpoint) does not speak TLS"
        case .alert("unrecognized_name"), .alert("handshake_failure"): "Check that a certificate is bound for \(hostName) on that server"
        case .alert: "Look at the log of the server on \(endpoint): it refused the handshake"
        case .handshake: "Try: openssl s_client -connect \(endpoint) -servername \(hostName)"
        case .unreadable: "Try: openssl s_client -showcerts -connect \(endpoint) -servername \(hostName)"
        case .cancelled: "Run the probe again"
        }
    }
}

/// One target of a probe: turns what the network layers throw into a `ProbeError` that names it.
struct ProbeTarget: Sendable {
    let hostName: String
    let host: String
    let port: Int

    func error(_ kind: ProbeError.Kind, _ reason: String) -> ProbeError {
        ProbeError(kind: kind, hostName: hostName, endpoint: "\(host):\(port)", reason: reason)
    }

    func error(from error: any Error) -> ProbeError {
        switch error {
        case let error as ProbeError: error
        case let error as NIOConnectionError: connectionError(error)
        case let error as IOError: systemError(error)
        case ChannelError.connectTimeout: self.error(.timeout, "the connection was not accepted in time")
        case let error as NIOSSLError: handshakeError(error)
        case let error as BoringSSLError: handshakeError(.handshakeFailed(error))
        case is CancellationError: self.error(.cancelled, "the probe was cancelled")
        default: self.error(.handshake, "the handshake failed (\(error))")
        }
    }

    private func connectionError(_ error: NIOConnectionError) -> ProbeError {
        guard let first = error.connectionErrors.first else { return self.error(.unresolved, "the name \(host) has no address") }
        return self.error(from: first.error)
    }

    private func systemError(_ error: IOError) -> ProbeError {
        switch error.errnoCode {
        case ECONNREFUSED: self.error(.refused, "the connection was refused")
        case ECONNRESET, EPIPE: self.error(.closed, "the peer closed the connection")
        case ETIMEDOUT: self.error(.timeout, "the connection was not accepted in time")
        default: self.error(.unreachable, "the connection failed (\(error))")
        }
    }

    private func handshakeError(_ error: NIOSSLError) -> ProbeError {
        guard case .handshakeFailed(let cause) = error else { return self.error(.closed, "the peer closed the connection (\(error))") }
        let text = "\(cause)"
        if text.contains(BoringSSLInternalError.eofDuringHandshake.description) {
            return self.error(.closed, "the peer closed the connection during the handshake")
        }
        if let alert = TLSAlert.name(inErrorText: text) {
            return self.error(.alert(alert), "the peer answered with the TLS alert \(alert)")
        }
        return self.error(.handshake, "the handshake failed (\(text.prefix(300)))")
    }
}
