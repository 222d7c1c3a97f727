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
        if arguments == ["simulate"] {
            guard try await SimulationFigures.run() else {
                throw Program.Failure(description: "an order lapsed, or a term was bought twice")
            }
            return
        }
        if arguments.count == 3, arguments[0] == "canned" {
            return try await GatewayRelay.upstream(Certificate(file: arguments[1], keyFile: arguments[2]))
        }
        if arguments.count == 3, ["relay", "reader"].contains(arguments[0]) {
            return try await GatewayRelay.relay(to: arguments[1], caFile: arguments[2], isReader: arguments[0] == "reader")
        }
        if arguments.count == 3, arguments[0] == "gateway" {
            return try await GatewayFigures.measure(signet: arguments[1], folder: arguments[2])
        }
        if arguments.count == 4, arguments[0] == "tools" {
            return try await ToolFigures.measure(signet: arguments[1], python: arguments[2], folder: arguments[3])
        }
        if arguments.count == 3, arguments[0] == "fleet" {
            return try await FleetFigures.run(readyFile: arguments[1], state: arguments[2])
        }
        if arguments.count == 2, arguments[0] == "steps" { return try await measureSteps(folder: arguments[1]) }
        if arguments == ["search"] { return try SearchFigures.measure() }
        if arguments.count == 3, arguments[0] == "budget" {
            return try await BudgetFigures.measure(signet: arguments[1], folder: arguments[2])
        }
        guard arguments.count == 3 else {
            throw Program.Failure(description: "usage: SignetBenchmarks SIGNET PYTHON FOLDER; Scripts/bench.sh makes all three")
        }
        let (signet, python, folder) = (arguments[0], arguments[1], arguments[2])
        try await StartUp.measure(signet: signet)
        try await measureSteps(folder: folder)
        try await FleetFigures.measure(signet: signet, folder: folder)
        try await BudgetFigures.measure(signet: signet, folder: folder)
        try await EmulatorFigures.measure(signet: signet, folder: folder)
        try SearchFigures.measure()
        try await GatewayFigures.measure(signet: signet, folder: folder)
        try await ToolFigures.measure(signet: signet, python: python, folder: folder)
        let certificate = Certificate(file: "\(folder)/certificate.pem", keyFile: "\(folder)/key.pem")
        try await Listing.measure(python: python, script: "Benchmarks/list_orders.py", certificate: certificate)
    }

    private static func measureSteps(folder: String) async throws {
        try await JournalledStep.measure(.file("\(folder)/journal.sqlite"), "SQLite, flushed", target: ">= 1,000/s, <= 5 ms")
        if let server = ProcessInfo.processInfo.environment["SIGNET_BENCH_POSTGRES"], !server.isEmpty {
            let place = StoreLocation.postgres(try PostgresAddress(server))
            try await JournalledStep.measure(place, "PostgreSQL, flushed", target: "<= 5 ms")
            try await JournalledStep.measure(place, "PostgreSQL, flushed, 8 runs", runs: 8, target: ">= 2,000/s, <= 5 ms")
        }
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
