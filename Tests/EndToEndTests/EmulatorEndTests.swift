import Foundation
import Testing

@Suite(.fewAtOnce) struct EmulatorEndTests {
    @Test func `an emulator ends cleanly however soon after its ready file it is told to`() async throws {
        try await Workplace.with { place in
            let readyFile = place.path("ready.json")
            for _ in 0..<5 {
                // Through `timeout`, which lets the signal in: a child of a thread that holds signals back holds them back, too.
                let emulator = try place.start(
                    "/usr/bin/env",
                    ["timeout", "--kill-after=5", "60", Product.path(), "emulator", "run", "--port", "0", "--ready-file", readyFile]
                )
                // Without a pause in between: what matters is the moment right after.
                while emulator.isRunning, !FileManager.default.fileExists(atPath: readyFile) { await Task.yield() }
                emulator.send(SIGTERM)
                let ending = try await emulator.ending(within: .seconds(20))
                #expect(ending.way == .exit(0))
                #expect(!FileManager.default.fileExists(atPath: readyFile))
            }
        }
    }
}
