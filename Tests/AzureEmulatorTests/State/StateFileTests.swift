import CertificateMaterial
import Foundation
import JSON
import TestSupport
import Testing

@testable import AzureEmulator

@Suite struct StateFileTests {
    private let path = FileManager.default.temporaryDirectory.path + "/emulator-state-\(guid()).sqlite"

    /// Saves and opens again, as a restart does.
    private func restarted(_ rig: inout Rig) async throws -> Rig {
        do {
            let file = try StateFile(path: path)
            try await file.save(rig.emulator.takeChange(real: rig.real))
        }
        var next = rig
        next.emulator = try #require(try StateFile(path: path).load(at: rig.real))
        next.emulator.state.spareKeys = rig.state.spareKeys
        return next
    }

    @Test func `a restart goes on where the emulator was, half-done work and snapshots included`() async throws {
        var rig = try Rig()
        _ = rig.importCertificate()
        rig.map("shop.example")
        _ = rig.control("POST", "/snapshots/one")
        _ = rig.control("POST", "/faults", ["match": ["path": "*/none/*"], "effect": ["status": 503], "times": 2])
        _ = rig.control("POST", "/clients", ["displayName": "guest"])
        rig.set(["leafValidityDays": 47])
        _ = rig.arm("POST", "\(rig.order("shop"))/reissue", ["properties": [:]])
        let before = rig.arm("GET", rig.order("shop")).json

        var next = try await restarted(&rig)
        #expect(next.arm("GET", next.order("shop")).json == before)
        #expect(next.control("GET", "/ledger").json == rig.control("GET", "/ledger").json)
        #expect(next.control("GET", "/faults").json == rig.control("GET", "/faults").json)
        #expect(next.control("GET", "/clients").json == rig.control("GET", "/clients").json)
        #expect(next.control("GET", "/settings").json["leafValidityDays"] == 47)
        next.wait(seconds: 2)
        #expect(next.status("shop") == "Issued" && next.state.ledger.issuances.count == 2)
        #expect(next.control("POST", "/snapshots/one/restore").status == 204)
        #expect(next.control("GET", "/settings").json["leafValidityDays"] == 198)
        #expect(next.control("POST", "/reset").status == 204)
        #expect(next.arm("GET", next.order("shop")).status == 404)
        try FileManager.default.removeItem(atPath: path)
    }

    @Test func `certificates, federated credentials and managed identities come through a restart, a snapshot and not a reset`()
        async throws
    {
        var rig = try Rig()
        let client = rig.state.tenant.client.appID
        let pem = try TestAssertion.certificate(of: TestKeys.shared()).pem
        _ = rig.control("POST", "/clients/\(client)/certificates", ["pem": .string(pem)])
        let signer = try #require(rig.emulator.state.tokenSigner)
        let keys: JSONValue = ["keys": [try signer.jwk(issuer: "https://issuer.example")]]
        let federated: JSONValue = ["name": "f", "issuer": "https://issuer.example", "subject": "s", "keys": keys]
        _ = rig.control("POST", "/clients/\(client)/federatedCredentials", federated)
        _ = rig.control("POST", "/identities", ["type": "UserAssigned", "displayName": "u"])
        _ = rig.control("POST", "/snapshots/one")
        func shown(_ rig: inout Rig) -> [JSONValue] {
            [rig.control("GET", "/clients").json, rig.control("GET", "/identities").json]
        }
        let before = shown(&rig)
        #expect(before[0]["clients"]?[0]?["keyCredentials"]?.array?.count == 1)
        #expect(before[0]["clients"]?[0]?["federatedIdentityCredentials"]?.array?.count == 1)
        #expect(before[1]["identities"]?.array?.count == 1)

        var next = try await restarted(&rig)
        #expect(shown(&next) == before)
        #expect(next.state.issuerKeys["https://issuer.example"]?.key(named: signer.keyID) != nil)
        _ = next.control("POST", "/reset")
        #expect(next.control("GET", "/clients").json["clients"]?.array?.isEmpty == true)
        #expect(next.control("GET", "/identities").json["environment"] == before[1]["environment"])
        _ = next.control("POST", "/snapshots/one/restore")
        #expect(shown(&next) == before)
        try FileManager.default.removeItem(atPath: path)
    }

    @Test func `later changes are written one by one, removals too`() async throws {
        var rig = try Rig()
        rig.issue("a")
        rig = try await restarted(&rig)
        rig.issue("b")
        _ = rig.arm("DELETE", rig.order("a"))
        #expect(rig.emulator.takeChange(real: rig.real).isWhole == false)
        _ = rig.arm("PATCH", rig.order("b"), ["tags": ["k": "v"]])
        #expect(rig.emulator.takeChange(real: rig.real).resources.map(\.id) == [rig.order("b").lowercased()])
        try FileManager.default.removeItem(atPath: path)
    }

    @Test(arguments: ["", "this is no database"])
    func `a damaged file is refused and kept as it is`(text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        let error = #expect(throws: EmulatorError.self) { try StateFile(path: path) }
        #expect(error?.description.contains("damaged") == true)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data(text.utf8))
        try FileManager.default.removeItem(atPath: path)
    }

    @Test func `a file in use is refused`() throws {
        let first = try StateFile(path: path)
        let error = #expect(throws: EmulatorError.self) { try StateFile(path: path) }
        #expect(error?.description.contains("in use") == true)
        withExtendedLifetime(first) {}
        try FileManager.default.removeItem(atPath: path)
    }

    @Test func `a stopped emulator starts again with what it had, on the same ports`() async throws {
        var options = EmulatorOptions()
        options.stateFile = path
        let first = try await EmulatorServer.start(options)
        await first.stop()
        let second = try await EmulatorServer.start(options)
        #expect(second.ready.arm == first.ready.arm && second.ready.clientSecret == first.ready.clientSecret)
        await second.stop()
        try FileManager.default.removeItem(atPath: path)
    }
}
