import Foundation
import HTTPTypes
import JSON
import Testing

/// What `signet status NAME` found.
struct Found: Sendable, CustomStringConvertible {
    let level: String
    let what: String
    let detail: String
    let fix: String

    var description: String { "\(level) \(what): \(detail) [\(fix)]" }
}

extension Sandbox {
    func findings(_ order: String) async throws -> [Found] {
        let ending = try await home.run(["status", order, "--output", "json", "--quiet"])
        try #require(ending.way == .exit(0), "\(ending)")
        return (try ending.json["findings"]?.array ?? []).map { value in
            func text(_ name: String) -> String { value[name]?.string ?? "" }
            let found = Found(level: text("level"), what: text("what"), detail: text("detail"), fix: text("fix"))
            #expect(PrintedCommands.faults(in: "\(found.detail)\n\(found.fix)") == [], "\(found)")
            return found
        }
    }

    /// The one finding about something.
    func finding(_ order: String, _ what: String) async throws -> Found {
        let all = try await findings(order)
        return try #require(all.first { $0.what == what && $0.level != "ok" } ?? all.first { $0.what == what }, "\(all)")
    }

    func status(_ order: String) async throws -> String? {
        try await call("AppServiceCertificateOrders_Get", ["certificateOrderName": order])["properties"]?["status"]?.string
    }

    /// Runs a line that signet printed, as a person would paste it into a shell.
    func paste(_ line: String) async throws -> Ending {
        var environment = Workplace.environment
        environment["SIGNET_HOME"] = home.path
        environment["SIGNET_PROFILE"] = home.profile
        let folder = URL(fileURLWithPath: try Product.path()).deletingLastPathComponent().path
        environment["PATH"] = "\(folder):\(environment["PATH"] ?? "")"
        return try await place.start("/bin/sh", ["-c", line], environment: environment).ending()
    }

    /// A staged order whose certificate the demo site serves.
    func stageServed(_ name: String, _ more: JSONObject = [:]) async throws {
        var order: JSONObject = [
            "name": .string(name), "domain": .string("\(name).test"), "vault": "demo-vault", "secret": .string(name), "site": "demo-site",
            "hostNames": [.string("\(name).test")],
        ]
        for (key, value) in more { order[key] = value }
        try await stage(order)
    }
}
