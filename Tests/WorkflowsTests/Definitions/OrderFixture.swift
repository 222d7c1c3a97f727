import AppServiceCertificates
import AzureCore
import Foundation
import JSON

@testable import Workflows

/// One order that is served at one host, and everything that may be seen of it: what renewal and reissue are scripted with.
struct OrderFixture {
    static let day = 86_400.0
    let now = Date(timeIntervalSince1970: 1_800_000_000)
    let before = (serial: "0A", thumbprint: String(repeating: "A", count: 40))
    let after = (serial: "0B", thumbprint: String(repeating: "B", count: 40))

    private static func id(_ rest: String) -> ResourceID {
        ResourceID("/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/group/providers/\(rest)")
            ?? .subscription("unreadable")
    }

    let order = id("Microsoft.CertificateRegistration/certificateOrders/web")
    let place = ImportPlace(certificate: id("Microsoft.Web/certificates/web"), plan: id("Microsoft.Web/serverfarms/plan"), location: "here")
    let rollout = Rollout(
        link: VaultPlace(link: "web", vault: id("Microsoft.KeyVault/vaults/vault"), secret: "web"),
        imports: [
            ImportPlace(certificate: id("Microsoft.Web/certificates/web"), plan: id("Microsoft.Web/serverfarms/plan"), location: "here")
        ],
        hosts: [HostPlace(site: id("Microsoft.Web/sites/site"), hostName: "contoso.test")]
    )

    /// The order in a status with a leaf that ends in `daysLeft`, of a term that began `age` days ago.
    func seen(
        _ status: String,
        _ leaf: (serial: String, thumbprint: String),
        daysLeft: Double = 60,
        age: Double = 140,
        autoRenew: Bool = false,
        provenDaysAgo: Double = 10
    ) throws -> OrderObservation {
        var seen = OrderObservation()
        seen.rollout = rollout
        seen.history = OrderHistory(created: now - age * Self.day, provenAt: now - provenDaysAgo * Self.day)
        seen.order = try CertificateOrder(json: [
            "name": "web", "location": "global", "id": .string(order.description),
            "properties": [
                "status": .string(status), "autoRenew": .bool(autoRenew), "serialNumber": .string(leaf.serial),
                "distinguishedName": "CN=contoso.test", "domainVerificationToken": "token",
                "expirationTime": .string(RFC3339.text(now + daysLeft * Self.day)),
                "lastCertificateIssuanceTime": .string(RFC3339.text(now - 100 * 3600)),
                "signedCertificate": [
                    "thumbprint": .string(leaf.thumbprint), "notBefore": .string(RFC3339.text(now - 100 * Self.day)),
                    "notAfter": .string(RFC3339.text(now + daysLeft * Self.day)),
                ],
            ],
        ])
        return seen
    }

    /// Issued again, and brought as far as `reached` says.
    func followed(_ reached: Reached) throws -> OrderObservation {
        var seen = try seen("Issued", after, daysLeft: 198)
        seen.link = try OrderCertificate(json: ["name": "web", "location": "global", "properties": ["provisioningState": "Succeeded"]])
        let stored = reached >= .stored ? after : before
        seen.secret = StoredSecret(id: "https://vault/secrets/web/2", thumbprint: stored.thumbprint)
        let imported = reached >= .imported ? after : before
        seen.webCertificates[place.certificate] = try WebCertificate(json: [
            "name": "web", "location": "here", "properties": ["thumbprint": .string(imported.thumbprint)],
        ])
        let bound = reached >= .bound ? after : before
        seen.bindings["contoso.test"] = HostNameBinding(siteName: "site", thumbprint: bound.thumbprint)
        let served = reached >= .served ? after : before
        seen.served["contoso.test"] = Served(hostName: "contoso.test", serialNumber: served.serial, fault: nil)
        return seen
    }

    enum Reached: Int, Comparable {
        case issued, stored, imported, bound, served
        static func < (left: Reached, right: Reached) -> Bool { left.rawValue < right.rawValue }
    }

    func run(_ outcomes: (step: String, secondsAgo: Double)...) -> Run {
        var entries = [JournalEntry(sequence: 1, kind: .started, step: "", body: [:], at: now - 1000)]
        for (index, outcome) in outcomes.enumerated() {
            entries.append(
                JournalEntry(sequence: Int64(index + 2), kind: .outcome, step: outcome.step, body: [:], at: now - outcome.secondsAgo)
            )
        }
        return Run(
            id: "run",
            workflow: "Renew",
            version: 1,
            subject: order.subject,
            input: [:],
            state: .active,
            entries: entries,
            created: now - 1000,
            updated: now
        )
    }

    var moment: Moment { Moment(profile: now, wall: now) }
}

extension Decision {
    var step: String? { if case .perform(let step) = self { step.name } else { nil } }
    var wait: Wait? { if case .wait(let wait) = self { wait } else { nil } }
    var problem: Problem? { if case .stop(let problem) = self { problem } else { nil } }
    var result: JSONValue? { if case .finish(let result) = self { result } else { nil } }
}
