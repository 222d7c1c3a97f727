import FoundationEssentials

/// What will happen by itself, ordered by when. Events name things by id and are harmless when the thing is gone.
struct Agenda: Sendable {
    /// A round is one attempt at a leaf: a purchase, a renewal, a reissue. An event of an earlier round does nothing.
    enum Event: Sendable, Hashable {
        /// The provider has placed the purchase at the certificate authority.
        case orderSubmitted(id: String, round: Int)
        /// The authority looks for the domain proof it was asked to check.
        case proofChecked(id: String, round: Int)
        case orderIssued(id: String, round: Int)
        /// No proof came in time.
        case proofDeadline(id: String, round: Int)
        case leafExpired(id: String, serialNumber: String)
        /// The authority warns that the leaf is about to end.
        case expirationNear(id: String, serialNumber: String)
        /// A leaf that a reissue replaced has had its time.
        case leafRevoked(id: String, serialNumber: String)
        /// The revocation of the whole order is through.
        case orderRevoked(id: String, round: Int)
        /// The provider writes what it has into the vault.
        case linkWritten(id: String)
        /// The daily job that picks up new secret versions for imported certificates.
        case certificatesSynced
        /// The job that looks every eight hours which orders renew by themselves.
        case renewalsScanned
        /// A deleted vault has been kept as long as it had to be.
        case vaultPurged(name: String)
        /// A deleted secret of a vault has.
        case secretsPurged(vault: String)
    }

    struct Entry: Sendable {
        let due: Date
        let event: Event
    }

    private(set) var entries: [Entry] = []

    init() {}

    /// Entries in the order they will run.
    init(inOrder: [Entry]) {
        entries = inOrder.reversed()
    }

    var nextDue: Date? { entries.last?.due }

    /// Entries due at the same instant run in the order they were added.
    mutating func add(_ event: Event, at due: Date) {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].due < due { high = middle } else if entries[middle].due > due { low = middle + 1 } else { high = middle }
        }
        entries.insert(Entry(due: due, event: event), at: low)
    }

    mutating func popDue(at now: Date) -> Entry? {
        guard let next = entries.last, next.due <= now else { return nil }
        return entries.popLast()
    }
}
