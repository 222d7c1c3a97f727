import Catalog
import Custody
import FoundationEssentials
import Gateway
import JSON

/// What an agent may do, in words, with what waits and what is left.
package enum DescribeAccess {
    package static let action = AgentAction(
        name: "describe_access",
        summary: "See who you are here, what you may call, which credentials there are and what is left of your limits.",
        input: ["type": "object", "additionalProperties": false, "properties": [:]],
        scope: .read
    ) { _, context, session in
        let (policy, edition) = (try await context.policy(), try await context.library.current())
        let left = context.limits.left(session.agent)
        let standing = try await Standing.read(of: session.agent, in: context.store, at: context.now())
        return [
            "agent": .string(session.agent),
            "expires_at": session.isLocal ? .null : .string(RFC3339.text(session.expires)),
            "scopes": .array(session.scopes.sorted().map { .string($0.rawValue) }),
            "place": context.isEmulator ? "an emulator: nothing is bought" : "a real cloud",
            "apis": .array(
                edition.catalog.documents.map { ["id": .string($0.api), "version": .string($0.version), "title": .string($0.title)] }
            ),
            "credentials": .array(standing.credentials.map(credential)),
            "rules": .array(policy.rules.filter { $0.concerns(session.agent) }.map { .string("\($0.name): \($0.verdict.word)") }),
            "otherwise": "denied",
            "left": [
                "calls_now": .number(JSONNumber(left.calls)), "together": .number(JSONNumber(left.together)),
                "bytes_this_hour": .number(JSONNumber(left.bytes)),
                "approvals": .number(JSONNumber(max(0, Approvals.mostPending - standing.pending.count))),
            ],
            "pending_approvals": .array(standing.pending.map { context.shown($0).with("title", .string($0.title)) }),
            "held": .array(standing.held.map { .string($0.id) }),
        ]
    }

    /// Names, kinds and how the last test went; never a value, nor anything of one.
    private static func credential(_ record: Custody.Record) -> JSONValue {
        [
            "credential": .string(record.name), "kind": record.facts["holds"] ?? .null, "api": record.facts["api"] ?? .null,
            "state": record.facts["state"] ?? "untested", "checked_at": record.facts["checked"] ?? .null,
            "expires_at": record.facts["expires"] ?? .null,
        ]
    }
}
