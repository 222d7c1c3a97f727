import Foundation
import JSON
import Testing

@testable import AzureEmulator

@Suite struct SettingsTests {
    /// What is not known of the live service, and the settings that choose; the last rows are known not to need one.
    private static let unknown: [(what: String, settings: [String])] = [
        ("how refusals of the certificate business look", ["businessErrorEnvelope", "businessErrorStatus"]),
        ("what an accepted purchase says about polling", ["locationHeader", "asyncOperationHeader"]),
        ("the status of PATCH", ["patchAnswers201"]),
        ("what a mail is asked for by", ["resendRequestEmailsName"]),
        ("the delay of a revocation", ["revokeDelayHours", "longestRevokeDelayHours"]),
        ("key sizes", ["largestKeySize"]),
        ("the tag of a stored secret", ["secretStateTag"]),
        ("the dates of a stored secret", ["secretHasDates"]),
        ("how often an order is reissued", ["reissueLimit"]),
        ("how long a proof is waited for", ["proofDeadlineDays", "renewalProofDeadlineDays", "newTokenWhenStale"]),
        ("windows and ends of renewals", ["renewalWindowDays", "chargedRenewalDays", "freeIssuanceEnd", "reissueEnd"]),
        ("what leaves are for", ["leavesForClients"]),
        (
            "the second leaf of a term",
            ["overlappingLeaf", "overlappingLeafStatus", "overlapDays", "overlapPercent", "nextAutoRenewal"]
        ),
        ("the versions of changes", ["contactSince", "flatItemsSince", "systemDataSince"]),
        ("rules to come", ["validityRule", "leafValidityDays", "proofReuseDays"]),
        ("names of orders", ["strictOrderNames"]),
    ]

    @Test func `what is not known of the service is a setting, marked as such in the documentation`() throws {
        let settings = EmulatorSettings().json.object ?? [:]
        let table = try Self.documentation()
        for (what, names) in Self.unknown {
            for name in names {
                #expect(settings[name] != nil, "\(what)")
                #expect(table.contains { $0.contains("`\(name)`") }, "\(name) is not documented")
            }
            #expect(names.contains { name in table.contains { $0.contains("`\(name)`*") } }, "\(what) has no star")
        }
    }

    @Test func `every setting is documented with its default`() throws {
        let table = try Self.documentation()
        for (name, value) in EmulatorSettings().json.object ?? [:] {
            let row = try #require(table.first { $0.contains("`\(name)`") }, "\(name) is not documented")
            let shown = value.string ?? value.text()
            #expect(row.contains(shown), "\(name): the default \(shown) is not in its row")
        }
    }

    /// The rows of the table of settings.
    private static func documentation() throws -> [Substring] {
        let root = (0..<4).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }
        let text = try String(contentsOf: root.appending(path: "docs/emulator.md"), encoding: .utf8)
        let section = text.split(separator: "\n## ").first { $0.hasPrefix("Settings") } ?? ""
        return section.split(separator: "\n").filter { $0.hasPrefix("| `") }
    }
}
