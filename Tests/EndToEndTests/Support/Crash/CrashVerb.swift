import Foundation
import HTTPTypes
import JSON

/// One row of the crash matrix: a verb in a situation, what it takes to get there, and what it may cost.
struct CrashVerb: Sendable {
    let name: String
    /// What a whole life of it buys, however often it was killed; each purchase is charged once, and one certificate issued.
    let purchases: Int
    var issuances = 1
    var end = End.served
    /// Whether each life is in a home of its own.
    var hasOwnHome = false
    var prepare: @Sendable (Sandbox, TestOrder) async throws -> Void = { _, _ in }
    let arguments: @Sendable (Sandbox, TestOrder) -> [String]
    /// What goes on with it; nil is the same again.
    var again: (@Sendable (TestOrder) -> [String])?
    /// Whether a replica may lag behind a purchase, which makes an order that was just placed look missing.
    var lags = false

    /// How a whole life ends.
    enum End: Sendable {
        /// The newest certificate is served.
        case served
        /// With the answer of one call; it is waited for what that call began.
        case answered
        /// The vault's secret holds the certificate, and the order has one link.
        case stored
        /// The order is gone, its one certificate revoked once, and no key of it is left.
        case gone
    }

    /// A new verb is a new line here.
    static let all = [
        CrashVerb(name: "order", purchases: 1, arguments: { $1.arguments }, again: \.again, lags: true),
        staged("renew free", "renew", purchases: 0, daysLeft: 40, termDaysLeft: 150),
        staged("renew charged", "renew", purchases: 1, daysLeft: 20, termDaysLeft: 20),
        staged("renew stale", "renew", purchases: 0, daysLeft: 40, termDaysLeft: 150, validatedDaysAgo: 220),
        staged("reissue", "reissue", purchases: 0, daysLeft: 100, termDaysLeft: 200),
        staged("reissue stale", "reissue", purchases: 0, daysLeft: 100, termDaysLeft: 200, validatedDaysAgo: 190),
        due, applied, verifyDomain, store, bind, sync, probe, call, sealed, retired, retiredSealed, adopted, listed,
    ]

    /// The platform renews it, and somebody takes it over.
    private static let adopted = CrashVerb(
        name: "adopt",
        purchases: 0,
        issuances: 0,
        prepare: { try await $0.emulator.stage(name: $1.name, daysLeft: 100, termDaysLeft: 200, autoRenew: true) },
        arguments: { ["adopt", $1.name, "--renewed-by", "signet", "--resource-group", "demo-group", "--output", "json"] }
    )

    /// It is about no order, so each life has a home where nobody else lists.
    private static let listed = CrashVerb(
        name: "list all",
        purchases: 0,
        issuances: 0,
        hasOwnHome: true,
        prepare: { try await $0.emulator.stage(name: $1.name, daysLeft: 100, termDaysLeft: 200) },
        arguments: { _, _ in ["list", "--all-subscriptions", "--output", "json"] }
    )

    /// In a group of its own, since it takes all that end soon.
    private static let due = CrashVerb(
        name: "renew due",
        purchases: 0,
        prepare: { sandbox, order in
            try await sandbox.emulator.stage(name: order.name, daysLeft: 40, termDaysLeft: 150, group: "group-\(order.name)")
            try await sandbox.adopt(order.name)
        },
        arguments: { ["renew", "--due", "60d", "--resource-group", "group-\($1.name)", "--output", "json"] }
    )

    private static let applied = CrashVerb(
        name: "apply",
        purchases: 1,
        prepare: { sandbox, order in
            try await sandbox.emulator.stage(name: order.name, daysLeft: 20, termDaysLeft: 20)
            try await sandbox.adopt(order.name)
            let file = sandbox.place.path("\(order.name).plan")
            let planned = try await sandbox.home.run(["plan", "renew", order.name, "--resource-group", "demo-group", "--out", file])
            guard planned.way == .exit(0) else { throw NotPrepared(ending: planned) }
        },
        arguments: { ["apply", $0.place.path("\($1.name).plan"), "--output", "json"] }
    )

    private static let sealed = CrashVerb(
        name: "order sealed",
        purchases: 1,
        arguments: { $1.arguments + ["--key", "sealed"] },
        again: \.again,
        lags: true
    )

    private static let retired = CrashVerb(
        name: "retire",
        purchases: 0,
        issuances: 0,
        end: .gone,
        prepare: { try await $0.emulator.stage(name: $1.name, daysLeft: 100, termDaysLeft: 200) },
        arguments: { retiring($1) }
    )

    private static let retiredSealed = CrashVerb(
        name: "retire sealed",
        purchases: 1,
        end: .gone,
        prepare: { sandbox, order in
            let ordered = try await sandbox.home.run(order.arguments + ["--key", "sealed"])
            guard ordered.way == .exit(0) else { throw NotPrepared(ending: ordered) }
        },
        arguments: { retiring($1) }
    )

    private static func retiring(_ order: TestOrder) -> [String] {
        ["retire", order.name, "--resource-group", "demo-group", "--unbind", "--accept-revocation", "--output", "json"]
    }

    struct NotPrepared: Error {
        let ending: Ending
    }

    /// How many points a life passes that nobody harms.
    static let points = [
        "order": 39, "renew free": 11, "renew charged": 11, "renew stale": 23, "reissue": 11, "reissue stale": 23, "renew due": 11,
        "apply": 11, "verify-domain": 15, "store": 7, "bind": 19, "sync": 7, "probe": 3, "api renew": 7, "order sealed": 43, "retire": 19,
        "retire sealed": 19,
        "adopt": 7, "list all": 3,
    ]

    private static let verifyDomain = CrashVerb(
        name: "verify-domain",
        purchases: 0,
        issuances: 0,
        prepare: { try await $0.emulator.stage(name: $1.name, daysLeft: 100, termDaysLeft: 200, validatedDaysAgo: 150) },
        arguments: { ["verify-domain", $1.name, "--resource-group", "demo-group", "--output", "json"] }
    )

    /// Bought by somebody else, and in no vault yet.
    private static let store = CrashVerb(
        name: "store",
        purchases: 0,
        issuances: 0,
        end: .stored,
        prepare: { sandbox, order in
            try await sandbox.stage([
                "name": .string(order.name), "domain": .string(order.domain), "status": "Issued", "daysLeft": 100, "termDaysLeft": 200,
            ])
        },
        arguments: { ["store", $1.name, "--resource-group", "demo-group", "--key-vault", "demo-vault", "--output", "json"] }
    )

    private static let probe = CrashVerb(
        name: "probe",
        purchases: 0,
        issuances: 0,
        prepare: { try await $0.emulator.stage(name: $1.name, daysLeft: 100, termDaysLeft: 200) },
        arguments: { ["probe", "--order", $1.name, "--resource-group", "demo-group", "--output", "json"] }
    )

    private static let bind = CrashVerb(
        name: "bind",
        purchases: 0,
        issuances: 0,
        prepare: { try await $0.emulator.stage(name: $1.name, daysLeft: 100, termDaysLeft: 200, isServed: false) },
        arguments: {
            [
                "bind", $1.name, "--resource-group", "demo-group", "--site", "demo-site", "--hostname", $1.domain, "--output",
                "json",
            ]
        }
    )

    /// Somebody renewed at the portal, and nothing serves the new certificate yet.
    private static let sync = CrashVerb(
        name: "sync",
        purchases: 0,
        prepare: { sandbox, order in
            try await sandbox.emulator.stage(name: order.name, daysLeft: 40, termDaysLeft: 150)
            try await sandbox.emulator.resourceManager(.post, "\(sandbox.emulator.path(order.name))/renew", "2024-11-01", [:])
            try await sandbox.emulator.settled(order.name)
        },
        arguments: { ["sync", $1.name, "--resource-group", "demo-group", "--output", "json"] }
    )

    private static let call = CrashVerb(
        name: "api renew",
        purchases: 1,
        end: .answered,
        prepare: { sandbox, order in
            try await sandbox.emulator.stage(name: order.name, daysLeft: 20, termDaysLeft: 20)
            _ = try sandbox.place.write("{\"properties\":{}}", to: "\(order.name).json")
        },
        arguments: {
            [
                "api", "AppServiceCertificateOrders_Renew", "--parameter", "certificateOrderName=\($1.name)", "--body",
                $0.place.path("\($1.name).json"),
            ]
        }
    )

    private static func staged(
        _ name: String,
        _ command: String,
        purchases: Int,
        daysLeft: Int,
        termDaysLeft: Int,
        validatedDaysAgo: Int = 10
    ) -> CrashVerb {
        CrashVerb(
            name: name,
            purchases: purchases,
            prepare: { sandbox, order in
                try await sandbox.emulator.stage(
                    name: order.name,
                    daysLeft: daysLeft,
                    termDaysLeft: termDaysLeft,
                    validatedDaysAgo: validatedDaysAgo
                )
                try await sandbox.adopt(order.name)
            },
            arguments: { [command, $1.name, "--resource-group", "demo-group", "--output", "json"] }
        )
    }

    func allows(_ bill: Bill) -> Bool {
        bill.purchases == purchases && bill.charges == purchases && bill.serialNumbers.count == issuances
    }

    /// The writes whose answers can be lost, by method and path.
    static func writes(_ order: TestOrder) -> [(String, String)] {
        let path = "*/certificateOrders/\(order.name)"
        return [
            ("PUT", path), ("POST", "\(path)/verifyDomainOwnership"), ("POST", "\(path)/renew"), ("POST", "\(path)/reissue"),
            ("PUT", "\(path)/certificates/*"), ("PUT", "*/Microsoft.Web/certificates/\(order.name)"),
            ("PUT", "*/hostNameBindings/\(order.domain)"), ("PUT", "*/secrets/\(order.name)"), ("DELETE", path),
            ("DELETE", "\(path)/certificates/*"), ("DELETE", "*/Microsoft.Web/certificates/\(order.name)"),
        ]
    }
}
