import Foundation
import JSON

/// Reads and writes of agents through `signet serve`, governed and audited, beside the same through a bare relay, through one that reads
/// the JSON it passes on and writes it anew, through nginx, and straight to the same prepared upstream. Rounds are interleaved, so that
/// what else the machine does hits all of them.
enum GatewayFigures {
    private static let rounds = 3
    private static let seconds = 4

    static func measure(signet: String, folder: String) async throws {
        let stage = try await GatewayStage.start(signet: signet, folder: folder)
        defer { stage.stop() }
        try reportIdle(stage)
        for connections in [1, 16, 64] {
            let found = try await measured(stage.reads, connections)
            report("read", found, connections)
        }
        for connections in [1, 16, 64] {
            let found = try await measured(stage.writes, connections)
            report("write", found, connections)
        }
    }

    private static func reportIdle(_ stage: GatewayStage) throws {
        let status = try String(contentsOfFile: "/proc/\(stage.servedProcess)/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        let kilobytes = line?.split(separator: " ").dropLast().last.flatMap { Double($0) } ?? .nan
        Figure(what: "signet serve, idle", measured: "\((kilobytes / 1024).text(1)) MB", target: "<= 60 MB").print()
    }

    /// The median rate and the median of the medians of time, by the name of the way.
    private static func measured(_ ways: [GatewayStage.Way], _ connections: Int) async throws -> [String: (rate: Double, p50: Double)] {
        var rates: [String: [Double]] = [:]
        var times: [String: [Double]] = [:]
        for _ in 0..<rounds {
            for way in ways {
                let found = try await load(way.name, way.url, way.script, connections: connections, seconds: seconds)
                rates[way.name, default: []].append(found.rate)
                times[way.name, default: []].append(found.p50)
            }
        }
        return rates.reduce(into: [:]) { $0[$1.key] = ($1.value.median, (times[$1.key] ?? []).median) }
    }

    private static func report(_ what: String, _ found: [String: (rate: Double, p50: Double)], _ connections: Int) {
        guard let signet = found["signet"], let relay = found["relay"] else { return }
        let others = ["relay", "reader", "nginx", "direct"].compactMap { name in
            found[name].map { "\(name) \($0.rate.text())/s, \($0.p50.text(2)) ms" }
        }
        let (isOne, isAimed) = (connections == 1, what == "read")
        let measured =
            isOne
            ? "+\((signet.p50 - relay.p50).text(2)) ms to the relay"
            : "\((signet.rate / relay.rate).text(2)) x the relay"
        Figure(
            what: "governed \(what), \(connections) connection\(isOne ? "" : "s")",
            measured: measured,
            // A write is flushed three times before it is answered, which a relay does not do at all.
            target: !isAimed ? "" : isOne ? "<= 0.6 ms at p50" : connections == 64 ? ">= 0.7 x" : "",
            note: "signet \(signet.rate.text())/s, \(signet.p50.text(2)) ms; \(others.joined(separator: "; "))"
        ).print()
    }

    /// Requests in a second, and the middle of their times in milliseconds.
    struct Load {
        let rate: Double
        let p50: Double
    }

    static func load(_ name: String, _ url: String, _ script: String, connections: Int, seconds: Int) async throws -> Load {
        let arguments = ["wrk", "-t1", "-c\(connections)", "-d\(seconds)s", "--latency", "-s", script, url]
        let output = try await Program(path: "/usr/bin/env", arguments: arguments).output()
        let lines = output.split(separator: "\n").map { $0.split(separator: " ", omittingEmptySubsequences: true) }
        let rate = lines.first { $0.first == "Requests/sec:" }?.last.flatMap { Double($0) }
        let half = lines.first { $0.first == "50%" }?.last.flatMap { milliseconds($0) }
        guard let rate, let half, !output.contains("Non-2xx") else {
            throw Program.Failure(description: "wrk did not get its answers from \(name):\n\(output)")
        }
        return Load(rate: rate, p50: half)
    }

    private static func milliseconds(_ text: Substring) -> Double? {
        if text.hasSuffix("us") { return Double(text.dropLast(2)).map { $0 / 1000 } }
        if text.hasSuffix("ms") { return Double(text.dropLast(2)) }
        return text.hasSuffix("s") ? Double(text.dropLast()).map { $0 * 1000 } : nil
    }
}
