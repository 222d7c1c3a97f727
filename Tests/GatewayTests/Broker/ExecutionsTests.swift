import Custody
import Foundation
import JSON
import Storage
import TestSupport
import Testing

@testable import Gateway

@Suite(.onEveryStore) struct ExecutionsTests {
    private let store: Store

    init() async throws {
        store = try await TestedStore.open(Custody.migrations + GatewaySchema.migrations)
    }

    private func execution(_ id: String, of agent: String = "robot", key: String? = "once", _ state: Executions.State = .sending)
        -> Executions.Execution
    {
        Executions.Execution(
            id: id,
            agent: agent,
            operation: "things/Things_Update",
            effect: "write",
            state: state,
            digest: "sha256:1",
            same: key,
            settle: nil,
            at: Date()
        )
    }

    @Test func `of many calls under one key one is made, on whatever instance`() async throws {
        let first = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<8 {
                group.addTask { [store] in
                    let mine = execution("exe_\(number)")
                    return try await Executions(store: store).begin(mine) == nil
                }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(first == 1)
        #expect(try await Executions(store: store).begin(execution("exe_other", of: "another")) == nil, "keys are an agent's own")
    }

    @Test func `one of two that go on with a held call goes on`() async throws {
        let executions = Executions(store: store)
        var held = execution("exe_held", key: nil, .held)
        _ = try await executions.begin(held)
        held.state = .sending
        #expect(try await executions.move(held, from: .held))
        #expect(try await !executions.move(held, from: .held))
    }

    @Test func `what another agent did is not there`() async throws {
        let executions = Executions(store: store)
        _ = try await executions.begin(execution("exe_mine"))
        #expect(try await executions.find("exe_mine", of: "robot") != nil)
        #expect(try await executions.find("exe_mine", of: "another") == nil)
        let results = Results(store: store)
        let resource = try await results.keep(["a": 1], of: "exe_mine", for: "robot")
        #expect(try await results.read(resource, of: "robot") == ["a": 1])
        #expect(try await results.read(resource, of: "another") == nil)
    }
}
