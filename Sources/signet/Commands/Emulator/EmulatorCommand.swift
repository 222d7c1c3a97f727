import ArgumentParser
import AzureEmulator
import Foundation
import JSON

struct EmulatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "emulator",
        abstract: "Run a local Azure to order, prove, store, bind and serve certificates on.",
        subcommands: [Start.self, Stop.self, Status.self, Clock.self, Run.self]
    )

    struct Start: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Start the emulator in the background, if it does not run.")

        @OptionGroup var global: GlobalOptions

        func run() async throws {
            let started = try await LocalEmulator(home: Home()).start()
            EmulatorText(ready: started.ready).print(global.output)
        }
    }

    struct Stop: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Stop the emulator; its state is kept for the next start.")

        @OptionGroup var global: GlobalOptions

        func run() async throws {
            let stopped = try await LocalEmulator(home: Home()).stop()
            switch global.output {
            case .json: Terminal.result(["stopped": .bool(stopped)])
            case .table: Terminal.result(stopped ? "stopped" : "not running")
            }
        }
    }

    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Say whether the emulator runs and where it listens.")

        @OptionGroup var global: GlobalOptions

        func run() async throws {
            guard let ready = LocalEmulator(home: Home()).running() else {
                switch global.output {
                case .json: Terminal.result(["running": false])
                case .table: Terminal.result("not running")
                }
                throw ExitCode.failed
            }
            EmulatorText(ready: ready).print(global.output)
        }
    }

    struct Run: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Run the emulator in the foreground until it is interrupted.")

        @Option(help: ArgumentHelp("The port of the HTTPS listener; 0 takes any free one.", valueName: "port"))
        var port = 0

        @Option(help: ArgumentHelp("The address to listen on.", valueName: "host"))
        var host = "127.0.0.1"

        @Option(help: ArgumentHelp("Write how to reach it to this file, once it is ready.", valueName: "file"))
        var readyFile: String?

        @Option(help: ArgumentHelp("Keep the state in this SQLite file, so that a restart goes on from it.", valueName: "file"))
        var state: String?

        @Flag(
            name: .customLong("dangerously-listen-beyond-loopback"),
            help: "Allow an address that other machines can reach. Anybody there can use it."
        )
        var beyondLoopback = false

        func run() async throws {
            var options = EmulatorOptions()
            options.host = host
            options.port = port
            options.readyFile = readyFile
            options.stateFile = state
            options.allowNonLoopback = beyondLoopback
            try await EmulatorServer.run(options)
        }
    }
}

/// How to reach a running emulator. The throwaway client secret stays in the ready file.
struct EmulatorText {
    let ready: ReadyFile

    func print(_ format: OutputFormat) {
        switch format {
        case .json:
            Terminal.result([
                "running": true, "pid": .number(JSONNumber(Int(ready.process))), "readyFile": .string(ready.path),
                "arm": .string(ready.resourceManager),
                "control": .string(ready.control), "frontend": .string("\(ready.frontEnd.host):\(ready.frontEnd.port)"),
                "dns": .string(ready.dns),
                "caFile": .string(ready.caFile), "subscriptionId": .string(ready.subscriptionId),
                "resourceGroup": .string(ready.resourceGroup),
            ])
        case .table:
            var facts = Facts()
            facts.add("running", "process \(ready.process)")
            facts.add("resource manager", ready.resourceManager)
            facts.add("front end", "\(ready.frontEnd.host):\(ready.frontEnd.port)")
            facts.add("DNS", ready.dns)
            facts.add("control", ready.control)
            facts.add("subscription", ready.subscriptionId)
            facts.add("resource group", ready.resourceGroup)
            facts.add("CA file", ready.caFile)
            facts.add("ready file", ready.path)
            Terminal.result(facts.text)
        }
    }
}
