import CertificateMaterial
import Foundation
import HTTPTypes
import JSON
import Testing

/// Whose key a certificate has, from the command line: the service's, one sealed here, or one that never comes here.
@Suite(.fewAtOnce, .timeLimit(.minutes(10))) struct KeyTests {
    private func records(_ home: SignetHome) async throws -> [String] {
        let all = try await home.run(["credential", "list", "--output", "json"]).json.array ?? []
        return all.filter { $0["kind"] == "private-key" }.compactMap { $0["name"]?.string }
    }

    private func order(_ name: String, _ sandbox: Sandbox) async throws -> JSONValue {
        try await sandbox.call("AppServiceCertificateOrders_Get", ["certificateOrderName": name])["properties"] ?? nil
    }

    /// What the vault holds opens without a password and serves the order's leaf.
    private func expectStored(_ ending: Ending, _ sandbox: Sandbox) async throws {
        let id = try #require(ending.json["keyVaultSecretId"]?.string, "\(ending)")
        let pfx = try #require(Data(base64Encoded: try await sandbox.emulator.secret(id)))
        let bundle = try PKCS12(bytes: Array(pfx))
        #expect(bundle.keyMatchesLeaf && bundle.chain.count >= 2)
        #expect(bundle.chain.first?.thumbprint == (try ending.json["thumbprint"]?.string))
    }

    @Test func `a sealed key is ordered with, stored from here, served, and followed by another one`() async throws {
        try await Sandbox.with { sandbox in
            let test = TestOrder(name: "sealed")
            let ordered = try await sandbox.home.run(test.arguments + ["--key", "sealed"])
            try #require(ordered.way == .exit(0), "\(ordered)")
            try await expectStored(ordered, sandbox)
            #expect(try await sandbox.emulator.served(test.domain) == ordered.json["serialNumber"]?.string)
            let first = try await records(sandbox.home)
            #expect(first == ["sealed@\(try ordered.json["run"]?.string ?? "")"])
            let bought = try await order(test.name, sandbox)
            #expect(bought["isPrivateKeyExternal"] == true && bought["certificates"]?.object?.isEmpty ?? true)

            let bound = try await sandbox.home.run(
                ["bind", test.name, "--site", "demo-site", "--hostname", "www.sealed.test", "--output", "json"]
            )
            try #require(bound.way == .exit(0), "\(bound)")
            #expect(try await sandbox.emulator.served("www.sealed.test") == ordered.json["serialNumber"]?.string)

            try await sandbox.emulator.advance(days: 140)
            let renewed = try await sandbox.home.run(["renew", test.name, "--output", "json"])
            try #require(renewed.way == .exit(0), "\(renewed)")
            try await expectStored(renewed, sandbox)
            // By the emulator's clock: for this machine's the certificate of a later day is not valid yet.
            #expect(try renewed.json["served"]?.array?.map { $0["ok"] } == [true, true])
            #expect(try renewed.json["served"]?.array?.first?["serialNumber"] == renewed.json["serialNumber"])
            let second = try await records(sandbox.home)
            #expect(second.count == 1 && second != first)
            #expect(try await order(test.name, sandbox)["csr"] != bought["csr"])
            #expect(try await sandbox.emulator.bill(of: test.name).charges == 1)
        }
    }

    @Test func `a reissue changes whose the key is, both ways, with the site served all the while`() async throws {
        try await Sandbox.with { sandbox in
            let test = TestOrder(name: "changed")
            try #require(try await sandbox.home.run(test.arguments).way == .exit(0))
            let sealed = try await sandbox.home.run(["reissue", test.name, "--key", "sealed", "--output", "json"])
            try #require(sealed.way == .exit(0), "\(sealed)")
            try await expectStored(sealed, sandbox)
            #expect(try await records(sandbox.home).count == 1)
            #expect(try await order(test.name, sandbox)["isPrivateKeyExternal"] == true)
            #expect(try await sandbox.emulator.served(test.domain) == sealed.json["serialNumber"]?.string)

            let back = try await sandbox.home.run(["reissue", test.name, "--key", "platform", "--output", "json"])
            try #require(back.way == .exit(0), "\(back)")
            try await expectStored(back, sandbox)
            #expect(try await records(sandbox.home).isEmpty)
            #expect(try await order(test.name, sandbox)["isPrivateKeyExternal"] == false)
            #expect(try await sandbox.emulator.served(test.domain) == back.json["serialNumber"]?.string)
        }
    }

    @Test func `an order that was sealed from the start can be the platform's later, in the same secret`() async throws {
        try await Sandbox.with { sandbox in
            let test = TestOrder(name: "given-back")
            let ordered = try await sandbox.home.run(test.arguments + ["--key", "sealed"])
            try #require(ordered.way == .exit(0), "\(ordered)")
            let back = try await sandbox.home.run(["reissue", test.name, "--key", "platform", "--output", "json"])
            try #require(back.way == .exit(0), "\(back)")
            try await expectStored(back, sandbox)
            #expect(try await order(test.name, sandbox)["certificates"]?["given-back"]?["provisioningState"] == "Succeeded")
        }
    }

    @Test func `for a signing request without a host the run ends when it is issued and says what to do`() async throws {
        try await Sandbox.with { sandbox in
            let key = try RSAPrivateKey.generate()
            let csr = try sandbox.place.write(SigningRequest.make(key: key, commonName: "given.test").pem, to: "given.csr")
            let ordered = try await sandbox.home.run(["order", "given", "--csr", csr, "--output", "json"])
            try #require(ordered.way == .exit(0), "\(ordered)")
            #expect(try ordered.json["status"] == "Issued" && ordered.json["key"] == "supplied")
            #expect(try ordered.json["next"]?.string?.contains("signet show given --chain") == true)
            let shown = try await sandbox.home.run(["show", "given", "--chain"])
            let chain = try CertificateFacts.all(inPEM: shown.output)
            #expect(chain.first?.publicKeyInfo == key.publicKey && chain.count >= 2)
            let renewed = try await sandbox.home.run(["renew", "given"])
            #expect(renewed.way == .exit(64) && renewed.errors.contains("--csr FILE"), "\(renewed)")
            #expect(try await records(sandbox.home).isEmpty)
        }
    }

    @Test func `for a signing request with a host the run ends when that serves the certificate`() async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.emulator.stage(name: "before", daysLeft: 100, termDaysLeft: 200)
            let (key, host) = (try RSAPrivateKey.generate(), "before.test")
            let csr = try sandbox.place.write(SigningRequest.make(key: key, commonName: host).pem, to: "host.csr")
            let ordering = try sandbox.home.start(["order", "own", "--csr", csr, "--hostname", host, "--output", "json"])
            try await eventually("the certificate to install") {
                try #require(ordering.isRunning, "\(ordering.errorsSoFar)")
                return ordering.errorsSoFar.contains("signet show own --chain")
            }
            let chain = try CertificateFacts.all(inPEM: try await sandbox.home.run(["show", "own", "--chain"]).output)
            let pfx = try Data(PKCS12.encode(key: key, chain: chain, passphrase: "p")).base64EncodedString()
            let upload: JSONValue = [
                "location": "West Europe", "properties": ["pfxBlob": .string(pfx), "password": "p", "serverFarmId": .string(sandbox.plan)],
            ]
            let made = try await sandbox.call("Certificates_CreateOrUpdate", ["name": "own"], upload)
            let thumbprint = made["properties"]?["thumbprint"]?.string ?? ""
            let site = ["name": "demo-site", "hostName": host]
            try await sandbox.call("WebApps_CreateOrUpdateHostNameBinding", site, Sandbox.binding(thumbprint))
            let ended = try await ordering.ending()
            try #require(ended.way == .exit(0), "\(ended)")
            #expect(try ended.json["served"]?.array?.first?["ok"] == true)
            #expect(try await sandbox.emulator.served(host) == ended.json["serialNumber"]?.string)
        }
    }

    @Test func `retiring removes the sealed key once the order is gone, and the name can be ordered with a new one`() async throws {
        try await Sandbox.with { sandbox in
            let test = TestOrder(name: "retired")
            let ordered = try await sandbox.home.run(test.arguments + ["--key", "sealed"])
            try #require(ordered.way == .exit(0), "\(ordered)")
            let first = try await records(sandbox.home)
            #expect(first.count == 1)
            let planned = try await sandbox.home.run(["plan", "retire", test.name, "--unbind", "--output", "json"])
            let last = try planned.json["calls"]?.array?.last
            #expect(last?["method"] == "LOCAL" && last?["path"]?.string == first.first, "\(planned)")
            #expect(last?["condition"] == "once the order is gone")
            let refused = try await sandbox.home.run(["retire", test.name, "--accept-revocation"])
            #expect(refused.way == .exit(4), "\(refused)")
            #expect(try await records(sandbox.home) == first, "an order that stays keeps its key")
            let retired = try await sandbox.home.run(["retire", test.name, "--unbind", "--accept-revocation", "--output", "json"])
            try #require(retired.way == .exit(0), "\(retired)")
            #expect(try retired.json["removedKeys"] == [.string(first.first ?? "")])
            #expect(try await records(sandbox.home).isEmpty)
            let again = try await sandbox.home.run(test.arguments + ["--key", "sealed"])
            try #require(again.way == .exit(0), "\(again)")
            let second = try await records(sandbox.home)
            #expect(second.count == 1 && second != first)
            #expect(try await sandbox.emulator.served(test.domain) == again.json["serialNumber"]?.string)
        }
    }

    /// Around the key and the purchase: a process that dies there leaves a key that the next one finds.
    @Test(arguments: ["before outcome make-key", "after outcome make-key", "before outcome place-order"])
    func `killed around a sealed key, the order is bought once and served with the one key that was made`(point: String) async throws {
        try await Sandbox.with { sandbox in
            let test = TestOrder(name: "killed")
            let file = sandbox.place.path("points")
            let points = [
                "after started", "before intent make-key", "after intent make-key", "before outcome make-key", "after outcome make-key",
            ]
            let all = points + ["before intent place-order", "after intent place-order", "before outcome place-order"]
            let number = try #require(all.firstIndex(of: point)) + 1
            let hold = ["SIGNET_CRASH_POINTS": file, "SIGNET_HOLD_AT": String(number)]
            let command = try sandbox.home.start(test.arguments + ["--key", "sealed"], hold)
            try await eventually("the point") {
                try #require(command.isRunning, "\(command.errorsSoFar)")
                return (try? String(contentsOfFile: file, encoding: .utf8))?.split(separator: "\n").count ?? 0 >= number
            }
            command.send(SIGKILL)
            _ = try await command.ending()
            let made = try await records(sandbox.home)
            #expect(made.count == 1)
            let again = try await sandbox.home.run(test.again)
            try #require(again.way == .exit(0), "\(again)")
            try await expectStored(again, sandbox)
            #expect(try await records(sandbox.home) == made)
            let bill = try await sandbox.emulator.bill(of: test.name)
            #expect(bill.purchases == 1 && bill.serialNumbers.count == 1, "\(bill)")
        }
    }
}
