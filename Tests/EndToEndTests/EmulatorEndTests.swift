import Foundation
import Testing

@Suite(.fewAtOnce) struct EmulatorEndTests {
    @Test func `an emulator ends cleanly however soon after its ready file it is told to`() async throws {
        try await Workplace.with { place in
            let readyFile = place.path("ready.json")
            for _ in 0..<5 {
                let emulator = try place.start(Product.path(), ["emulator", "run", "--port", "0", "--ready-file", readyFile])
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
