import ArgumentParser
import AzureCore
import Foundation
import JSON

enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case table
    case json
}

struct GlobalOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The profile to work on; without any, the local emulator.", valueName: "name"))
    var profile: String?

    @Option(help: ArgumentHelp("The configuration; config.yaml in the home where it is left out.", valueName: "file"))
    var config: String?

    @Option(help: "How results are printed: table for people, json for programs.")
    var output: OutputFormat = .table

    @Flag(name: .shortAndLong, help: "Print no progress.")
    var quiet = false

    /// Set for this process, so that what it starts, an emulator or a hook, goes by the same file.
    func validate() throws {
        if let config { setenv(Home.configVariable, URL(fileURLWithPath: config).standardizedFileURL.path, 1) }
    }
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
