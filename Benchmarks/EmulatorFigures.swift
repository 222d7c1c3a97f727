import AzureCore
import AzureHTTP
import Foundation
import HTTPTypes
import JSON

/// How soon the emulator is ready, and how many reads it answers.
enum EmulatorFigures {
    private static let starts = 10
    private static let loads = 3

    static func measure(signet: String, folder: String) async throws {
        var fresh: [Double] = []
        var known: [Double] = []
        for run in 0..<starts {
            let state = "\(folder)/state-\(run).sqlite"
            for isFresh in [true, false] {
                let emulator = try await RunningEmulator.start(signet, folder: folder, state: state)
                if isFresh { fresh.append(emulator.readyMilliseconds) } else { known.append(emulator.readyMilliseconds) }
                try await emulator.stop()
            }
        }
        report("emulator ready, new state and authority", fresh)
        report("emulator ready, state file of an earlier run", known)
        let emulator = try await RunningEmulator.start(signet, folder: folder, state: nil)
        do {
            try await measureReads(of: emulator)
        } catch {
            try await emulator.stop()
            throw error
        }
        try await emulator.stop()
    }

    private static func report(_ what: String, _ times: [Double]) {
        let note = "slowest \(times.percentile(100).text()) ms; median of \(times.count) starts"
        Figure(what: what, measured: "\(times.median.text()) ms", target: "<= 300 ms", note: note).print()
    }

    private static func measureReads(of emulator: RunningEmulator) async throws {
        let (orders, token) = try await emulator.prepare(orders: 1000)
        let targets = [
            (what: "emulator, read one order", url: "\(orders)/fleet0001?api-version=2024-11-01", target: ">= 5,000/s"),
            (what: "emulator, read a page of 100 orders", url: "\(orders)?api-version=2024-11-01", target: ""),
        ]
        for (what, url, target) in targets {
            var rates: [Double] = []
            for _ in 0..<loads { rates.append(try await load(url, token)) }
            let note = "wrk, 8 connections on the same cores; median of \(loads) runs of 4 s"
            Figure(what: what, measured: "\(rates.median.text())/s", target: target, note: note).print()
        }
    }

    /// Answers a second, all of which must have been successes.
    private static func load(_ url: String, _ token: String) async throws -> Double {
        let arguments = ["wrk", "-t1", "-c8", "-d4s", "-H", "Authorization: Bearer \(token)", url]
        let output = try await Program(path: "/usr/bin/env", arguments: arguments).output()
        let line = output.split(separator: "\n").first { $0.hasPrefix("Requests/sec:") }
        guard !output.contains("Non-2xx"), !output.contains("Socket errors"),
            let rate = line?.split(separator: " ").last.flatMap({ Double($0) })
        else { throw Program.Failure(description: "wrk did not get its answers:\n\(output)") }
        return rate
    }
}

/// An emulator in a process of its own.
private struct RunningEmulator {
    let readyMilliseconds: Double
    private let process: Process
    private let ready: JSONValue

    static func start(_ signet: String, folder: String, state: String?) async throws -> RunningEmulator {
        let file = "\(folder)/ready.json"
        let arguments = ["emulator", "run", "--ready-file", file] + (state.map { ["--state", $0] } ?? [])
        let began = ContinuousClock.now
        let process = try Program(path: signet, arguments: arguments).start()
        while access(file, R_OK) != 0 {
            guard process.isRunning, ContinuousClock.now - began < .seconds(30) else {
                process.terminate()
                throw Program.Failure(description: "the emulator was not ready within 30 s")
            }
            try await Task.sleep(for: .milliseconds(1))
        }
        let time = (ContinuousClock.now - began).milliseconds
        let ready = try JSONValue(parsing: Array(Data(contentsOf: URL(fileURLWithPath: file))))
        return RunningEmulator(readyMilliseconds: time, process: process, ready: ready)
    }

    func stop() async throws {
        process.terminate()
        while process.isRunning { try await Task.sleep(for: .milliseconds(5)) }
    }

    /// Stages a fleet with its leaves made; the URL of the orders of the group, and a token.
    func prepare(orders: Int) async throws -> (url: String, token: String) {
        let http = try AzureHTTPTransport.make(caFile: text("caFile"), trustsSystemRoots: false)
        let fleet: JSONValue = ["fleet": ["count": .number(JSONNumber(orders)), "prefix": "fleet", "seed": 7]]
        let staged = try await http.transport.send(
            TransportRequest(method: .post, url: "\(text("control"))/scenario", body: fleet.bytes())
        )
        guard (200..<300).contains(staged.status) else {
            throw Program.Failure(description: "the fleet was not staged: HTTP \(staged.status)")
        }
        let credential = ClientSecretCredential(
            tenantId: text("tenantId"),
            clientId: text("clientId"),
            secret: Secret(text("clientSecret")),
            authority: text("authority"),
            transport: http.transport
        )
        let token = try await credential.token(for: TokenScope("\(text("arm"))/.default"))
        try await http.shutdown()
        let group = "subscriptions/\(text("subscriptionId"))/resourceGroups/\(text("resourceGroup"))"
        return ("\(text("arm"))/\(group)/providers/Microsoft.CertificateRegistration/certificateOrders", token.token.reveal())
    }

    private func text(_ name: String) -> String { ready[name]?.string ?? "" }
}
