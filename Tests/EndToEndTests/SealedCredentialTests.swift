import Foundation
import HTTPTypes
import JSON
import Testing

/// Credentials sealed in the state, from the command line.
@Suite(.fewAtOnce, .sandbox, .timeLimit(.minutes(10))) struct SealedCredentialTests {
    private let sandbox: Sandbox

    init() throws { sandbox = try Sandbox.shared }

    /// A home whose profile acts as the emulator's own client, whose secret is sealed there and stands nowhere else in it.
    private func sealedHome(_ name: String, _ environment: [String: String] = [:]) async throws -> SignetHome {
        var home = SignetHome(sandbox.place, name)
        let secret = sandbox.emulator["clientSecret"]
        let file = try sandbox.place.write(secret + "\n", to: "\(name)-secret")
        let added = try await home.run(["credential", "add", "azure", "--secret-file", file, "--output", "json"], environment)
        try #require(added.way == .exit(0), "\(added)")
        #expect(try added.json == ["name": "azure", "holds": "client secret", "version": 1])
        try await #require(home.run(profile(name)).way == .exit(0))
        home.profile = name
        return home
    }

    private func profile(_ name: String) -> [String] {
        [
            "profile", "add", name, "--ready-file", sandbox.readyFile, "--client-id", sandbox.emulator["clientId"], "--credential",
            "custody:azure",
        ]
    }

    /// Every file of a home, as one.
    private func everything(in home: SignetHome) throws -> Data {
        var all = Data()
        for case let url as URL in FileManager.default.enumerator(at: URL(fileURLWithPath: home.path), includingPropertiesForKeys: nil)
            ?? .init()
        {
            all += (try? Data(contentsOf: url)) ?? Data()
        }
        return all
    }

    @Test func `a profile with a sealed credential orders, and nothing of it stands in clear in the home`() async throws {
        let home = try await sealedHome("sealed")
        let order = TestOrder(name: "sealed-client")
        let ordered = try await home.run(order.arguments)
        try #require(ordered.way == .exit(0), "\(ordered)")
        #expect(try await sandbox.emulator.served(order.domain) == ordered.json["serialNumber"]?.string)
        let secret = Data(sandbox.emulator["clientSecret"].utf8)
        let files = try everything(in: home)
        #expect(files.range(of: Data("custody:azure".utf8)) != nil)
        #expect(files.range(of: secret) == nil)
        #expect(files.range(of: Data(secret.base64EncodedString().utf8)) == nil)
    }

    @Test func `a passphrase opens what it sealed, another one does not, and what needs no secret needs neither`() async throws {
        let words = try sandbox.place.write("correct horse battery\n", to: "words")
        let right = ["SIGNET_PASSPHRASE_FILE": words]
        let home = try await sealedHome("phrase", right)
        #expect(try await home.run(["list"], right).way == .exit(0))
        let wrong = try sandbox.place.write("wrong horse\n", to: "wrong-words")
        let refused = try await home.run(["list"], ["SIGNET_PASSPHRASE_FILE": wrong])
        #expect(refused.way == .exit(1) && refused.errors.contains("sealed with another passphrase"), "\(refused)")
        for command in [["credential", "list"], ["profile", "list"], ["runs"], ["doctor"]] {
            #expect(try await home.run(command).way == .exit(0))
        }
    }

    @Test func `records are put under another key file, which is found again without being named`() async throws {
        let home = try await sealedHome("moved")
        let key = sandbox.place.path("elsewhere.key")
        let moved = try await home.run(["credential", "rewrap", "--key-file", key, "--output", "json"])
        try #require(moved.way == .exit(0), "\(moved)")
        #expect(try moved.json == ["records": 1, "key": "file"])
        try FileManager.default.removeItem(atPath: home.path + "/custody.key")
        #expect(try await home.run(["list"]).way == .exit(0))
        try FileManager.default.moveItem(atPath: key, toPath: key + ".away")
        let gone = try await home.run(["list"])
        #expect(gone.way == .exit(1) && gone.errors.contains("restore it from its copy"), "\(gone)")
        #expect(try await home.run(["list"], ["SIGNET_KEY_FILE": key + ".away"]).way == .exit(0))
    }

    @Test func `a client certificate is sealed with its key and serves as one`() async throws {
        let client = try await sandbox.emulator.newReader()
        let id = client["clientId"]?.string ?? ""
        let (key, pem) = (sandbox.place.path("sealed.key"), sandbox.place.path("sealed.pem"))
        let request = [
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=app", "-keyout", key, "-out", pem,
        ]
        try #require(try await sandbox.place.start("/usr/bin/env", request).ending(within: .seconds(60)).way == .exit(0))
        let certificate = try String(contentsOfFile: pem, encoding: .utf8)
        try await sandbox.emulator.control(.post, "clients/\(id)/certificates", ["pem": .string(certificate)])
        var home = SignetHome(sandbox.place, "certificate")
        let both = try String(contentsOfFile: key, encoding: .utf8) + certificate
        let added = try await home.run(["credential", "add", "app", "--from-env", "APP", "--output", "json"], ["APP": both])
        #expect(try added.json["holds"] == "client certificate", "\(added)")
        let profile = ["profile", "add", "app", "--ready-file", sandbox.readyFile, "--client-id", id, "--credential", "custody:app"]
        try #require(try await home.run(profile).way == .exit(0))
        home.profile = "app"
        #expect(try await home.run(["list"]).way == .exit(0))
    }

    @Test func `a credential comes on standard input too, has versions, and is removed when no profile needs it`() async throws {
        var environment = Workplace.environment
        environment["SIGNET_HOME"] = sandbox.place.path("piped")
        let line = "printf 'first\\n' | \"$1\" credential add piped && printf second | \"$1\" credential add piped --output json"
        let added = try await sandbox.place.start("/bin/sh", ["-c", line, "sh", Product.path()], environment: environment).ending()
        try #require(added.way == .exit(0), "\(added)")
        #expect(added.output.contains("\"version\": 2"))
        let home = SignetHome(sandbox.place, "piped")
        let use = ["profile", "add", "p", "--ready-file", sandbox.readyFile, "--client-id", "c", "--credential", "chain:custody:piped,az"]
        try #require(try await home.run(use).way == .exit(0))
        let used = try await home.run(["credential", "remove", "piped"])
        #expect(used.way == .exit(1) && used.errors.contains("signet profile remove p"), "\(used)")
        try #require(try await home.run(["profile", "remove", "p"]).way == .exit(0))
        #expect(try await home.run(["credential", "remove", "piped"]).way == .exit(0))
        #expect(try await home.run(["credential", "list", "--output", "json"]).json == [])
        let empty = try await home.run(["credential", "add", "empty"])
        #expect(empty.way == .exit(1) && empty.errors.contains("it is empty"), "\(empty)")
    }
}
