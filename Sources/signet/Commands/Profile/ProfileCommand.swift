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
                  certificate:PATH               a client certificate with its RSA key, in a PEM or PKCS#12 file
                                                 (password of the latter: AZURE_CLIENT_CERTIFICATE_PASSWORD)
                  custody:NAME                   a client secret or certificate that signet credential add has sealed
                  workload                       a federated workload (AZURE_FEDERATED_TOKEN_FILE)
                  managed-identity[:CLIENT_ID]   the identity of this machine, or one assigned to it
                  az                             whoever is signed in to the Azure CLI
                  chain:ONE,TWO,…                several of these: the first that gives a token
                The first four need --client-id too. The profile keeps where a secret is, never the secret.
                With --ready-file, --credential stands in for the client that the ready file names.
                """
        )

        @Argument(help: ArgumentHelp("The profile's name.", valueName: "name"))
        var name: String

        @Option(help: ArgumentHelp("The ready file of a running emulator.", valueName: "file"))
        var readyFile: String?

        @Option(help: "The cloud the subscription is in. App Service Certificates are sold in the public one only.")
        var cloud: CloudName?

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
            try ProfileStore(home: Home()).update { content in
                content.profiles.removeAll { $0.name == name }
                content.profiles.append((name, profile))
            }
            if let cloud, !cloud.sellsCertificates {
                Terminal.note("App Service Certificates are sold in the public cloud only: in \(cloud.rawValue) no order can be placed.")
            }
            switch global.output {
            case .json: Terminal.result(["name": .string(name), "profile": profile.json])
            case .table: Terminal.result("Added. Work on it with --profile \(name), or for good with: signet profile use \(name)")
            }
        }

        private func profile() throws -> Profile {
            let identity = try credential.map { ProfileIdentity(clientId: clientId, credential: try CredentialReference($0)) }
            if let identity, identity.credential.needsClientId, clientId == nil { throw incomplete }
            if let readyFile { return try emulator(readyFile, identity) }
            guard let tenant, let subscription, let identity else { throw incomplete }
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
                    credential: identity.credential,
                    cloud: cloud ?? .public,
                    dns: dns
                )
            )
        }

        private func emulator(_ readyFile: String, _ identity: ProfileIdentity?) throws -> Profile {
            guard tenant == nil, subscription == nil, cloud == nil, identity != nil || clientId == nil else {
                throw Problem(
                    .input,
                    "The profile is said in two ways.",
                    why: "a ready file names its tenant, subscription, cloud and client already",
                    nextStep: "Leave out --tenant, --subscription and --cloud; give --client-id together with --credential only."
                )
            }
            let path = URL(fileURLWithPath: readyFile).standardizedFileURL.path
            _ = try ReadyFile(path: path)
            return .emulator(readyFile: path, identity: identity)
        }

        private var incomplete: Problem {
            Problem(
                .input,
                "The profile is not complete.",
                why: "it needs --ready-file, or all of --tenant, --subscription and --credential, "
                    + "and --client-id for a client secret or certificate",
                nextStep: "See: signet profile add --help"
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
            let current = try store.update { content in
                content.current = name == "none" ? nil : try store.choose(name)?.name
                return content.current
            }
            switch global.output {
            case .json: Terminal.result(["current": current.map(JSONValue.string) ?? nil])
            case .table:
                Terminal.result(current.map { "Commands now work on \($0)." } ?? "Commands now work on the local emulator.")
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
            case .emulator(let readyFile, nil): return "emulator of \(readyFile)"
            case .emulator(let readyFile, let identity?): return "emulator of \(readyFile), \(who(identity))"
            case .azure(let azure):
                let cloud = azure.cloud == .public ? "" : "cloud \(azure.cloud.rawValue), "
                return "\(cloud)subscription \(azure.subscriptionId), \(who(azure.identity))"
            }
        }

        private func who(_ identity: ProfileIdentity) -> String {
            "\(identity.clientId.map { "client \($0), " } ?? "")credential \(identity.credential)"
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Forget a profile. Nothing in Azure changes.")

        @Argument(help: ArgumentHelp("The profile's name.", valueName: "name"))
        var name: String

        @OptionGroup var global: GlobalOptions

        func run() throws {
            let store = ProfileStore(home: Home())
            try store.update { content in
                _ = try store.choose(name)
                content.profiles.removeAll { $0.name == name }
                if content.current == name { content.current = nil }
            }
            switch global.output {
            case .json: Terminal.result(["removed": .string(name)])
            case .table: Terminal.result("Removed \(name).")
            }
        }
    }
}
