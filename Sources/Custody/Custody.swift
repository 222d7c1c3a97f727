import Foundation
import JSON
import Storage

/// The sealed core: credentials and private keys, each under a data key of its own, bound to its row, opened for one scope.
///
/// Names, kinds and facts of a record are in clear; what is sealed never leaves except through ``open(_:name:)``. Any number of
/// processes may share the store: each derives the key again from the same file or passphrase.
package actor Custody {
    package enum Kind: String, Sendable, CaseIterable {
        case credential
        case privateKey = "private-key"
        /// What an agent got in place of a secret.
        case handle
        /// What an agent asked for, kept until a person has decided.
        case request
    }

    /// What may be known of a record without opening it.
    package struct Record: Sendable, Hashable {
        package let kind: Kind
        package let name: String
        package let version: Int64
        package let facts: JSONValue
        package let created: Date
        package let updated: Date
    }

    static let mostBytes = 64 * 1024
    static let longestName = 128

    let store: Store
    let now: @Sendable () -> Date
    private let keys: @Sendable (KeyNeed) throws -> [KeySource]
    private let passphraseRounds: Int
    private var unlocked: [String: UnlockedKey] = [:]

    /// - Parameters:
    ///   - keys: asked only when a record is sealed or opened. For the first key of a store the first source counts; for one
    ///     that is there all of them are tried. None means that records can still be listed and removed.
    ///   - passphraseRounds: how dear a guess at a passphrase is: as it stands 128 MiB and a third of a second.
    package init(
        store: Store,
        keys: @escaping @Sendable (KeyNeed) throws -> [KeySource],
        passphraseRounds: Int = 1 << 17,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.store = store
        self.keys = keys
        self.passphraseRounds = passphraseRounds
        self.now = now
    }

    /// Seals a secret under a name, as its next version when there is one already.
    ///
    /// - Parameter once: whether what is there already is left as it is; ``CustodyError/Code/conflict`` is thrown then.
    package func put(_ secret: consuming Plaintext, _ kind: Kind, name: String, facts: JSONValue = [:], once: Bool = false) async throws {
        guard !name.isEmpty, name.utf8.count <= Self.longestName, (1...Self.mostBytes).contains(secret.count) else {
            throw CustodyError(
                .invalid,
                "A sealed record needs a name of 1 to \(Self.longestName) bytes and a value of 1 to \(Self.mostBytes) bytes."
            )
        }
        let key = try await activeKey()
        let before = try await store.read { try $0.custodyRow(kind, name) }
        guard !once || before == nil else { throw CustodyError(.conflict, "There is a \(kind.rawValue) '\(name)' already.") }
        let (version, overflow) = (before?.identity.version ?? 0).addingReportingOverflow(1)
        guard !overflow else { throw CustodyError(.invalid, "The \(kind.rawValue) '\(name)' has had too many versions.") }
        let identity = RecordIdentity(
            id: before?.identity.id ?? UUID().uuidString.lowercased(),
            kind: kind.rawValue,
            name: name,
            version: version
        )
        let envelope = try Envelope.seal(secret, as: identity, under: key)
        let at = now()
        try await store.write { try $0.putCustody(identity, facts, envelope, isNew: before == nil, at: at) }
    }

    /// The secret, for the scope that asks for it.
    package func open(_ kind: Kind, name: String) async throws -> Plaintext {
        guard let row = try await store.read({ try $0.custodyRow(kind, name) }) else { throw Self.missing(kind, name) }
        return try row.envelope.open(as: row.identity, with: try await key(row.envelope.keyID))
    }

    /// What there is, without opening any of it.
    ///
    /// - Parameter prefix: how the names begin; ASCII.
    package func records(_ kind: Kind? = nil, prefix: String = "") async throws -> [Record] {
        try await store.read { try $0.custodyRecords(kind, prefix: prefix) }
    }

    /// Replaces what may be known of a record without opening it; its version and what is sealed stay.
    package func note(_ facts: JSONValue, _ kind: Kind, name: String) async throws {
        let at = now()
        let count = try await store.write { try $0.noteCustody(kind, name, facts, at: at) }
        if count == 0 { throw Self.missing(kind, name) }
    }

    /// Removes a record with its data key; nothing can open a copy of it afterwards without both.
    package func remove(_ kind: Kind, name: String) async throws {
        let count = try await store.write {
            try $0.execute("DELETE FROM custody_record WHERE kind = ? AND name = ?", [.text(kind.rawValue), .text(name)])
        }
        if count == 0 { throw Self.missing(kind, name) }
    }

    /// Wraps every data key under a new key-encryption key while others go on reading; returns how many records moved.
    ///
    /// It can be stopped at any moment and started again: each record says which key wraps it. A store without a key begins
    /// with this one.
    @discardableResult
    package func rewrap(to new: KeySource) async throws -> Int {
        // Who cannot open the records cannot move them either, so that is found out before anything changes.
        if let id = try await store.read({ try $0.activeCustodyKey() }) { _ = try await key(id) }
        let recipe = KeyRecipe.new(for: new, rounds: passphraseRounds)
        let key = UnlockedKey(id: recipe.id, key: try recipe.key(from: new))
        let (proof, at) = (try key.proof(), now())
        try await store.write { try $0.insertCustodyKey(recipe, proof: proof, at: at) }
        unlocked[key.id] = key
        var moved = 0
        while let row = try await store.read({ try $0.custodyRowNotUnder(key.id) }) {
            guard try await store.read({ try $0.activeCustodyKey() }) == key.id else {
                throw CustodyError(.conflict, "Another process began to wrap the records under another key. Let it finish, then try again.")
            }
            let envelope = try row.envelope.rewrapped(as: row.identity, from: try await self.key(row.envelope.keyID), to: key)
            moved += try await store.write { try $0.rewrapCustody(row, to: envelope) }
        }
        try await store.write { try $0.removeUnusedCustodyKeys() }
        return moved
    }

    private func activeKey() async throws -> UnlockedKey {
        if let id = try await store.read({ try $0.activeCustodyKey() }) { return try await key(id) }
        guard let source = try keys(.first).first else { throw Self.locked }
        let recipe = KeyRecipe.new(for: source, rounds: passphraseRounds)
        let key = UnlockedKey(id: recipe.id, key: try recipe.key(from: source))
        let (proof, at) = (try key.proof(), now())
        // Another process may have been first: its key is then the one to use.
        let id = try await store.write { connection -> String in
            if let id = try connection.activeCustodyKey() { return id }
            try connection.insertCustodyKey(recipe, proof: proof, at: at)
            return recipe.id
        }
        if id == key.id { unlocked[id] = key }
        return try await self.key(id)
    }

    private func key(_ id: String) async throws -> UnlockedKey {
        if let key = unlocked[id] { return key }
        guard let row = try await store.read({ try $0.custodyKey(id) }) else {
            throw CustodyError(.tampered, "The key \(id) that seals a record has no row. Restore the state file from a copy.")
        }
        let sources = try keys(.known(source: row.recipe.source, place: row.recipe.place))
        guard !sources.isEmpty else { throw Self.locked }
        var trouble: (any Error)?
        for source in sources where source.word == row.recipe.source {
            do {
                let key = UnlockedKey(id: id, key: try row.recipe.key(from: source))
                guard key.accepts(row.proof) else { continue }
                unlocked[id] = key
                return key
            } catch {
                // The file that is missing may be the wrong one to look for: the others have their turn first.
                trouble = trouble ?? error
            }
        }
        throw trouble
            ?? CustodyError(
                .wrongKey,
                "The records are sealed with another \(row.recipe.source) than the one given. Give the right one; nothing was changed."
            )
    }

    private static func missing(_ kind: Kind, _ name: String) -> CustodyError {
        CustodyError(.notFound, "There is no sealed \(kind.rawValue) '\(name)'. See what there is: signet credential list")
    }

    private static let locked = CustodyError(
        .locked,
        "Sealed records need their key. Set SIGNET_KEY_FILE to the key file, or SIGNET_PASSPHRASE_FILE to a file with the passphrase."
    )
}
