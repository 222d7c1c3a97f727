import AzureCore
import Foundation
import JSON
import Storage
import TestSupport
import Testing

@testable import signet

@Suite(.onEveryStore) struct ThrottleMemoryTests {
    private let store: Store

    init() async throws {
        store = try await TestedStore.open(ThrottleMemory.migrations)
    }

    private func memory(_ principal: String = "p") -> ThrottleMemory { ThrottleMemory(store: store, principal: principal) }

    /// A governor after one call that the service refused for that many seconds.
    private func refused(for seconds: Int, subscription: String = "s") async -> ThrottleGovernor {
        let governor = ThrottleGovernor()
        let transport = ScriptedTransport(.answer(429, headers: ["Retry-After": "\(seconds)"]))
        let throttle = Throttle(governor: governor, principal: "p")
        let pipeline = Pipeline(transport: transport.transport, credential: StaticCredential(), throttle: throttle)
        let url = "https://service.test/subscriptions/\(subscription)/things"
        let request = AzureRequest(operation: "Things.get", url: url, scope: nil, repeatability: .once)
        await #expect(throws: AzureError.self) { try await pipeline.send(request) }
        return governor
    }

    private func pause(of governor: ThrottleGovernor) async -> Double? {
        await governor.exported()["budgets"]?[0]?["budget"]?["pausedForSeconds"]?.double
    }

    @Test func `what one command learnt the next one knows`() async throws {
        await memory().keep(await refused(for: 3000))
        let next = ThrottleGovernor()
        await memory().recall(into: next)
        let pause = try #require(await pause(of: next))
        #expect(pause > 1000 && pause <= 3000)
    }

    @Test func `the last writer has taken over what stood there`() async throws {
        let (first, second) = (await refused(for: 3000), await refused(for: 60))
        await memory().keep(first)
        await memory().keep(second)
        let next = ThrottleGovernor()
        await memory().recall(into: next)
        #expect(try #require(await pause(of: next)) > 1000)
    }

    @Test func `what many commands learn at the same time is kept, all of it`() async throws {
        let store = store
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<5 {
                group.addTask {
                    let governor = await refused(for: 3000, subscription: "s\(number)")
                    await ThrottleMemory(store: store, principal: "p").keep(governor)
                }
            }
        }
        let next = ThrottleGovernor()
        await memory().recall(into: next)
        #expect(await next.exported()["budgets"]?.array?.count == 5)
    }

    @Test func `identities do not share what they know`() async {
        await memory().keep(await refused(for: 3000))
        let other = ThrottleGovernor()
        await memory("q").recall(into: other)
        #expect(await pause(of: other) == nil)
    }

    @Test(arguments: ["", "no JSON", "[]", "{\"takenAt\":1}"]) func `a damaged row is passed over and written anew`(text: String)
        async throws
    {
        try await store.write { try $0.execute("INSERT INTO throttle (principal, state) VALUES ('p', ?)", [.text(text)]) }
        let governor = ThrottleGovernor()
        await memory().recall(into: governor)
        #expect(await pause(of: governor) == nil)
        await memory().keep(await refused(for: 3000))
        await memory().recall(into: governor)
        #expect(await pause(of: governor) != nil)
    }

    @Test func `a command that learnt nothing leaves the row alone`() async throws {
        await memory().keep(await refused(for: 3000))
        await memory().keep(ThrottleGovernor())
        #expect(try await store.read { try $0.rows("SELECT state FROM throttle") }.count == 1)
        let next = ThrottleGovernor()
        await memory().recall(into: next)
        #expect(await pause(of: next) != nil)
    }

    private func sharers() async throws -> [String] {
        let row = try await store.read { try $0.rows("SELECT state FROM throttle", []).map { try $0.text("state") } }.first
        return try JSONValue(parsing: row ?? "{}")["sharers"]?.object?.keys.sorted() ?? []
    }

    @Test func `processes that run on are counted, and one that was away for long is not any more`() async throws {
        let (first, second, now) = (await refused(for: 60), await refused(for: 60), Date())
        await memory().exchange(first, as: "a", at: now)
        await memory().exchange(second, as: "b", at: now + 1)
        #expect(try await sharers() == ["a", "b"])
        await memory().keep(first)
        #expect(try await sharers() == ["a", "b"])
        await memory().exchange(first, as: "a", at: now + 20)
        #expect(try await sharers() == ["a"])
    }
}
