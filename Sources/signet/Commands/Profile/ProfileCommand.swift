import ArgumentParser
import Foundation
import JSON
import Workflows

struct ProfileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profile",
        abstract: "Say where signet works: a running emulator, or a subscription of Azure.",
        subcommands: [Add.self, Use.self, List.self, Remove.self]
    )

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a profile, or replace one.",
            discussion: """
                A running emulator:  signet profile add NAME --ready-file FILE
                A subscription:      signet profile add NAME --tenant ID --subscription ID --client-id ID --credential env:NAME

                --credential is one of
                  env:NAME                       a client secret in an environment variable
                  file:PATH                      a client secret in a file
                  certificate:PATH               a client certificate with its RSA key, in a PEM file
                  workload                       a federated workload (AZURE_FEDERATED_TOKEN_FILE)
                  managed-identity[:CLIENT_ID]   the identity of this machine, or one assigned to it
                  az                             whoever is signed in to the Azure CLI
                The first three need --client-id too. The profile keeps where a secret is, never the secret.
                """
        )

        @Argument(help: ArgumentHelp("The profile's name.", valueName: "name"))
        var name: String

        @Option(help: ArgumentHelp("The ready file of a running emulator.", valueName: "file"))
        var readyFile: String?

        @Option(help: ArgumentHelp("The tenant's id.", valueName: "id"))
        var tenant: String?

        @Option(help: ArgumentHelp("The subscription's id.", valueName: "id"))
        var subscription: String?

        @Option(help: ArgumentHelp("The application's (client) id, for a client secret or certificate.", valueName: "id"))
        var clientId: String?

        @Option(help: ArgumentHelp("Where the credential is, see above.", valueName: "place"))
        var credential: String?

        @Option(help: ArgumentHelp("A DNS server to ask, as host:port, repeatable; the machine's own by default.", valueName: "server"))
        var dns: [String] = []

        @OptionGroup var global: GlobalOptions

        func run() throws {
            let profile = try self.profile()
            let store = ProfileStore(home: Home())
            var content = try store.read()
            content.profiles.removeAll { $0.name == name }
            content.profiles.append((name, profile))
            try store.write(content)
            switch global.output {
            case .json: Terminal.result(["name": .string(name), "profile": profile.json])
            case .table: Terminal.result("Added. Work on it with --profile \(name), or for good with: signet profile use \(name)")
            }
        }

        private func profile() throws -> Profile {
            if let readyFile {
                let path = URL(fileURLWithPath: readyFile).standardizedFileURL.path
                _ = try ReadyFile(path: path)
                return .emulator(readyFile: path)
            }
            let reference = try credential.map(CredentialReference.init)
            guard let tenant, let subscription, let reference, clientId != nil || !reference.needsClientId else {
                throw Problem(
                    .input,
                    "The profile is not complete.",
                    why: "it needs --ready-file, or all of --tenant, --subscription and --credential, "
                        + "and --client-id for a client secret or certificate",
                    nextStep: "See: signet profile add --help"
                )
            }
            guard UUID(uuidString: subscription) != nil else {
                throw Problem(
                    .input,
                    "'\(subscription)' is no subscription id.",
                    why: "it is not a GUID",
                    nextStep: "Read it with: az account show --query id"
                )
            }
            return .azure(
                AzureProfile(
                    tenantId: tenant,
                    subscriptionId: subscription,
                    clientId: clientId,
                    credential: reference,
                    dns: dns
                )
            )
        }
    }

    struct Use: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Choose the profile that commands work on; 'none' goes back to the emulator."
        )

        @Argument(help: ArgumentHelp("The profile's name.", valueName: "name"))
        var name: String

        @OptionGroup var global: GlobalOptions

        func run() throws {
            let store = ProfileStore(home: Home())
            var content = try store.read()
            content.current = name == "none" ? nil : try store.choose(name)?.name
            try store.write(content)
            switch global.output {
            case .json: Terminal.result(["current": content.current.map(JSONValue.string) ?? nil])
            case .table:
                Terminal.result(content.current.map { "Commands now work on \($0)." } ?? "Commands now work on the local emulator.")
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the profiles.")

        @OptionGroup var global: GlobalOptions

        func run() throws {
            let content = try ProfileStore(home: Home()).read()
            switch global.output {
            case .json:
                Terminal.result(
                    .array(
                        content.profiles.map {
                            ["name": .string($0.name), "current": .bool($0.name == content.current), "profile": $0.profile.json]
                        }
                    )
                )
            case .table:
                var table = Table(header: ["", "NAME", "WHERE"])
                for (name, profile) in content.profiles { table.rows.append([name == content.current ? "*" : "", name, place(profile)]) }
                Terminal.result(content.profiles.isEmpty ? "No profiles: commands work on the local emulator." : table.text)
            }
        }

        private func place(_ profile: Profile) -> String {
            switch profile {
            case .emulator(let readyFile): "emulator of \(readyFile)"
            case .azure(let azure):
                "subscription \(azure.subscriptionId), \(azure.clientId.map { "client \($0), " } ?? "")credential \(azure.credential)"
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Forget a profile. Nothing in Azure changes.")

        @Argument(help: ArgumentHelp("The profile's name.", valueName: "name"))
        var name: String

        @OptionGroup var global: GlobalOptions

        func run() throws {
            let store = ProfileStore(home: Home())
            var content = try store.read()
            _ = try store.choose(name)
            content.profiles.removeAll { $0.name == name }
            if content.current == name { content.current = nil }
            try store.write(content)
            switch global.output {
            case .json: Terminal.result(["removed": .string(name)])
            case .table: Terminal.result("Removed \(name).")
            }
        }
    }
}
