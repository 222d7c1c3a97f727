import AsyncHTTPClient
import AzureCore
import Testing

@testable import AzureHTTP

@Suite struct ClientPoolTests {
    private let pool = ClientPool(HTTPClient.Configuration(), .anywhere)

    private func client(_ host: String) async throws -> HTTPClient {
        try await pool.client(for: host, try #require(Origin(url: "https://\(host)/")))
    }

    @Test func `the world shares one client, and each name under localhost has its own`() async throws {
        #expect(try await client("a.test") === client("b.test"))
        #expect(try await client("a.localhost") === client("a.localhost"))
        #expect(try await client("a.localhost") !== client("b.localhost"))
        #expect(try await client("a.localhost") !== client("a.test"))
        try await pool.shutdown()
    }

    @Test func `more names than there is room for make room, and the newest keeps its client`() async throws {
        for number in 0..<300 { _ = try await client("vault-\(number).localhost") }
        #expect(try await client("newest.localhost") === client("newest.localhost"))
        try await pool.shutdown()
    }

    @Test func `after shutdown there is no client`() async throws {
        _ = try await client("a.localhost")
        try await pool.shutdown()
        try await pool.shutdown()
        await #expect(throws: HTTPClientError.alreadyShutdown) { _ = try await client("a.localhost") }
        await #expect(throws: HTTPClientError.alreadyShutdown) { _ = try await client("a.test") }
    }
}
