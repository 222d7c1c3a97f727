import Crypto
import FoundationEssentials

/// Tokens whose signature was found good, so that it is checked once and not in each request. What a token may do is decided anew each
/// time from the state: here is only what the tenant's key vouched for.
struct VerifiedTokens: Sendable {
    static let limit = 1000

    struct Entry: Sendable {
        let tenant: String
        let audience: String
        let appID: String
        let objectID: String
        let end: Date
    }

    private var entries: [SHA256.Digest: Entry] = [:]

    var count: Int { entries.count }

    /// What stands for a token here, so that none is kept itself.
    static func digest(_ token: String) -> SHA256.Digest { SHA256.hash(data: Data(token.utf8)) }

    /// One that has ended leaves the cache.
    mutating func entry(_ digest: SHA256.Digest, real: Date) -> Entry? {
        guard let entry = entries[digest] else { return nil }
        if entry.end <= real { entries[digest] = nil }
        return entry
    }

    /// One that has ended is not kept.
    mutating func keep(_ entry: Entry, _ digest: SHA256.Digest, real: Date) {
        guard entry.end > real else { return }
        if entries.count >= Self.limit { entries = entries.filter { $0.value.end > real } }
        if entries.count >= Self.limit { entries.removeAll() }
        entries[digest] = entry
    }
}
