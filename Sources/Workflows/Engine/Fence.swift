import AzureCore

/// What keeps a process that slept past its lease from sending anything: right before each request the lease is confirmed in the
/// store. Between that look and the first byte on the wire only microseconds are left, which no client can close by itself.
package enum Fence {
    /// A function in a value, because optimized code of Swift 6.3 crashes on a task local that is a function itself.
    struct Check: Sendable {
        /// Throws ``LeaseLost`` once another process has taken over.
        let confirm: @Sendable () async throws -> Void
    }

    /// Set while a lease is held.
    @TaskLocal static var check: Check?

    /// For the pipelines of workflows; it lets out what is sent under no lease.
    package static let gate = Gate { _ in try await check?.confirm() }
}
