/// A question that got no usable answer. A name that does not exist is no error, it has no records.
package struct DNSError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Why there is no answer.
    package enum Failure: Sendable, Hashable {
        case timeout
        /// The server, or the way to it, refused the packet.
        case unreachable
        /// The server answered with this response code of RFC 1035 section 4.1.1.
        case rcode(Int)
        case malformedAnswer
        case invalidName
        case invalidServer
        case cancelled
        /// The resolver library gave up for this reason.
        case library(String)
    }

    /// The name asked for.
    package let name: String

    package let type: DNSRecordType

    /// The server asked last, as it was given.
    package let server: String

    package let failure: Failure

    package var description: String { "asking \(server) for the \(type) records of \(name): \(reason)" }

    private var reason: String {
        switch failure {
        case .timeout: "no answer in time; check that the server is reachable over UDP and TCP, or name another one"
        case .unreachable: "the server cannot be reached; check its address and port, or name another one"
        case .rcode(let code): "the server answered \(Self.rcodeName(code)); check the zone's servers, or name another resolver"
        case .malformedAnswer: "the answer is malformed; name another resolver"
        case .invalidName: "this is not a domain name"
        case .invalidServer: "this is not the address of a server; write it like 192.0.2.1:53 or [2001:db8::1]:53"
        case .cancelled: "cancelled"
        case .library(let text): text
        }
    }

    private static func rcodeName(_ code: Int) -> String {
        let names = [1: "FORMERR", 2: "SERVFAIL", 4: "NOTIMP", 5: "REFUSED"]
        return names[code] ?? "response code \(code)"
    }
}

/// The kinds of records that are asked for, by their numbers on the wire.
package enum DNSRecordType: UInt16, Sendable, Hashable, CustomStringConvertible {
    case a = 1
    case ns = 2
    case cname = 5
    case txt = 16
    case aaaa = 28
    case caa = 257

    package var description: String {
        switch self {
        case .a: "A"
        case .ns: "NS"
        case .cname: "CNAME"
        case .txt: "TXT"
        case .aaaa: "AAAA"
        case .caa: "CAA"
        }
    }
}
