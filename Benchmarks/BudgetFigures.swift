import AzureCore
import AzureHTTP
import Foundation
import HTTPTypes
import JSON

/// Two real daemons that share a state and a budget of writes, with more to do than it allows. The oracle is the emulator's own bucket:
/// what it held, and what flowed in, is what is allowed; whoever asks for more it refuses.
enum BudgetFigures {
    private static let (orders, bucket, refill) = (80, 20, 3)

    static func measure(signet: String, folder: String) async throws {
        let file = "\(folder)/budget-ready.json"
        let emulator = try Program(path: signet, arguments: ["emulator", "run", "--ready-file", file]).start()
        defer { emulator.terminate() }
        while access(file, R_OK) != 0 { try await Task.sleep(for: .milliseconds(5)) }
        let ready = try JSONFields(JSONValue(parsing: Array(Data(contentsOf: URL(fileURLWithPath: file)))))
        let http = try AzureHTTPTransport.make(caFile: try ready.requiredString("caFile"), trustsSystemRoots: false)
        let control = Control(url: try ready.requiredString("control"), transport: http.transport)
        let home = ["SIGNET_HOME": "\(folder)/budget", "SIGNET_PROFILE": "bench"]
        func run(_ words: String...) -> Program { Program(path: signet, arguments: words, environment: home) }
        try await run("profile", "add", "bench", "--ready-file", file).output()
        let names = (0..<orders).map { "budget-\($0)" }
        try await control.send(.post, "scenario", ["orders": .array(names.map(due))])
        for name in names { try await run("adopt", name, "--renewed-by", "signet", "--quiet").output() }
        let limits: JSONValue = [
            "throttling": "tokenBucket", "writeBucket": .number(JSONNumber(bucket)), "writeRefill": .number(JSONNumber(refill)),
            "readBucket": 1_000_000, "readRefill": 1_000_000,
        ]
        try await control.send(.patch, "settings", limits)
        try await control.send(.delete, "requests")
        let daemons = try (0..<2).map { _ in
            try run("daemon", "--accept-charges", "--spread", "0", "--every", "0.5", "--quiet").start()
        }
        defer { for daemon in daemons { daemon.terminate() } }
        let log = try await untilAllAreRenewed(control)
        report(log)
        try await http.shutdown()
    }

    /// Its next term has to be bought now.
    private static func due(_ name: String) -> JSONValue {
        [
            "name": .string(name), "domain": .string("\(name).test"), "daysLeft": 20, "termDaysLeft": 20, "validatedDaysAgo": 1,
            "vault": "demo-vault", "secret": .string(name), "site": "demo-site", "hostNames": [.string("\(name).test")],
        ]
    }

    /// The requests until the last renewal was sent: as long as one is left to send, work waits.
    private static func untilAllAreRenewed(_ control: Control) async throws -> [JSONValue] {
        let began = ContinuousClock.now
        while ContinuousClock.now - began < .seconds(600) {
            try await Task.sleep(for: .seconds(1))
            let log = try await control.send(.get, "requests")["requests"]?.array ?? []
            let renewals = log.indices.filter { log[$0]["path"]?.string?.hasSuffix("/renew") == true && log[$0]["status"]?.int != 429 }
            if renewals.count >= orders, let last = renewals.last { return Array(log[...last]) }
        }
        throw Program.Failure(description: "two daemons did not renew \(orders) orders in ten minutes")
    }

    private static func report(_ log: [JSONValue]) {
        let writes = log.filter {
            ["PUT", "POST", "PATCH"].contains($0["method"]?.string) && $0["path"]?.string?.hasPrefix("/subscriptions/") == true
        }
        let times = writes.compactMap { $0["time"]?.string.flatMap(RFC3339.date) }
        guard let first = times.first, let last = times.last else { return }
        let refused = writes.count { $0["status"] == 429 }, seconds = last.timeIntervalSince(first)
        let allowed = Double(bucket) + Double(refill) * seconds
        Figure(
            what: "write budget used by two daemons",
            measured: "\((Double(writes.count - refused) / allowed).text(2)) of it",
            target: ">= 0.9, no 429",
            note: "\(writes.count) writes in \(seconds.text()) s of \(allowed.text()) allowed; \(refused) refused; \(orders) renewals"
        ).print()
    }
}

/// The emulator's control.
private struct Control {
    let url: String
    let transport: HTTPTransport

    @discardableResult
    func send(_ method: HTTPRequest.Method, _ path: String, _ body: JSONValue? = nil) async throws -> JSONValue {
        let request = TransportRequest(method: method, url: "\(url)/\(path)", body: body?.bytes(), timeout: .seconds(120))
        let answer = try await transport.send(request)
        guard (200..<300).contains(answer.status) else {
            throw Program.Failure(description: "\(method) \(path): \(String(decoding: answer.body, as: UTF8.self))")
        }
        return answer.body.isEmpty ? nil : try JSONValue(parsing: answer.body)
    }
}
