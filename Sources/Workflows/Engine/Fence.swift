import AzureCore

/// What keeps a process that slept past its lease from sending anything: right before each request the lease is confirmed in the
/// store. Between that look and the first byte on the wire only microseconds are left, which no client can close by itself.
package enum Fence {
    /// Set while a lease is held; throws ``LeaseLost`` once another process has taken over.
    @TaskLocal static var check: (@Sendable () async throws -> Void)?

    /// For the pipelines of workflows; it lets out what is sent under no lease.
    package static let gate = Gate { _ in try await check?() }
}
