import CertificateMaterial
import Foundation
import JSON
import Testing

@Suite(.fewAtOnce, .sandbox, .timeLimit(.minutes(10))) struct OrderTests {
    @Test func `the result is one JSON document on standard output with the documented members`() async throws {
        let sandbox = try Sandbox.shared
        let order = TestOrder(name: "members")
        let ending = try await sandbox.home.run(order.arguments)
        try #require(ending.way == .exit(0), "\(ending)")
        let result = try ending.json
        let documented = [
            "name", "id", "domain", "status", "serialNumber", "thumbprint", "expirationTime", "keyVaultSecretId", "served", "run",
            "record", "key", "next",
        ]
        #expect(result.object?.keys == documented)
        #expect(result["status"] == "Issued")
        #expect(result["served"]?[0]?.object?.keys == ["hostName", "serialNumber", "ok"])
        #expect(result["served"]?[0]?["hostName"]?.string == order.domain)
        #expect(result["served"]?[0]?["ok"] == true)
        #expect(ending.errors.contains("order a certificate for \(order.domain)"))
        #expect(try await sandbox.emulator.served(order.domain) == result["serialNumber"]?.string)
    }

    @Test func `quiet says nothing but the result`() async throws {
        let ending = try await Sandbox.shared.home.run(TestOrder(name: "quiet-one").arguments + ["--quiet"])
        #expect(ending.way == .exit(0))
        #expect(ending.errors.isEmpty)
        #expect(try ending.json["status"] == "Issued")
    }

    @Test func `several host names are all bound and served`() async throws {
        let sandbox = try Sandbox.shared
        let order = TestOrder(name: "two-hosts")
        let hosts = [order.domain, "www.\(order.domain)"]
        let ending = try await sandbox.home.run(order.arguments + hosts.flatMap { ["--hostname", $0] })
        try #require(ending.way == .exit(0), "\(ending)")
        let serial = try #require(try ending.json["serialNumber"]?.string)
        #expect(try ending.json["served"]?.array?.compactMap { $0["hostName"]?.string } == hosts)
        for host in hosts { #expect(try await sandbox.emulator.served(host) == serial) }
    }

    @Test func `the same order a second time buys nothing and ends with the same certificate`() async throws {
        let sandbox = try Sandbox.shared
        let order = TestOrder(name: "twice")
        let first = try await sandbox.home.run(order.arguments)
        let second = try await sandbox.home.run(order.arguments)
        let byName = try await sandbox.home.run(order.again)
        let serial = try #require(try first.json["serialNumber"]?.string)
        for ending in [second, byName] {
            try #require(ending.way == .exit(0), "\(ending)")
            #expect(try ending.json["serialNumber"]?.string == serial)
        }
        #expect(try await sandbox.emulator.bill(of: order.name) == Bill(purchases: 1, charges: 1, serialNumbers: [serial]))
        #expect(try await sandbox.emulator.requests("PUT", endingIn: "/certificateOrders/\(order.name)") == 1)
    }

    @Test func `a finished order is not sent again when a replica lags`() async throws {
        let sandbox = try Sandbox.shared
        let order = TestOrder(name: "twice-lagging")
        #expect(try await sandbox.home.run(order.arguments).way == .exit(0))
        try await sandbox.emulator.lag(behind: order.name)
        let second = try await sandbox.home.run(order.arguments)
        #expect(second.way == .exit(0), "\(second)")
        #expect(try await sandbox.emulator.requests("PUT", endingIn: "/certificateOrders/\(order.name)") == 1)
    }

    @Test func `the demo ends with the chain it saw in a handshake`() async throws {
        try await Workplace.with { place in
            let home = SignetHome(place)
            let ending = try await stoppingEmulator(of: home) { try await home.run(["demo", "--output", "json"]) }
            try #require(ending.way == .exit(0), "\(ending)")
            let serial = try #require(try ending.json["serialNumber"]?.string)
            #expect(try ending.json["served"]?.array?.count == 2)
            #expect(try ending.json["served"]?.array?.allSatisfy { $0["ok"] == true && $0["serialNumber"]?.string == serial } == true)
            #expect(try ending.json["chain"]?.array?.count == 2)
        }
    }

    @Test func `what was ordered stays served, stored and verifiable by OpenSSL after signet has exited`() async throws {
        try await Workplace.with { place in
            let home = SignetHome(place)
            try await stoppingEmulator(of: home) {
                let order = TestOrder(name: "openssl")
                let ending = try await home.run(order.arguments)
                try #require(ending.way == .exit(0), "\(ending)")
                #expect(ending.errors.contains("Nothing is bought."))
                let emulator = try EmulatorControl(readyFile: home.path + "/emulator/ready.json")
                let check = OpenSSLCheck(place: place, emulator: emulator)
                let serial = try #require(try ending.json["serialNumber"]?.string)
                let show = try await home.run(["show", order.name, "--output", "json"])
                #expect(try await check.servedSerial(of: order.domain) == serial)
                try await check.verifyChain(in: show.json)
                let secretId = try #require(try ending.json["keyVaultSecretId"]?.string)
                try await check.openBundle(emulator.secret(secretId), serial: serial)
                await emulator.close()
            }
        }
    }

    @Test func `a client that holds its connection open and says nothing does not keep the emulator from stopping`() async throws {
        try await Workplace.with { place in
            let home = SignetHome(place)
            try await stoppingEmulator(of: home) {
                #expect(try await home.run(["emulator", "start"]).way == .exit(0))
                let emulator = try EmulatorControl(readyFile: home.path + "/emulator/ready.json")
                await emulator.close()
                let address = emulator["arm"].replacingOccurrences(of: "https://", with: "")
                let client = try place.start("/usr/bin/env", ["openssl", "s_client", "-quiet", "-connect", address])
                try await eventually("a connection") { client.errorsSoFar.contains("verify return") }
                client.send(SIGSTOP)
            }
        }
    }

    /// The emulator that a command starts by itself outlives that command, so it is stopped by name, when time was up too.
    private func stoppingEmulator<Value>(of home: SignetHome, _ body: () async throws -> Value) async throws -> Value {
        func stop() async throws {
            let ending = try await Task { try await home.run(["emulator", "stop"]) }.value
            #expect(ending.way == .exit(0), "\(ending)")
        }
        do {
            let value = try await body()
            try await stop()
            return value
        } catch {
            try await stop()
            throw error
        }
    }
}

/// The three questions to OpenSSL, a program with no code of ours in it.
struct OpenSSLCheck {
    let place: Workplace
    let emulator: EmulatorControl

    func servedSerial(of host: String) async throws -> String {
        let ending = try await place.tool(
            "openssl",
            "s_client",
            "-connect",
            emulator["frontend"],
            "-servername",
            host,
            "-verify_hostname",
            host,
            "-CAfile",
            emulator["caFile"],
            "-verify_return_error"
        )
        try #require(ending.way == .exit(0), "\(ending)")
        return try await serial(inPEM: place.write(ending.output, to: "served.pem"))
    }

    /// - Parameter order: the order as `signet show` prints it.
    func verifyChain(in order: JSONValue) async throws {
        var files: [String] = []
        for name in ["signedCertificate", "intermediate", "root"] {
            let text = try #require(order["properties"]?[name]?["rawData"]?.string)
            let der = try #require(Data(base64Encoded: text))
            files.append(try place.write(CertificateFacts(der: Array(der)).pem, to: "\(name).pem"))
        }
        let ending = try await place.tool("openssl", "verify", "-CAfile", files[2], "-untrusted", files[1], files[0])
        #expect(ending.way == .exit(0), "\(ending)")
    }

    /// Opens a base64 PFX with an empty password; its key has to fit the certificate with that serial number.
    func openBundle(_ base64: String, serial: String) async throws {
        let file = place.path("bundle.pfx"), opened = place.path("bundle.pem")
        try #require(Data(base64Encoded: base64)).write(to: URL(fileURLWithPath: file))
        let ending = try await place.tool("openssl", "pkcs12", "-in", file, "-passin", "pass:", "-nodes", "-out", opened)
        try #require(ending.way == .exit(0), "\(ending)")
        #expect(try await self.serial(inPEM: opened) == serial)
        let fromKey = try await place.tool("openssl", "pkey", "-in", opened, "-pubout")
        let fromLeaf = try await place.tool("openssl", "x509", "-in", opened, "-noout", "-pubkey")
        #expect(fromKey.output == fromLeaf.output)
        #expect(fromKey.output.contains("PUBLIC KEY"))
    }

    private func serial(inPEM file: String) async throws -> String {
        let ending = try await place.tool("openssl", "x509", "-in", file, "-noout", "-serial")
        try #require(ending.way == .exit(0), "\(ending)")
        return ending.output.trimmingCharacters(in: .whitespacesAndNewlines).replacingOccurrences(of: "serial=", with: "")
    }
}
