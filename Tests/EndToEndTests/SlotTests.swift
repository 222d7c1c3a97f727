import Foundation
import HTTPTypes
import JSON
import Testing

/// Deployment slots serve host names of their own, and are in no list of sites.
@Suite(.fewAtOnce, .timeLimit(.minutes(10))) struct SlotTests {
    private let host = "www.slotted.test"

    /// An issued order that no site serves, and a slot of the demo site.
    private func stage(_ sandbox: Sandbox) async throws {
        // Proven by its record, so that the certificate names the www too.
        let ordered = try await sandbox.home.run(["order", "slotted", "--domain", "slotted.test", "--key-vault", "demo-vault"])
        try #require(ordered.way == .exit(0), "\(ordered)")
        let site = sandbox.plan.replacing("serverfarms/demo-plan", with: "sites/demo-site")
        try await sandbox.emulator.resourceManager(.put, "\(site)/slots/staging", "2025-05-01", ["properties": [:]])
    }

    private func bind(_ sandbox: Sandbox) async throws -> Ending {
        try await sandbox.home.run(
            ["bind", "slotted", "--site", "demo-site/staging", "--hostname", host, "--output", "json"]
        )
    }

    @Test func `a host name of a slot is bound, planned for, rekeyed, and keeps its order from being retired`() async throws {
        try await Sandbox.with { sandbox in
            try await stage(sandbox)
            let bound = try await bind(sandbox)
            try #require(bound.way == .exit(0), "\(bound)")
            #expect(try bound.json["apps"]?.array?.first?["site"]?.string?.hasSuffix("/sites/demo-site/slots/staging") == true)
            let planned = try await sandbox.home.run(["plan", "reissue", "slotted", "--output", "json"])
            #expect(try planned.json["blastRadius"]?["hostNames"] == [.string(host)], "\(planned)")
            let followed = try await sandbox.home.run(["reissue", "slotted", "--output", "json"])
            try #require(followed.way == .exit(0), "\(followed)")
            #expect(try followed.json["served"]?.array?.map { $0["hostName"] } == [.string(host)])
            #expect(try await sandbox.emulator.served(host) == followed.json["serialNumber"]?.string)
            let refused = try await sandbox.home.run(["retire", "slotted", "--accept-revocation"])
            #expect(refused.way == .exit(4) && refused.errors.contains(host) && refused.errors.contains("demo-site/staging"), "\(refused)")
            #expect(try await sandbox.emulator.requests("DELETE", endingIn: "/slotted") == 0)
            let retired = try await sandbox.home.run(["retire", "slotted", "--unbind", "--accept-revocation", "--output", "json"])
            try #require(retired.way == .exit(0), "\(retired)")
            #expect(try retired.json["unbound"] == [.string(host)])
        }
    }

    @Test func `a slot that shows the certificate before is found by status and mended by sync`() async throws {
        try await Sandbox.with { sandbox in
            try await stage(sandbox)
            try #require(try await bind(sandbox).way == .exit(0))
            let before = try await sandbox.thumbprint("slotted")
            try await sandbox.call("AppServiceCertificateOrders_Reissue", ["certificateOrderName": "slotted"], ["properties": [:]])
            try await eventually("a new leaf") { try await sandbox.thumbprint("slotted") != before }
            try await eventually("a stored leaf") { try await sandbox.finding("slotted", "secret slotted").level == "ok" }
            let stale = try await sandbox.finding("slotted", "web certificate slotted")
            #expect(stale.level == "failed" && stale.detail.contains("\(host) serves"), "\(stale)")
            let synced = try await sandbox.home.run(["sync", "slotted", "--output", "json"])
            try #require(synced.way == .exit(0), "\(synced)")
            #expect(try synced.json["apps"]?.array?.first?["ok"] == true, "\(synced)")
            #expect(try await sandbox.finding("slotted", "host \(host)").level == "ok")
        }
    }

    @Test(arguments: ["demo-site/nowhere", "nowhere/staging", "/staging", "demo-site/"])
    func `a slot that is not there, or no name of one, is refused and nothing is bound`(site: String) async throws {
        try await Sandbox.with { sandbox in
            try await stage(sandbox)
            let refused = try await sandbox.home.run(["bind", "slotted", "--site", site, "--hostname", host])
            #expect(refused.way == .exit(site.hasPrefix("/") || site.hasSuffix("/") ? 64 : 1), "\(refused)")
            #expect(try await sandbox.emulator.requests("PUT", endingIn: "/hostNameBindings/\(host)") == 0)
        }
    }
}
