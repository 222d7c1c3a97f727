import CertificateMaterial
import Foundation
import HTTPTypes
import JSON
import Synchronization
import Testing

/// What clients see while a key is replaced under them.
@Suite(.fewAtOnce, .timeLimit(.minutes(10))) struct RekeyOverlapTests {
    @Test func `during a reissue and after the old leaf's revocation no handshake fails and none shows a revoked leaf`() async throws {
        try await Sandbox.with { sandbox in
            let order = TestOrder(name: "hammered")
            try await sandbox.emulator.stage(name: order.name, daysLeft: 100, termDaysLeft: 200)
            let hammer = Hammer(emulator: sandbox.emulator, hostName: order.domain)
            try await withThrowingTaskGroup { group in
                for _ in 0..<4 { group.addTask { await hammer.strike() } }
                defer { hammer.rest() }
                try await hammer.reaches(40, "before")
                let reissued = try await sandbox.home.run(["reissue", order.name, "--overlap", "72", "--output", "json"])
                try #require(reissued.way == .exit(0), "\(reissued)")
                try await hammer.reaches(40, "during the overlap")
                for _ in 0..<8 {
                    try await sandbox.emulator.control(.post, "clock", ["advanceSeconds": 43_200])
                    try await hammer.reaches(15, "in the next half day")
                }
            }
            let revoked = try await sandbox.emulator.revocations()
            #expect(revoked.count == 1)
            let shots = hammer.shots
            #expect(shots.filter { $0.fault != nil } == [])
            #expect(Set(shots.compactMap(\.serialNumber)).count == 2)
            #expect(shots.filter { shot in revoked.contains { $0.serialNumber == shot.serialNumber && $0.time <= shot.begun } } == [])
            #expect(shots.contains { shot in revoked.contains { $0.time < shot.begun } }, "nothing was asked after the revocation")
        }
    }
}

/// Clients that make one handshake after the other with one host name.
final class Hammer: Sendable {
    struct Shot: Sendable, Hashable {
        /// By the emulator's clock, before the handshake.
        let begun: Date
        let serialNumber: String?
        let fault: String?
    }

    private let emulator: EmulatorControl
    private let hostName: String
    private let state = Mutex((shots: [Shot](), isOver: false))

    init(emulator: EmulatorControl, hostName: String) {
        self.emulator = emulator
        self.hostName = hostName
    }

    var shots: [Shot] { state.withLock { $0.shots } }

    func rest() { state.withLock { $0.isOver = true } }

    func strike() async {
        while !state.withLock({ $0.isOver }) {
            let shot = await shoot()
            state.withLock { $0.shots.append(shot) }
        }
    }

    /// Waits for so many more handshakes.
    func reaches(_ more: Int, _ when: String) async throws {
        let goal = shots.count + more
        try await eventually("\(more) handshakes \(when)") { shots.count >= goal }
    }

    private func shoot() async -> Shot {
        var begun = Date.distantPast
        do {
            begun = try await emulator.now()
            let report = try await emulator.handshake(hostName, at: begun)
            return Shot(begun: begun, serialNumber: report.leaf?.serialNumber, fault: report.verdict.reason)
        } catch {
            return Shot(begun: begun, serialNumber: nil, fault: "\(error)")
        }
    }
}

extension EmulatorControl {
    func revocations() async throws -> [(serialNumber: String, time: Date)] {
        let entries = try await control(.get, "ledger")["revocations"]?.array ?? []
        return try entries.map {
            (try #require($0["serialNumber"]?.string), try #require($0["time"]?.string.flatMap { RFC3339.date($0) }))
        }
    }
}
