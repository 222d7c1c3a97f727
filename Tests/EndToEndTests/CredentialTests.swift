import Foundation
import HTTPTypes
import JSON
import Testing

/// Each kind of credential a profile can name reads from the emulator, over TLS and as an application or identity of its own.
@Suite(.fewAtOnce, .sandbox, .timeLimit(.minutes(10))) struct CredentialTests {
    private let sandbox: Sandbox
    private let reads: Reads

    init() throws {
        sandbox = try Sandbox.shared
        reads = Reads(sandbox: sandbox)
    }

    private func list(_ credential: String, clientId: String? = nil, _ environment: [String: String] = [:]) async throws -> Ending {
        try await reads.list(credential, clientId: clientId, environment)
    }

    private func expectRead(_ ending: Ending) throws { try reads.expectRead(ending) }

    private func openssl(_ words: String...) async throws {
        let ending = try await sandbox.place.start("/usr/bin/env", ["openssl"] + words).ending(within: .seconds(60))
        try #require(ending.way == .exit(0), "\(ending)")
    }

    @Test func `a client secret is read from the environment and from a file`() async throws {
        let client = try await sandbox.emulator.newReader()
        let (id, secret) = (client["clientId"]?.string ?? "", client["clientSecret"]?.string ?? "")
        try expectRead(try await list("env:APP_SECRET", clientId: id, ["APP_SECRET": secret]))
        let file = try sandbox.place.write(secret + "\n", to: "app-secret")
        try expectRead(try await list("file:\(file)", clientId: id))
        let wrong = try await list("env:APP_SECRET", clientId: id, ["APP_SECRET": "guess"])
        #expect(wrong.way == .exit(1) && wrong.errors.contains("AADSTS7000215"), "\(wrong)")
    }

    @Test func `a client certificate is read from PEM and from PKCS#12, and one that is not registered is refused`() async throws {
        let client = try await sandbox.emulator.newReader()
        let id = client["clientId"]?.string ?? ""
        let (key, pem, both, pfx) = (
            sandbox.place.path("app.key"), sandbox.place.path("app.pem"), sandbox.place.path("both.pem"), sandbox.place.path("app.pfx")
        )
        try await openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=app", "-keyout", key, "-out", pem)
        let text = try String(contentsOfFile: pem, encoding: .utf8)
        _ = try sandbox.place.write(String(contentsOfFile: key, encoding: .utf8) + text, to: "both.pem")
        try await openssl("pkcs12", "-export", "-inkey", key, "-in", pem, "-out", pfx, "-passout", "pass:sesame")

        let early = try await list("certificate:\(both)", clientId: id)
        #expect(early.way == .exit(1), "\(early)")
        #expect(early.errors.contains("AADSTS700027") && early.errors.contains("az ad app credential reset"), "\(early)")

        try await sandbox.emulator.control(.post, "clients/\(id)/certificates", ["pem": .string(text)])
        try expectRead(try await list("certificate:\(both)", clientId: id))
        try expectRead(try await list("certificate:\(pfx)", clientId: id, ["AZURE_CLIENT_CERTIFICATE_PASSWORD": "sesame"]))
        let closed = try await list("certificate:\(pfx)", clientId: id)
        #expect(closed.way == .exit(1) && closed.errors.contains("AZURE_CLIENT_CERTIFICATE_PASSWORD"), "\(closed)")
    }

    @Test func `a federated workload reads by its provider's token, and only while it is good and for its subject`() async throws {
        let client = try await sandbox.emulator.newReader()
        let id = client["clientId"]?.string ?? ""
        let issuer = try await TestIssuer(sandbox.place)
        let subject = "system:serviceaccount:default:signet"
        let credential: JSONValue = [
            "name": "pod", "issuer": .string(TestIssuer.name), "subject": .string(subject), "keys": try await issuer.keySet,
        ]
        try await sandbox.emulator.control(.post, "clients/\(id)/federatedCredentials", credential)
        func list(_ file: String) async throws -> Ending {
            try await self.list("workload", clientId: id, ["AZURE_FEDERATED_TOKEN_FILE": file])
        }
        try expectRead(try await list(issuer.tokenFile(subject: subject)))

        let late = try await list(issuer.tokenFile(subject: subject, seconds: -600))
        #expect(late.way == .exit(1), "\(late)")
        #expect(late.errors.contains("AADSTS700024") && late.errors.contains("have the platform renew its file"), "\(late)")
        let other = try await list(issuer.tokenFile(subject: "system:serviceaccount:default:other"))
        #expect(other.way == .exit(1), "\(other)")
        #expect(other.errors.contains("AADSTS700213") && other.errors.contains("az ad app federated-credential list"), "\(other)")
        let stranger = try await TestIssuer(sandbox.place)
        let forged = try await list(stranger.tokenFile(subject: subject))
        #expect(forged.way == .exit(1) && forged.errors.contains("AADSTS700027"), "\(forged)")
        #expect(!forged.errors.contains("eyJ"), "\(forged)")
    }

    @Test func `managed identities of a virtual machine and of a site read, and where none is the next step says so`() async throws {
        try await Sandbox.with { sandbox in
            let reads = Reads(sandbox: sandbox)
            let machine = try await sandbox.emulator.environment(of: "virtualMachine")
            let site = try await sandbox.emulator.environment(of: "appService")
            for environment in [machine, site] {
                let none = try await reads.list("managed-identity", environment)
                #expect(none.way == .exit(1), "\(none)")
                #expect(none.errors.contains("identity assign"), "\(none)")
            }
            let nobody = try await reads.list("managed-identity", ["AZURE_POD_IDENTITY_AUTHORITY_HOST": "http://127.0.0.1:1"])
            #expect(nobody.way == .exit(1) && nobody.errors.contains("this machine has no managed identity"), "\(nobody)")

            _ = try await sandbox.emulator.newIdentity("SystemAssigned", on: ["virtualMachine"], name: "vm")
            try reads.expectRead(try await reads.list("managed-identity", machine))
            #expect(try await reads.list("managed-identity", site).way == .exit(1))
            _ = try await sandbox.emulator.newIdentity("SystemAssigned", on: ["appService"], name: "site")
            try reads.expectRead(try await reads.list("managed-identity", site))

            let assigned = try await sandbox.emulator.newIdentity("UserAssigned", on: ["virtualMachine", "appService"], name: "shared")
            let named = "managed-identity:\(assigned["clientId"]?.string ?? "")"
            try reads.expectRead(try await reads.list(named, machine))
            try reads.expectRead(try await reads.list(named, site))
            let unknown = try await reads.list("managed-identity:00000000-0000-0000-0000-000000000000", machine)
            #expect(unknown.way == .exit(1) && unknown.errors.contains("--identities"), "\(unknown)")
        }
    }

    @Test func `the Azure CLI's token is used, and its absence and its refusal are told apart`() async throws {
        let emulator = sandbox.emulator
        let token = try await emulator.token(for: emulator["arm"])
        let answer = #"{"accessToken":"\#(token)","expires_on":\#(Int(Date().timeIntervalSince1970) + 3000),"tokenType":"Bearer"}"#
        let path = try azure(
            """
            [ "$1 $2" = "account get-access-token" ] || exit 9
            case "$*" in *"--resource \(emulator["arm"])"*"--tenant \(emulator["tenantId"])"*) cat <<'ANSWER'
            \(answer)
            ANSWER
            ;; *) echo "asked for: $*" >&2; exit 8;; esac
            """
        )
        try expectRead(try await list("az", ["PATH": path]))
        let out = try azure("echo 'ERROR: Please run az login to setup account.' >&2; exit 1")
        let refused = try await list("az", ["PATH": out])
        #expect(refused.way == .exit(1) && refused.errors.contains("az login --tenant \(emulator["tenantId"])"), "\(refused)")
        let missing = try await list("az", ["PATH": sandbox.place.path("nowhere")])
        #expect(missing.way == .exit(1) && missing.errors.contains("not on the search path"), "\(missing)")
    }

    @Test func `a chain goes on to the first that gives a token, and without any says what each lacks`() async throws {
        let emulator = sandbox.emulator
        let client = try await emulator.newReader()
        let (id, secret) = (client["clientId"]?.string ?? "", client["clientSecret"]?.string ?? "")
        let environment = [
            "AZURE_POD_IDENTITY_AUTHORITY_HOST": "http://127.0.0.1:1", "PATH": sandbox.place.path("nowhere"), "APP_SECRET": secret,
        ]
        let chain = "chain:workload,managed-identity,env:APP_SECRET,az"
        try expectRead(try await list(chain, clientId: id, environment))
        var without = environment
        without["APP_SECRET"] = nil
        let none = try await list(chain, clientId: id, without)
        #expect(none.way == .exit(1), "\(none)")
        for word in ["AZURE_FEDERATED_TOKEN_FILE", "no managed identity", "env:APP_SECRET is not there", "not on the search path"] {
            #expect(none.errors.contains(word), "\(word) is not in: \(none)")
        }
    }

    /// A search path whose `az` does what the script says.
    private func azure(_ script: String) throws -> String {
        let folder = "az-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: sandbox.place.path(folder), withIntermediateDirectories: true)
        _ = try sandbox.place.write("#!/bin/sh\n\(script)\n", to: "\(folder)/az", executable: true)
        return "\(sandbox.place.path(folder)):/usr/bin:/bin"
    }
}

/// Reads with a credential.
private struct Reads {
    let sandbox: Sandbox

    /// A new home whose profile acts by the credential, and its first read.
    func list(_ credential: String, clientId: String? = nil, _ environment: [String: String] = [:]) async throws -> Ending {
        var home = SignetHome(sandbox.place, "home-\(UUID().uuidString.prefix(8))")
        let client = clientId.map { ["--client-id", $0] } ?? []
        let added = try await home.run(
            ["profile", "add", "who", "--ready-file", sandbox.readyFile, "--credential", credential] + client,
            environment
        )
        try #require(added.way == .exit(0), "\(added)")
        home.profile = "who"
        return try await home.run(["list", "--output", "json"], environment)
    }

    func expectRead(_ ending: Ending) throws {
        #expect(ending.way == .exit(0), "\(ending)")
        #expect(try ending.json.array != nil, "\(ending)")
    }
}
