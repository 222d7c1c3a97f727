import Actions
import ArgumentParser
import AzureCore
import Foundation
import JSON
import Workflows

/// What a credential of an imported API is for: fixed when it is stored, and changed only by storing it anew.
struct APIPlaceOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The imported API whose calls may use it, as signet catalog list names it.", valueName: "name"))
    var api: String?

    @Option(help: ArgumentHelp("The one place it is sent to, with --api: https, a host and perhaps a path.", valueName: "url"))
    var server: String?

    @Flag(help: "The server is within this network; without it such addresses are refused.")
    var withinNetwork = false

    @Option(help: ArgumentHelp("The authority of the server's certificate, in PEM, besides the system's.", valueName: "file"))
    var ca: String?

    @Option(help: ArgumentHelp("When it ends, such as 2027-01-31T00:00:00Z: calls are refused from a minute before.", valueName: "time"))
    var expires: String?

    func validate() throws {
        guard (api == nil) == (server == nil) else { throw ValidationError("--api and --server go together.") }
        guard api != nil || (!withinNetwork && ca == nil && expires == nil) else {
            throw ValidationError("--within-network, --ca and --expires belong to --api and --server, which are not there.")
        }
        guard expires.map({ RFC3339.date($0) != nil }) ?? true else {
            throw ValidationError("--expires is a date and time such as 2027-01-31T00:00:00Z.")
        }
        guard let server else { return }
        guard let origin = Origin(url: server), origin.scheme == "https", !server.contains("?"), !server.contains("#") else {
            throw ValidationError("--server is an https address without a query, such as https://api.example.com/v2.")
        }
    }

    func facts(_ more: JSONObject) throws -> JSONObject {
        var facts = more
        guard let api, let server else { return facts }
        facts["api"] = .string(api)
        facts["server"] = .string(String(server.reversed().drop { $0 == "/" }.reversed()))
        facts["state"] = "untested"
        if withinNetwork { facts["within"] = true }
        facts["expires"] = expires.map(JSONValue.string)
        facts["ca"] = ca.map { .string(URL(fileURLWithPath: $0).standardizedFileURL.path) }
        return facts
    }
}

extension CredentialCommand {
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Try the credential of an imported API by a call that changes nothing."
        )

        @Argument(help: ArgumentHelp("The credential's name.", valueName: "name"))
        var name: String

        @OptionGroup var global: GlobalOptions

        func run() async throws { try await CredentialCommand.check(name, global) }
    }

    static func check(_ name: String, _ global: GlobalOptions) async throws {
        let outcome = try await AgentGateway.with(global) { context, _ in try await CheckCredential(context)(name) }
        guard let trouble = outcome.trouble else {
            switch global.output {
            case .json: Terminal.result(outcome.json)
            case .table: Terminal.result("The credential \(name) works for \(outcome.api) (\(outcome.call)).")
            }
            return
        }
        throw Problem(
            .service,
            "The credential \(name) is sealed, and does not work for \(outcome.api).",
            why: "\(trouble); \(outcome.call) was tried",
            nextStep: "Seal one that does under the same name, then try it: signet credential check \(name)"
        )
    }
}
