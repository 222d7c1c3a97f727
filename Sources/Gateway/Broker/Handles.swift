import AzureCore
import Crypto
import Custody
import Foundation
import JSON
import Synchronization

/// What an agent holds in place of secrets: a name that means a sealed value, for this agent and for the services it came from.
package final class Handles: Sendable {
    package static let prefix = "sec_"
    static let life: Double = 24 * 3600
    static let most = 1000

    private let custody: Custody
    private let held: HeldSecrets?
    private let now: @Sendable () -> Date
    private let state = Mutex(State())

    private struct State {
        var key: SymmetricKey?
        /// When a handle was last written down, by its name.
        var noted: [String: Date] = [:]
    }

    /// So long a handle that is handed out again is not looked for again: what agents read over and over would cost a write each time.
    static let memory: Double = 30

    /// - Parameter held: is told of each value at once, so that the next answer is looked through for it too.
    package init(_ custody: Custody, held: HeldSecrets? = nil, now: @escaping @Sendable () -> Date = { Date() }) {
        (self.custody, self.held, self.now) = (custody, held, now)
    }

    package static func isOne(_ text: String) -> Bool {
        text.utf8.count == prefix.utf8.count + 24 && text.utf8.starts(with: prefix.utf8)
            && text.utf8.dropFirst(prefix.utf8.count).allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0 | 0x20) }
    }

    /// Seals a value and names it. The same value has the same name for an agent, so that reading twice is no second secret.
    ///
    /// - Parameter audience: the services whose calls may have it as an input; nil for none, as for a credential that was echoed.
    package func seal(_ value: String, for agent: String, audience: String?, origin: String) async throws -> String {
        let name = try await name(of: value, agent, audience)
        let at = now()
        if let last = state.withLock({ $0.noted[name] }), last <= at, at < last + Self.memory { return name }
        let facts: JSONValue = [
            "agent": .string(agent), "audience": .optional(audience), "origin": .string(origin),
            "expires": .string(RFC3339.text(at + Self.life)),
        ]
        try await write(value, name, facts, of: agent)
        state.withLock { state in
            if state.noted.count >= Self.most { state.noted = [:] }
            state.noted[name] = at
        }
        return name
    }

    private func write(_ value: String, _ name: String, _ facts: JSONValue, of agent: String) async throws {
        held?.take(value, handle: name)
        let all = try await custody.records(.handle)
        if all.contains(where: { $0.name == name }) { return try await custody.note(facts, .handle, name: name) }
        try await discard(all, of: agent)
        do {
            try await custody.put(Plaintext(value.utf8), .handle, name: name, facts: facts)
        } catch let error as CustodyError where error.code == .conflict {
            // Another call sealed the same value at the same time.
        }
    }

    /// The value behind a handle, for a call to one of the services it may go to.
    package func open(_ handle: String, for agent: String, audience: String) async throws -> Secret<String> {
        guard let record = try await custody.records(.handle, prefix: handle).first(where: { $0.name == handle }),
            record.facts["agent"]?.string == agent,
            let expires = record.facts["expires"]?.string.flatMap({ RFC3339.date($0) }), expires > now()
        else {
            throw Refusal(
                .secretWithheld,
                "There is no handle '\(handle)' for this agent, or it is over a day old.",
                human: Refusal.Human("Make the call again that gave the handle.")
            )
        }
        guard let own = record.facts["audience"]?.string, own == audience else {
            let place = record.facts["audience"]?.string.map { "calls of \($0)" } ?? "no call: it is a credential of the gateway"
            throw Refusal(
                .secretWithheld,
                "The handle '\(handle)' may be used in \(place), not here.",
                human: Refusal.Human("Use the handle with the service it came from.")
            )
        }
        return try await custody.open(.handle, name: handle).withBytes { Secret(String(decoding: $0, as: UTF8.self)) }
    }

    /// What is too old, and the oldest where there would be too many.
    private func discard(_ all: [Custody.Record], of agent: String) async throws {
        let own = all.filter { $0.facts["agent"]?.string == agent }.sorted { $0.updated < $1.updated }
        let surplus = own.prefix(max(0, own.count - Self.most + 1)).map(\.name)
        for record in all {
            let isOld = record.facts["expires"]?.string.flatMap { RFC3339.date($0) }.map { $0 <= now() } ?? true
            guard isOld || surplus.contains(record.name) else { continue }
            state.withLock { $0.noted[record.name] = nil }
            try? await custody.remove(.handle, name: record.name)
        }
    }

    /// Under a key that lies sealed: nobody can try values against a name.
    private func name(of value: String, _ agent: String, _ audience: String?) async throws -> String {
        let key = try await nameKey()
        let code = HMAC<SHA256>.authenticationCode(for: Data("\(agent)\n\(audience ?? "")\n\(value)".utf8), using: key)
        return Self.prefix + code.prefix(12).hexadecimal
    }

    private func nameKey() async throws -> SymmetricKey {
        if let key = state.withLock({ $0.key }) { return key }
        let key = SymmetricKey(data: try await custody.sharedKey("handle-names", for: "key of handle names"))
        state.withLock { $0.key = key }
        return key
    }
}
