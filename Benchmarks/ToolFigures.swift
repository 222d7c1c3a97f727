import Foundation
import JSON

/// A tool that only looks at the state, called through `signet serve` and `signet mcp`, beside a FastMCP server whose tool gives the same
/// answer from memory. Rounds are interleaved.
enum ToolFigures {
    private static let rounds = 3
    private static let seconds = 4
    private static let calls = 1000

    private struct Way {
        let name: String
        let url: String
        let script: String
    }

    static func measure(signet: String, python: String, folder: String) async throws {
        let folder = "\(folder)/tools"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let home = GatewayHome(signet: signet, folder: folder)
        let (served, address) = try await home.serve(upstream: "https://localhost:1", certificate: "\(folder)/none.pem", agents: 1)
        defer { served.terminate() }
        let token = try String(contentsOfFile: "\(folder)/gateway-tokens", encoding: .utf8)
        let answer = try await home.described(token)
        try Data(answer.utf8).write(to: URL(fileURLWithPath: "\(folder)/answer.json"))
        let peer = Program(path: python, arguments: ["Benchmarks/fastmcp_server.py", "\(folder)/answer.json"])
        try await overHTTP(address, token, peer, folder)
        try await overStdio(home.mcp(token), peer)
    }

    // MARK: HTTP

    private static func overHTTP(_ address: String, _ token: String, _ peer: Program, _ folder: String) async throws {
        let port = Int.random(in: 30_000..<40_000)
        let process = try Program(path: peer.path, arguments: peer.arguments + ["\(port)"]).start()
        defer { process.terminate() }
        let script = try GatewayStage.script("tools", "POST", path: "/mcp", body: request(1), tokens: [token], headers: headers, in: folder)
        let ways = [
            Way(name: "signet", url: address, script: script), Way(name: "FastMCP", url: "http://127.0.0.1:\(port)", script: script),
        ]
        try await ready(ways)
        for connections in [1, 16, 64] {
            var found: [String: [GatewayFigures.Load]] = [:]
            for _ in 0..<rounds {
                for way in ways {
                    found[way.name, default: []].append(
                        try await GatewayFigures.load(way.name, way.url, way.script, connections: connections, seconds: seconds)
                    )
                }
            }
            let (own, other) = (found["signet"] ?? [], found["FastMCP"] ?? [])
            report(
                "tools/call over HTTP, \(connections) connection\(connections == 1 ? "" : "s")",
                own.map(\.rate).median,
                other.map(\.rate).median,
                target: connections == 64 ? ">= 12 x" : "",
                more: "; p50 \(own.map(\.p50).median.text(2)) and \(other.map(\.p50).median.text(2)) ms"
            )
        }
    }

    private static let headers = [
        "Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2026-07-28", "Mcp-Method": "tools/call",
        "Mcp-Name": "describe_access",
    ]

    /// Whoever is slow to start is waited for, so that no refused connection is counted.
    private static func ready(_ ways: [Way]) async throws {
        for way in ways {
            for attempt in 0... {
                if (try? await GatewayFigures.load(way.name, way.url, way.script, connections: 1, seconds: 1)) != nil { break }
                guard attempt < 60 else { throw Program.Failure(description: "\(way.name) does not answer at \(way.url)") }
                // A refusal comes at once, and a server in Python takes some seconds to start for the first time.
                try await Task.sleep(for: .milliseconds(500))
            }
        }
    }

    // MARK: Standard input and output

    private static func overStdio(_ signet: Program, _ peer: Program) async throws {
        var (own, other): ([Double], [Double]) = ([], [])
        for _ in 0..<rounds {
            own.append(try rate(signet))
            other.append(try rate(peer))
        }
        report("tools/call over stdio, one after the other", own.median, other.median)
    }

    private static func rate(_ program: Program) throws -> Double {
        let (process, input, output) = try program.startTalking()
        defer { process.terminate() }
        var reader = Lines(handle: output.fileHandleForReading)
        func call(_ number: Int) throws {
            try input.fileHandleForWriting.write(contentsOf: Data((request(number) + "\n").utf8))
            guard try JSONValue(parsing: try reader.next())["result"]?["structuredContent"] != nil else {
                throw Program.Failure(description: "\(program.path) did not answer the call")
            }
        }
        for number in 1...50 { try call(number) }
        let began = ContinuousClock.now
        for number in 51..<(51 + calls) { try call(number) }
        return Double(calls) / ((ContinuousClock.now - began).milliseconds / 1000)
    }

    private struct Lines {
        let handle: FileHandle
        var pending: [UInt8] = []

        init(handle: FileHandle) { self.handle = handle }

        mutating func next() throws -> [UInt8] {
            while true {
                if let end = pending.firstIndex(of: 0x0A) {
                    defer { pending.removeSubrange(...end) }
                    return Array(pending[..<end])
                }
                let data = handle.availableData
                guard !data.isEmpty else { throw Program.Failure(description: "it ended in the middle") }
                pending += data
            }
        }
    }

    private static func request(_ number: Int) -> String {
        let meta: JSONValue = [
            "io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": [:],
        ]
        let request: JSONValue = [
            "jsonrpc": "2.0", "id": .number(JSONNumber(number)), "method": "tools/call",
            "params": ["name": "describe_access", "arguments": [:], "_meta": meta],
        ]
        return request.text()
    }

    private static func report(_ what: String, _ own: Double, _ other: Double, target: String = "", more: String = "") {
        Figure(
            what: what,
            measured: "\((own / other).text(1)) x FastMCP",
            target: target,
            note: "signet \(own.text())/s, FastMCP \(other.text())/s\(more)"
        ).print()
    }
}
