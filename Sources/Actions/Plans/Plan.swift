import AppServiceCertificates
import AzureCore
import FoundationEssentials
import JSON
import Workflows

/// What a verb would do if it were let: nothing in it has been sent.
package struct Plan: Sendable {
    package let request: PlanRequest
    package let order: ResourceID
    /// The input of the workflow that would run.
    package let input: JSONValue
    /// One line for people.
    package var summary: String
    /// The order as it was found; nil when there is none.
    package let observed: Observed?
    package var calls: [PlannedCall]
    package var charge: Charge?
    /// The certificate that would be revoked at once.
    package var revocation: Revocation?
    package var expectedExpiry: ExpectedExpiry?
    package var preconditions: [Finding]
    package var blastRadius: BlastRadius
    /// What keeps it from being carried out as things are.
    package var obstacle: Problem?
    /// A renewal whose day is yet to come.
    package var isTooEarly = false
    /// By the clock of this machine, as journals are kept.
    package let madeAt: Date

    package var verb: String { request.verb }
    package var hasChanges: Bool { !calls.isEmpty }
    /// Whether all is as it should be, as far as this verb goes.
    package var isIdle: Bool { !hasChanges && (obstacle.map { isTooEarly || $0.kind == .refused } ?? true) }

    package struct Observed: Sendable, Hashable {
        package let status: String
        package let serialNumber: String?
        package let expirationTime: Date?
        package let autoRenew: Bool?
    }

    /// When the next certificate ends: an estimate, with what it was concluded from.
    package struct ExpectedExpiry: Sendable, Hashable {
        package let date: Date
        package let source: String
    }

    /// What changes its certificate, or loses it.
    package struct BlastRadius: Sendable, Hashable {
        package var hostNames: [String] = []
        package var webCertificates: [ResourceID] = []
        /// `vault/secret`.
        package var vaultSecret: String?
        /// What stops working.
        package var breaks: [String] = []
    }
}

extension Plan.Observed {
    init(_ order: CertificateOrder) {
        status = order.status?.rawValue ?? ""
        serialNumber = order.serialNumber
        expirationTime = order.expirationTime
        autoRenew = order.autoRenew
    }

    fileprivate var json: JSONValue {
        [
            "status": .string(status), "serialNumber": serialNumber.map(JSONValue.string) ?? nil,
            "expirationTime": expirationTime.map { .string(RFC3339.text($0)) } ?? nil, "autoRenew": autoRenew.map(JSONValue.bool) ?? nil,
        ]
    }
}

extension Plan.BlastRadius {
    init(_ rollout: Rollout) {
        hostNames = rollout.hosts.map(\.hostName)
        webCertificates = rollout.imports.map(\.certificate)
        vaultSecret = rollout.link.map { "\($0.vault.name)/\($0.secret)" }
    }

    fileprivate var json: JSONValue {
        [
            "hostNames": .array(hostNames.map(JSONValue.string)),
            "webCertificates": .array(webCertificates.map { .string($0.description) }),
            "vaultSecret": vaultSecret.map(JSONValue.string) ?? nil, "breaks": .array(breaks.map(JSONValue.string)),
        ]
    }
}

extension Plan {
    /// The stable form for programs and files.
    package var json: JSONValue {
        var object: JSONObject = [
            "format": 1, "verb": .string(verb), "workflow": .string(request.workflow), "order": .string(order.description),
            "summary": .string(summary), "hasChanges": .bool(hasChanges), "request": request.json, "input": input,
            "observed": observed?.json ?? nil, "calls": .array(calls.map(\.json)), "charge": charge?.json ?? nil,
            "revocation": revocation?.json ?? nil,
            "expectedExpiry": expectedExpiry.map {
                ["date": .string(RFC3339.text($0.date)), "estimated": true, "source": .string($0.source)]
            } ?? nil,
            "preconditions": .array(
                preconditions.map {
                    ["level": .string($0.level.rawValue), "what": .string($0.what), "detail": .string($0.detail), "fix": .string($0.fix)]
                }
            ), "blastRadius": blastRadius.json, "madeAt": .string(RFC3339.text(madeAt, milliseconds: true)),
        ]
        object["digest"] = .string(PlanDigest.digest(of: .object(object)))
        return .object(object)
    }
}
