import FoundationEssentials
import Gateway
import Storage
import Workflows

/// The policy in force, read anew as soon as another one was applied.
actor PolicyBook {
    private let policies: PolicyStore
    private let isEmulator: Bool
    private var read: (digest: String, policy: Policy)?
    private var looked: ContinuousClock.Instant?

    /// So long a policy is taken to hold without another look, on every instance.
    private static let memory: Duration = .milliseconds(500)

    init(store: Store, isEmulator: Bool) {
        policies = PolicyStore(store: store)
        self.isEmulator = isEmulator
    }

    func policy() async throws -> Policy {
        if let read, let looked, looked.duration(to: .now) < Self.memory { return read.policy }
        let began = ContinuousClock.now
        let newest = try await policies.newest()
        let digest = newest?.digest ?? ""
        if read?.digest != digest {
            read = (digest, try newest.map { try PolicyFile.standard.read(Array($0.text.utf8)) } ?? (isEmulator ? .open : .closed))
        }
        looked = began
        return read?.policy ?? .closed
    }
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
