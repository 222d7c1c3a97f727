import Foundation
import Storage
import Testing

/// The two databases behind the storage seam, for suites that have to hold on both.
package enum TestedStore: String, CaseIterable, Sendable {
    case sqlite
    case postgres

    /// Both, or the one this machine has.
    package static let available: [TestedStore] = PrivatePostgres.isAvailable ? allCases : [.sqlite]

    /// The one a test of a suite with the trait `onEveryStore` runs on at the moment.
    @TaskLocal package static var current = TestedStore.sqlite

    /// Where a new and empty one is.
    package func newLocation() throws -> StoreLocation {
        switch self {
        case .sqlite:
            .file(FileManager.default.temporaryDirectory.appending(path: "signet-store-\(UUID().uuidString).sqlite").path)
        case .postgres:
            .postgres(try PostgresAddress(PrivatePostgres.shared.address(PrivatePostgres.shared.newDatabase())))
        }
    }

    package static func open(_ migrations: [Migration]) async throws -> Store {
        try await Store.open(current.newLocation(), migrations: migrations)
    }
}

/// Runs every test of a suite once on each store.
package struct EveryStoreTrait: SuiteTrait, TestTrait, TestScoping {
    package var isRecursive: Bool { true }

    package func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing body: @Sendable () async throws -> Void
    ) async throws {
        for store in TestedStore.available {
            do {
                try await TestedStore.$current.withValue(store) { try await body() }
            } catch {
                Issue.record(error, "on \(store.rawValue)")
            }
        }
    }
}

extension Trait where Self == EveryStoreTrait {
    package static var onEveryStore: Self { EveryStoreTrait() }
}
