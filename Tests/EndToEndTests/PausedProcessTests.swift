import Foundation
import Testing

/// Two processes on one SQLite file, one of which slept past its lease.
@Suite(.fewAtOnce, .timeLimit(.minutes(10))) struct PausedProcessTests {
    @Test func `a process that slept past its lease is turned away at every point and sends nothing more`() async throws {
        let lives = try await withThrowingTaskGroup { group in
            for verb in CrashVerb.all where ["order", "renew charged", "reissue"].contains(verb.name) {
                group.addTask {
                    try await Sandbox.with { sandbox in
                        var life = PausedLife(verb, "paused", in: sandbox)
                        try await life.run()
                        return life
                    }
                }
            }
            return try await group.reduce(into: [PausedLife]()) { $0.append($1) }
        }
        for life in lives {
            #expect(life.faults == [])
            // Each is at least started, bought or asked for, and stored.
            #expect(life.woken > 10, "\(life.verb.name)")
        }
        print("slept past the lease: " + lives.map { "\($0.verb.name) at \($0.woken) points" }.joined(separator: ", "))
    }
}
