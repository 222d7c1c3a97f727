import FoundationEssentials
import JSON

/// One planned misbehaviour: which requests it meets, what it does, how often.
struct Fault: Sendable {
    enum Effect: Sendable, Hashable {
        /// The request is refused before anything happens.
        case status(Int, retryAfterSeconds: Int?)
        /// Refused with the request's own token and body in the message, as careless services do.
        case echo(Int, as: Spelling)
        /// Refused as the service refuses a token past its end, whatever the token says.
        case expiredToken
        /// The request takes effect and the connection is closed without an answer.
        case applyThenDrop
        case delay(milliseconds: Int)
        /// The answer breaks off in the middle of its body.
        case truncate
        /// The answer is a JSON string of this many bytes.
        case oversize(bytes: Int)
    }

    /// How a careless service writes what it quotes.
    enum Spelling: String, Sendable, Hashable, CaseIterable {
        case plain, base64, url, hex

        func callAsFunction(_ text: String) -> String {
            func hex(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true) }
            return switch self {
            case .plain: text
            case .base64: Data(text.utf8).base64EncodedString()
            case .url: text.utf8.map { isPlain($0) ? String(UnicodeScalar($0)) : "%" + hex($0) }.joined()
            case .hex: text.utf8.map(hex).joined()
            }
        }

        private func isPlain(_ byte: UInt8) -> Bool {
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || [0x2D, 0x2E, 0x5F, 0x7E].contains(byte)
        }
    }

    enum Frequency: Sendable, Hashable {
        case always
        case times(Int)
        case every(Int)
        case probability(Double)
    }

    let id: String
    let method: String?
    let path: String
    let effect: Effect
    let frequency: Frequency
    /// Requests it matched, and how often it struck.
    private(set) var matched = 0
    private(set) var fired = 0

    /// Counts the request when it is one of the fault's, and says whether the fault strikes.
    mutating func strikes(_ request: EmulatorRequest, _ random: inout SeededGenerator) -> Bool {
        guard method == nil || method == request.method, matches(glob: path, request.path) else { return false }
        matched += 1
        let hits =
            switch frequency {
            case .always: true
            case .times(let limit): fired < limit
            case .every(let step): matched % step == 0
            case .probability(let share): Double.random(in: 0..<1, using: &random) < share
            }
        if hits { fired += 1 }
        return hits
    }

    /// Goes on counting where an earlier process ended.
    mutating func resume(matched: Int, fired: Int) {
        (self.matched, self.fired) = (matched, fired)
    }

    var name: String {
        switch effect {
        case .status(let status, _): "status \(status)"
        case .echo(let status, let spelling): "echo \(status) \(spelling)"
        case .expiredToken: "expiredToken"
        case .applyThenDrop: "applyThenDrop"
        case .delay(let milliseconds): "delay \(milliseconds) ms"
        case .truncate: "truncate"
        case .oversize(let bytes): "oversize \(bytes) bytes"
        }
    }
}

/// Whether a text fits a pattern in which `*` stands for any run of characters, slashes too, and `?` for one. Casing is ignored.
func matches(glob pattern: String, _ text: String) -> Bool {
    let pattern = Array(pattern.lowercased().utf8)
    let text = Array(text.lowercased().utf8)
    var (p, t) = (0, 0)
    var retry: (pattern: Int, text: Int)?
    while t < text.count {
        if p < pattern.count, pattern[p] == UInt8(ascii: "*") {
            retry = (p + 1, t)
            p += 1
        } else if p < pattern.count, pattern[p] == text[t] || pattern[p] == UInt8(ascii: "?") {
            p += 1
            t += 1
        } else if let last = retry {
            retry = (last.pattern, last.text + 1)
            (p, t) = (last.pattern, last.text + 1)
        } else {
            return false
        }
    }
    return pattern[p...].allSatisfy { $0 == UInt8(ascii: "*") }
}
