import Gateway
import Synchronization
import Testing

@Suite struct LookedTests {
    private final class Source: Sendable {
        private let looks = Mutex(0)
        var count: Int { looks.withLock { $0 } }

        func look() -> Int {
            looks.withLock { looks in
                looks += 1
                return looks
            }
        }
    }

    private struct Nothing: Error {}

    @Test func `what was found is believed for its time`() async throws {
        let source = Source()
        let looked = Looked<Int>(for: .seconds(3600)) { _ in source.look() }
        #expect(try await [looked(), looked(), looked()] == [1, 1, 1])
    }

    @Test func `what is too old is looked for again, knowing what was found before`() async throws {
        let source = Source()
        let looked = Looked<[Int]>(for: .zero) { before in (before ?? []) + [source.look()] }
        _ = try await looked()
        #expect(try await looked() == [1, 2])
    }

    @Test func `one look serves all who wait for it`() async throws {
        let (source, (gate, open)) = (Source(), AsyncStream<Void>.makeStream())
        let looked = Looked<Int>(for: .seconds(3600)) { _ in
            for await _ in gate { break }
            return source.look()
        }
        let waiting = (0..<20).map { _ in Task { try await looked() } }
        open.yield()
        for task in waiting { #expect(try await task.value == 1) }
        #expect(source.count == 1)
    }

    @Test func `a look that fails is told and is not remembered`() async throws {
        let source = Source()
        let looked = Looked<Int>(for: .seconds(3600)) { _ in
            guard source.look() > 1 else { throw Nothing() }
            return source.count
        }
        await #expect(throws: Nothing.self) { try await looked() }
        #expect(try await looked() == 2)
    }
}
