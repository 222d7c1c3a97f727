import Foundation
import HTTPTypes
import JSON

/// Kills by verb and point, over many lives.
struct CrashMatrix {
    /// The points a life passes that nobody harms, by verb.
    private(set) var known: [String: [String]] = [:]
    private(set) var kills: [String: [String: Int]] = [:]
    private(set) var faults: [String] = []
    private(set) var lives = 0

    /// Kills that were at no point, but at some moment.
    static let somewhere = "(at any moment)"

    var total: Int { kills.values.reduce(0) { $0 + $1.values.reduce(0, +) } }

    /// The points of a verb at which nothing was ever killed.
    func missed(_ verb: CrashVerb) -> [String] { (known[verb.name] ?? []).filter { kills[verb.name]?[$0] == nil } }

    private mutating func add(_ report: CrashLife.Report, of life: CrashLife) {
        lives += 1
        faults += report.faults
        kills[life.verb.name, default: [:]].merge(report.kills) { $0 + $1 }
        if life.way == .unharmed { known[life.verb.name] = report.passed.map(life.order.general) }
    }

    /// One life of every verb in each way, a few at a time, on an emulator of their own.
    ///
    /// - Parameters:
    ///   - atOnce: whether what the emulator does by itself happens at once, so that every life takes the same way.
    ///   - names: only these verbs; nil for all.
    mutating func round(_ number: Int, ways: [CrashLife.Way], atOnce: Bool, only names: Set<String>? = nil, width: Int = 4) async throws {
        let before = self
        let reports = try await Sandbox.with(limit: CrashCampaign.kills > 0 ? 7200 : 600, pace: atOnce ? .atOnce : .usual) { sandbox in
            let reports = try await Self.live(before.lives(number, ways, names, sandbox), width)
            return (reports, try await Self.unfinished(sandbox))
        }
        for (life, report) in reports.0 { add(report, of: life) }
        faults += reports.1
    }

    private func lives(_ number: Int, _ ways: [CrashLife.Way], _ names: Set<String>?, _ sandbox: Sandbox) -> [CrashLife] {
        ways.enumerated().flatMap { w, way in
            CrashVerb.all.enumerated().filter { names?.contains($0.element.name) ?? true }.map { v, verb in
                CrashLife(
                    verb,
                    "life-\(v)-\(w)-\(number)",
                    in: sandbox,
                    way,
                    seed: UInt64(number * 1000 + w * 100 + v),
                    sparing: kills[verb.name].map { Array($0.keys) } ?? []
                )
            }
        }
    }

    private static func live(_ lives: [CrashLife], _ width: Int) async throws -> [(CrashLife, CrashLife.Report)] {
        try await withThrowingTaskGroup { group in
            var waiting = lives[...]
            var reports: [(CrashLife, CrashLife.Report)] = []
            func begin(_ life: CrashLife, in group: inout ThrowingTaskGroup<(CrashLife, CrashLife.Report), any Error>) {
                group.addTask {
                    var life = life
                    let report = try await life.run()
                    return (life, report)
                }
            }
            for _ in 0..<width { if let life = waiting.popFirst() { begin(life, in: &group) } }
            while let report = try await group.next() {
                reports.append(report)
                if let life = waiting.popFirst() { begin(life, in: &group) }
            }
            return reports
        }
    }

    /// After a life nothing may be left that somebody would have to go on with.
    private static func unfinished(_ sandbox: Sandbox) async throws -> [String] {
        let runs = try await sandbox.home.run(["runs", "list", "--output", "json"]).json.array ?? []
        return runs.filter { $0["state"] != "done" }.map { "a run is left behind: \(String(decoding: $0.bytes(), as: UTF8.self))" }
    }
}

extension CrashMatrix: CustomStringConvertible {
    /// A table of points and verbs.
    var description: String {
        var points: [String] = []
        for verb in CrashVerb.all {
            let known = known[verb.name] ?? []
            points += known.filter { !points.contains($0) }
        }
        let others = Set(kills.values.flatMap(\.keys)).subtracting(points).sorted()
        var lines = [Self.line("point", CrashVerb.all.map(\.name))]
        for point in points + others {
            lines.append(Self.line(point, CrashVerb.all.map { verb in kills[verb.name]?[point].map(String.init) ?? "-" }))
        }
        lines.append(Self.line("in all", CrashVerb.all.map { String(kills[$0.name]?.values.reduce(0, +) ?? 0) }))
        return (lines + [summary] + faults.prefix(20)).joined(separator: "\n")
    }

    var summary: String {
        let points = CrashVerb.all.map { "\($0.name) \(known[$0.name]?.count ?? 0)" }.joined(separator: ", ")
        return "\(total) kills in \(lives) lives, \(faults.count) faults; points passed by a life nobody harms: \(points)"
    }

    private static func line(_ name: String, _ cells: [String]) -> String {
        name + String(repeating: " ", count: max(1, 40 - name.count))
            + cells.map { String(repeating: " ", count: max(1, 15 - $0.count)) + $0 }.joined()
    }
}
