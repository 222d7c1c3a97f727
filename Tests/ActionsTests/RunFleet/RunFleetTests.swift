import AzureCore
import Foundation
import JSON
import Storage
import Synchronization
import TestSupport
import Testing
import Workflows

@testable import Actions

@Suite struct RunFleetTests {
    /// What a daemon said, in short.
    private final class Said: Sendable {
        private let words = Mutex<[String]>([])
        var all: [String] { words.withLock { $0 } }

        func hear(_ event: RunFleet.Event) {
            words.withLock { words in
                switch event {
                case .looked: words.append("looked")
                case .decided: words.append("decided")
                case .worked: words.append("worked")
                case .alert, .sent: break
                case .failed(let problem): words.append("failed: \(problem.what) \(problem.why)")
                }
            }
        }
    }

    /// A daemon on a store of its own; `rest` is called instead of each pause between two turns, with the number of the turn before it.
    private func run(
        _ store: Store,
        turns: Int,
        _ answers: ScriptedTransport,
        said: Said,
        rest: @escaping @Sendable (Int) async throws -> Void
    ) async throws {
        let stop = StopSignal(),
            pipeline = Pipeline(transport: answers.transport, credential: StaticCredential(), clock: TestClock(jumps: true))
        let count = Mutex(0)
        let clock = WorkflowClock(pause: { _ in
            let turn = count.withLock {
                $0 += 1
                return $0
            }
            try await rest(turn)
            if turn >= turns { stop.ask() }
        })
        let engine = Engine(journal: Journal(store: store), clock: clock, pace: .emulator)
        let context = ActionContext(world: try PretendContext.make(pipeline).world, engine: engine, charges: true)
        try await RunFleet(context, settings: RunFleet.Settings(), stop: stop) { said.hear($0) }()
    }

    private func store() throws -> Store {
        let path = FileManager.default.temporaryDirectory.appending(path: "signet-fleet-\(UUID().uuidString).sqlite").path
        return try Store.open(path: path, migrations: Journal.migrations)
    }

    @Test func `a daemon whose state is away says so each turn, and goes on with the first that finds it again`() async throws {
        let (store, said) = (try store(), Said())
        let answers = ScriptedTransport(.answer(200, ["data": []]))
        try await run(store, turns: 4, answers, said: said) { turn in
            if turn == 1 { try await store.write { try $0.execute("ALTER TABLE inventory RENAME TO away") } }
            if turn == 3 { try await store.write { try $0.execute("ALTER TABLE away RENAME TO inventory") } }
        }
        // Nothing has changed in the fourth turn, so nothing is decided anew.
        #expect(said.all.count == 4 && said.all.prefix(2) == ["looked", "decided"], "\(said.all)")
        #expect(said.all.dropFirst(2).allSatisfy { $0.hasPrefix("failed: The state cannot be read or written.") }, "\(said.all)")
    }
}
