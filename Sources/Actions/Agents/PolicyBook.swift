import FoundationEssentials
import Gateway
import Storage
import Workflows

/// The policy in force, read anew as soon as another one was applied.
struct PolicyBook: Sendable {
    private let read: Looked<(digest: String, policy: Policy)>

    /// So long a policy is taken to hold without another look, on every instance.
    private static let memory: Duration = .milliseconds(500)

    init(store: Store, isEmulator: Bool) {
        let policies = PolicyStore(store: store)
        read = Looked(for: Self.memory) { before in
            let newest = try await policies.newest()
            let digest = newest?.digest ?? ""
            if let before, before.digest == digest { return before }
            return (digest, try newest.map { try PolicyFile.standard.read(Array($0.text.utf8)) } ?? (isEmulator ? .open : .closed))
        }
    }

    func policy() async throws -> Policy { try await read().policy }
}

extension PolicyFile {
    /// With windows as the daemon reads them.
    package static let standard = PolicyFile { text in
        guard let window = MaintenanceWindow(text) else {
            throw Unusable(place: text, why: "it is no window; one is 'Mon-Fri 02:00-05:00' or 'daily 22:00-04:00', by UTC")
        }
        return PolicyWindow(text) { window.contains($0) }
    }
}
