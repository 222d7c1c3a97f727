import ArgumentParser
import AzureCore
import JSON

enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case table
    case json
}

struct GlobalOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The profile to work on; without any, the local emulator.", valueName: "name"))
    var profile: String?

    @Option(help: "How results are printed: table for people, json for programs.")
    var output: OutputFormat = .table

    @Flag(name: .shortAndLong, help: "Print no progress.")
    var quiet = false
}

struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Print the version.")

    @OptionGroup var global: GlobalOptions

    func run() {
        switch global.output {
        case .table: Terminal.result("signet \(PackageVersion.text)")
        case .json: Terminal.result(["name": "signet", "version": .string(PackageVersion.text)])
        }
    }
}
