import Foundation
import Testing

@Suite(.fewAtOnce, .sandbox, .timeLimit(.minutes(10))) struct DamagedStateTests {
    enum Damage: String, CaseIterable {
        case noise, emptied, headerOnly
    }

    @Test(arguments: Damage.allCases)
    func `a damaged state file is named, kept aside, left as it is, and refused again`(_ damage: Damage) async throws {
        let sandbox = try Sandbox.shared
        let home = try await sandbox.newHome("damaged-\(damage.rawValue)")
        let order = TestOrder(name: "damaged-\(damage.rawValue.lowercased())")
        let bytes = Self.content(damage)
        try bytes.write(to: URL(fileURLWithPath: home.database))
        for _ in 1...2 {
            let ending = try await home.run(Array(order.arguments.dropLast(2)))
            try Refusal(code: 1, words: ["\(home.database) is damaged", "\(home.database).corrupt-", "mv '\(home.database)'"]).check(ending)
            #expect(try Data(contentsOf: URL(fileURLWithPath: home.database)) == bytes)
        }
        let copies = try FileManager.default.contentsOfDirectory(atPath: home.path).filter { $0.hasPrefix("signet.sqlite.corrupt-") }
        try #require(copies.count == 1, "\(copies)")
        #expect(try Data(contentsOf: URL(fileURLWithPath: "\(home.path)/\(copies[0])")) == bytes)
        #expect(try await sandbox.emulator.bill(of: order.name) == Bill())
    }

    private static func content(_ damage: Damage) -> Data {
        switch damage {
        case .noise: Data((0..<8192).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ 7) })
        case .emptied: Data()
        case .headerOnly: Data("SQLite format 3\0".utf8) + Data(repeating: 0xFF, count: 8176)
        }
    }
}
