import ArgumentParser
import Foundation
import JSON
import Workflows

struct MCPInstallCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install",
        abstract: "Print what an MCP client needs to find Signet, or write it into the client's file.",
        discussion: """
            Without --url the client starts signet itself; with it, people sign in at a running signet serve. \
            --write keeps everything else in the file as it is, and leaves the old one beside it with .bak behind its name.
            """
    )

    @Option(help: "The client.")
    var client: KnownClient

    @Option(help: ArgumentHelp("The address of a running server: https://HOST/mcp.", valueName: "url"))
    var url: String?

    @Option(help: ArgumentHelp("What the client calls the server.", valueName: "name"))
    var name = "signet"

    @Flag(help: "Write it into the client's file.")
    var write = false

    @Option(help: ArgumentHelp("Another file than the client's usual one.", valueName: "file"))
    var file: String?

    @OptionGroup var global: GlobalOptions

    func run() throws {
        guard let entry = client.entry(try place()) else {
            throw Problem(
                .input,
                "\(client.rawValue) takes no address from its file.",
                why: "it adds servers by address in its settings: Connectors, Add custom connector",
                nextStep: "Paste the address there, or leave --url out so that it starts signet itself."
            )
        }
        let path = file ?? client.file(home: Self.userHome)
        let change = ClientFile(client: client, name: name, entry: entry)
        guard write else {
            Terminal.note("For \(path) (--write puts it there):")
            return Terminal.result(change.alone)
        }
        let done = try Self.put(change, into: path)
        switch global.output {
        case .json: Terminal.result(["file": .string(path), "server": .string(name), "change": .string(done.rawValue)])
        case .table where done == .none: Terminal.result("\(path) has it already.")
        case .table: Terminal.result("\(done.rawValue.capitalized) \(name) in \(path). Restart \(client.rawValue).")
        }
    }

    private func place() throws -> ServerPlace {
        guard let url else {
            // SIGNET_STORE may hold a password, so it is not copied into another program's file.
            let home = ProcessInfo.processInfo.environment["SIGNET_HOME"].map { ["SIGNET_HOME": $0] } ?? [:]
            let profile = global.profile.map { ["--profile", $0] } ?? []
            return .command(Self.executable(), arguments: ["mcp"] + profile, environment: home)
        }
        guard let parts = URLComponents(string: url), parts.host?.isEmpty == false, parts.scheme == "https" || parts.scheme == "http" else {
            throw ValidationError("--url takes an address such as https://signet.example/mcp.")
        }
        return .address(url)
    }

    private static var userHome: String {
        ProcessInfo.processInfo.environment["HOME"] ?? FileManager.default.homeDirectoryForCurrentUser.path
    }

    /// The client starts it from a folder of its own, so it has to be a whole path.
    private static func executable() -> String {
        if let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") { return path }
        return URL(fileURLWithPath: CommandLine.arguments.first ?? "signet").standardizedFileURL.path
    }

    private static func put(_ change: ClientFile, into path: String) throws -> ClientFile.Change {
        // A file that is a link, as those who keep their settings in a repository have it, stays one.
        let place = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        let before = FileManager.default.fileExists(atPath: path) ? try String(contentsOf: place, encoding: .utf8) : ""
        guard let (json, done) = change.merged(into: before) else {
            throw Problem(
                .input,
                "\(path) was left as it is.",
                why: "it is no plain JSON object with the member \(change.client.member); comments are not understood",
                nextStep: "Put this into it by hand: \(change.alone.text())"
            )
        }
        guard done != .none else { return done }
        try FileManager.default.createDirectory(at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        // Other servers' entries may hold keys, so nobody else may read what is written.
        if !before.isEmpty { try OwnFile.write(before, to: place.path + ".bak") }
        try OwnFile.write(json.text(pretty: true) + "\n", to: place.path)
        return done
    }
}
