import Foundation
import Storage

/// Prints the figures; nothing here passes or fails. `make bench` runs it through Scripts/bench.sh.
@main
struct SignetBenchmarks {
    static func main() async {
        do {
            try await run()
        } catch {
            FileHandle.standardError.write(Data("bench: \(error)\n".utf8))
            exit(1)
        }
    }

    private static func run() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.count == 4, arguments[0] == "list-orders" {
            return try await ListOrders.run(url: arguments[1], subscription: arguments[2], caFile: arguments[3])
        }
        if arguments == ["search"] { return try SearchFigures.measure() }
        guard arguments.count == 3 else {
            throw Program.Failure(description: "usage: SignetBenchmarks SIGNET PYTHON FOLDER; Scripts/bench.sh makes all three")
        }
        let (signet, python, folder) = (arguments[0], arguments[1], arguments[2])
        try await StartUp.measure(signet: signet)
        try await JournalledStep.measure(.file("\(folder)/journal.sqlite"), "SQLite, flushed", target: ">= 1,000/s, <= 5 ms")
        if let server = ProcessInfo.processInfo.environment["SIGNET_BENCH_POSTGRES"], !server.isEmpty {
            let place = StoreLocation.postgres(try PostgresAddress(server))
            try await JournalledStep.measure(place, "PostgreSQL, flushed", target: "<= 5 ms")
            try await JournalledStep.measure(place, "PostgreSQL, flushed, 8 runs", runs: 8, target: ">= 2,000/s, <= 5 ms")
        }
        try await EmulatorFigures.measure(signet: signet, folder: folder)
        try SearchFigures.measure()
        let certificate = Certificate(file: "\(folder)/certificate.pem", keyFile: "\(folder)/key.pem")
        try await Listing.measure(python: python, script: "Benchmarks/list_orders.py", certificate: certificate)
    }
}

/// How long the shortest command takes, from the start of the process to its end.
private enum StartUp {
    static func measure(signet: String) async throws {
        let program = Program(path: signet, arguments: ["--help"])
        try await program.output()
        var times: [Double] = []
        for _ in 0..<20 {
            let began = ContinuousClock.now
            try await program.output()
            times.append((ContinuousClock.now - began).milliseconds)
        }
        let note = "median of \(times.count) starts"
        Figure(what: "signet --help", measured: "\(times.median.text(1)) ms", target: "<= 30 ms", note: note).print()
    }
}
