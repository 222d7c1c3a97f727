import FoundationEssentials

/// What will happen by itself, ordered by when. Events name things by id and are harmless when the thing is gone.
struct Agenda: Sendable {
    enum Event: Sendable, Hashable {
        /// The provider has placed the purchase at the certificate authority.
        case orderSubmitted(id: String, purchase: Int)
        /// The authority looks for the domain proof it was asked to check.
        case proofChecked(id: String, purchase: Int)
        case orderIssued(id: String, purchase: Int)
        /// No proof came in time.
        case proofDeadline(id: String, purchase: Int)
        case leafExpired(id: String, serialNumber: String)
        /// The provider writes what it has into the vault.
        case linkWritten(id: String)
        /// The daily job that picks up new secret versions for imported certificates.
        case certificatesSynced
    }

    struct Entry: Sendable {
        let due: Date
        let event: Event
    }

    private var entries: [Entry] = []

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
