import Foundation
import HTTPTypes
import JSON
import Testing

/// The verbs for what is there already, from the command line.
@Suite(.fewAtOnce, .timeLimit(.minutes(10))) struct VerbTests {
    @Test func `a proof is made young again, and a second plan says when that was`() async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.emulator.stage(name: "proven", daysLeft: 100, termDaysLeft: 250, validatedDaysAgo: 180)
            let planned = try await sandbox.home.run(["plan", "verify-domain", "proven", "--detailed-exitcode", "--output", "json"])
            try #require(planned.way == .exit(2), "\(planned)")
            #expect(try planned.json["calls"]?.array?.last?["path"]?.string?.hasSuffix("/verifyDomainOwnership") == true)
            let proven = try await sandbox.home.run(["verify-domain", "proven", "--output", "json"])
            try #require(proven.way == .exit(0), "\(proven)")
            #expect(try proven.json["provenAt"]?.string?.isEmpty == false)
            #expect(try await sandbox.emulator.requests("POST", endingIn: "/proven/verifyDomainOwnership") == 1)
        }
    }

    @Test func `a certificate bought elsewhere is stored in a vault once, and bound from there`() async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.stage(["name": "loose", "domain": "loose.test", "status": "Issued", "daysLeft": 100, "termDaysLeft": 200])
            let words = ["store", "loose", "--key-vault", "demo-vault", "--secret", "kept"]
            let stored = try await sandbox.home.run(words + ["--output", "json"])
            try #require(stored.way == .exit(0), "\(stored)")
            #expect(try stored.json["keyVaultSecretId"]?.string?.contains("/secrets/kept/") == true, "\(stored)")
            #expect(try await sandbox.home.run(["plan"] + words + ["--detailed-exitcode"]).way == .exit(0))
            let elsewhere = try await sandbox.home.run(["store", "loose", "--key-vault", "demo-vault", "--secret", "other"])
            #expect(elsewhere.way != .exit(0) && elsewhere.errors.contains("as secret kept"), "\(elsewhere)")
            let bound = try await sandbox.home.run(["bind", "loose", "--site", "demo-site", "--hostname", "loose.test"])
            try #require(bound.way == .exit(0), "\(bound)")
            #expect(try await sandbox.emulator.served("loose.test") == stored.json["serialNumber"]?.string)
        }
    }

    @Test func `a vault that is not there is named before anything is sent`() async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.stage(["name": "loose", "domain": "loose.test", "status": "Issued", "daysLeft": 100, "termDaysLeft": 200])
            let refused = try await sandbox.home.run(["store", "loose", "--key-vault", "no-such-vault"])
            #expect(refused.way != .exit(0) && refused.errors.contains("vault no-such-vault"), "\(refused)")
            #expect(try await sandbox.emulator.requests("PUT", endingIn: "/loose/certificates/loose") == 0)
        }
    }

    @Test func `all hosts of an order are probed, and one that serves something else fails the proof`() async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.emulator.stage(name: "proven", daysLeft: 100, termDaysLeft: 250)
            let proven = try await sandbox.home.run(["probe", "--order", "proven", "--output", "json"])
            try #require(proven.way == .exit(0), "\(proven)")
            #expect(try proven.json["served"]?.array?.first?["shows"] == "current")
            #expect(try await sandbox.home.run(["runs", "list"]).output.contains("Probe"))
            try await sandbox.call("AppServiceCertificateOrders_Reissue", ["certificateOrderName": "proven"], ["properties": [:]])
            try await sandbox.emulator.settled("proven")
            let stale = try await sandbox.home.run(["probe", "--order", "proven"])
            #expect(stale.way == .exit(1) && stale.output.contains("another"), "\(stale)")
            #expect(try await sandbox.home.run(["probe", "proven.test", "--order", "proven"]).way == .exit(64))
        }
    }

    @Test func `a further host name is bound and served, and binding it again changes nothing`() async throws {
        try await Sandbox.with { sandbox in
            let order = TestOrder(name: "bound")
            let first = try await sandbox.home.run(order.arguments)
            try #require(first.way == .exit(0), "\(first)")
            let words = ["bind", order.name, "--site", "demo-site", "--hostname", "www.bound.test"]
            let bound = try await sandbox.home.run(words + ["--output", "json"])
            try #require(bound.way == .exit(0), "\(bound)")
            #expect(try await sandbox.emulator.served("www.bound.test") == first.json["serialNumber"]?.string)
            #expect(try bound.json["apps"]?.array?.first?["ok"] == true)
            #expect(try await sandbox.home.run(["plan"] + words + ["--detailed-exitcode"]).way == .exit(0))
        }
    }

    @Test func `a host name the certificate does not cover is refused before anything is sent`() async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.emulator.stage(name: "narrow", daysLeft: 100, termDaysLeft: 250)
            let refused = try await sandbox.home.run(["bind", "narrow", "--site", "demo-site", "--hostname", "shop.narrow.test"])
            #expect(refused.way == .exit(64) && refused.errors.contains("does not cover shop.narrow.test"), "\(refused)")
        }
    }

    @Test func `a certificate that came by another way is synced to every site that has the one before`() async throws {
        try await Sandbox.with { sandbox in
            let order = TestOrder(name: "synced")
            let first = try await sandbox.home.run(order.arguments)
            try #require(first.way == .exit(0), "\(first)")
            let before = try await sandbox.thumbprint(order.name)
            try await sandbox.call("AppServiceCertificateOrders_Reissue", ["certificateOrderName": "synced"], ["properties": [:]])
            try await eventually("a new certificate") {
                let shown = try await sandbox.home.run(["show", order.name, "--output", "json"])
                let now = try shown.json["properties"]?["signedCertificate"]?["thumbprint"]?.string
                return now != nil && now != before
            }
            let synced = try await sandbox.home.run(["sync", order.name, "--output", "json"])
            try #require(synced.way == .exit(0), "\(synced)")
            let serial = try synced.json["serialNumber"]?.string
            #expect(try serial != first.json["serialNumber"]?.string)
            #expect(try await sandbox.emulator.served(order.domain) == serial)
            #expect(try synced.json["apps"]?.array?.first?["ok"] == true)
            #expect(try await sandbox.home.run(["plan", "sync", order.name, "--detailed-exitcode"]).way == .exit(0))
        }
    }

    @Test func `sync imports only the copies that are not the present certificate yet, and says which were`() async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.emulator.stage(name: "twice", daysLeft: 100, termDaysLeft: 250)
            // A copy in another region is one of another webspace, so that both can be the same certificate.
            let other = sandbox.plan.replacing("demo-plan", with: "north-plan")
            let plan: JSONValue = ["location": "North Europe", "sku": ["name": "B1", "tier": "Basic"], "properties": [:]]
            try await sandbox.emulator.resourceManager(.put, other, "2025-05-01", plan)
            let north: JSONValue = [
                "location": "North Europe",
                "properties": [
                    "keyVaultId": .string(sandbox.vault), "keyVaultSecretName": "twice", "serverFarmId": .string(other), "password": "",
                ],
            ]
            try await sandbox.call("Certificates_CreateOrUpdate", ["name": "twice-north"], north)
            let before = try await sandbox.thumbprint("twice")
            try await sandbox.call("AppServiceCertificateOrders_Reissue", ["certificateOrderName": "twice"], ["properties": [:]])
            try await eventually("a new leaf") { try await sandbox.thumbprint("twice") != before }
            try await eventually("a stored leaf") { try await sandbox.finding("twice", "secret twice").level == "ok" }
            try await sandbox.call("Certificates_CreateOrUpdate", ["name": "twice-north"], north)
            try await sandbox.emulator.control(.delete, "requests")

            let planned = try await sandbox.home.run(["plan", "sync", "twice"])
            #expect(planned.output.contains("already current: twice-north"), "\(planned)")
            #expect(!planned.output.contains("import it as twice-north"), "\(planned)")
            let synced = try await sandbox.home.run(["sync", "twice", "--output", "json"])
            try #require(synced.way == .exit(0), "\(synced)")
            #expect(try synced.json["alreadyCurrent"]?.array?.map { $0.string?.hasSuffix("/twice-north") } == [true])
            #expect(try await sandbox.emulator.requests("PUT", endingIn: "/certificates/twice") == 1)
            let again = try await sandbox.home.run(["sync", "twice"])
            #expect(again.way == .exit(0) && again.output.contains("already current"), "\(again)")
            #expect(again.errors.contains("already current: twice, twice-north") && !again.output.contains("imported as"), "\(again)")
            #expect(try await sandbox.emulator.requests("PUT", endingIn: "/certificates/twice") == 1)
            #expect(try await sandbox.emulator.requests("PUT", endingIn: "/certificates/twice-north") == 0)
        }
    }

    @Test func `a reissue is planned without a charge and applied`() async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.emulator.stage(name: "rekey", daysLeft: 100, termDaysLeft: 250)
            let file = sandbox.place.path("plan.json")
            let planned = try await sandbox.home.run(["plan", "reissue", "rekey", "--overlap", "24", "--out", file, "--output", "json"])
            try #require(planned.way == .exit(0), "\(planned)")
            #expect(try planned.json["charge"] == .null)
            #expect(try planned.json["input"]?["overlapHours"] == 24)
            let applied = try await sandbox.home.run(["apply", file, "--output", "json"])
            try #require(applied.way == .exit(0), "\(applied)")
            #expect(try applied.json["serialNumber"] != planned.json["observed"]?["serialNumber"])
            #expect(try await sandbox.home.run(["apply", file]).way == .exit(4))
            #expect(try await sandbox.emulator.requests("POST", endingIn: "/rekey/reissue") == 1)
        }
    }

    @Test func `retiring tells everything that breaks, asks, and never breaks what is served unless told to`() async throws {
        try await Sandbox.with { sandbox in
            let order = TestOrder(name: "ended")
            try #require(try await sandbox.home.run(order.arguments).way == .exit(0))
            let planned = try await sandbox.home.run(["plan", "retire", order.name, "--detailed-exitcode", "--output", "json"])
            try #require(planned.way == .exit(1), "\(planned)")
            #expect(try planned.json["blastRadius"]?["hostNames"] == ["ended.test"])
            #expect(try planned.json["calls"]?.array?.last?["method"] == "DELETE")
            let served = try await sandbox.home.run(["retire", order.name, "--accept-revocation"])
            #expect(served.way == .exit(4) && served.errors.contains("--revoke-while-served"), "\(served)")
            let unasked = try await sandbox.home.run(["retire", order.name, "--revoke-while-served"])
            #expect(unasked.way == .exit(4) && unasked.errors.contains("--accept-revocation"), "\(unasked)")
            #expect(try await sandbox.emulator.requests("DELETE", endingIn: "/ended") == 0)
            let ended = try await sandbox.home.run(["retire", order.name, "--unbind", "--accept-revocation", "--output", "json"])
            try #require(ended.way == .exit(0), "\(ended)")
            #expect(try ended.json["unbound"] == ["ended.test"])
            #expect(try await sandbox.emulator.control(.get, "ledger")["revocations"]?.array?.count == 1)
            // The deleted secret holds its name for a while.
            let again = try await sandbox.home.run(order.arguments + ["--secret", "ended-again"])
            #expect(again.way == .exit(0), "its name can be ordered again: \(again)")
        }
    }
}
