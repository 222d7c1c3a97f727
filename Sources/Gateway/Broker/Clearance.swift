import AzureCore
import Crypto
import Foundation
import HTTPTypes
import JSON
import Synchronization

/// The leave to send, for as long as one call of an agent lasts. The gate of the pipeline holds whatever is about to go out against it:
/// the place, the request that was decided about, the session that may have ended meanwhile; and writes down what leaves, before it does.
package final class Clearance: Sendable {
    @TaskLocal package static var current: Clearance?

    /// The stage right before the transport; calls that are nobody's are let through.
    package static let gate = Gate { request in try await current?.pass(request) }

    package let session: AgentSession
    package let operation: String
    package let execution: String
    /// Where the credential may go.
    private let allows: @Sendable (Origin) -> Bool
    /// SHA-256 over the one request that was decided about; nil for a workflow, whose plan was. What only reads may follow it, and
    /// may lead it where the order's lease is taken first.
    private let exact: String?
    private let isLed: Bool
    private let facts: JSONObject
    private let agents: Agents
    private let audit: AuditLog
    /// So long a session is believed to hold without another look, by what only reads.
    private static let memory: Duration = .milliseconds(25)
    private let state = Mutex<(refusal: Refusal?, seq: Int64?, sent: Int)>((nil, nil, 0))

    package init(
        session: AgentSession,
        operation: String,
        execution: String,
        exact: String?,
        isLed: Bool = false,
        facts: JSONObject,
        agents: Agents,
        audit: AuditLog,
        allows: @escaping @Sendable (Origin) -> Bool
    ) {
        self.session = session
        self.operation = operation
        self.execution = execution
        self.allows = allows
        self.exact = exact
        self.isLed = isLed
        self.facts = facts
        self.agents = agents
        self.audit = audit
    }

    /// Why something was kept in; the pipeline's own error has no place for it.
    package var refusal: Refusal? { state.withLock { $0.refusal } }
    /// The number of the audit's entry about the write that left.
    package var seq: Int64? { state.withLock { $0.seq } }
    package var hasSent: Bool { state.withLock { $0.sent > 0 } }

    /// What a request comes to, byte for byte.
    package static func digest(_ method: HTTPRequest.Method, _ url: String, _ body: JSONValue?) -> String {
        AuditEntry.hash(of: "\(method.rawValue) \(url)\n\(body?.text() ?? "")")
    }

    func pass(_ request: GatedRequest) async throws {
        do {
            try await check(request)
        } catch let refusal as Refusal {
            state.withLock { $0.refusal = refusal }
            throw KeptIn()
        } catch {
            state.withLock {
                $0.refusal = Refusal(
                    .gatewayFailed,
                    "The gateway could not write down what it was about to send, so it sent nothing.",
                    human: Refusal.Human("Make the state writable again: signet doctor")
                )
            }
            throw KeptIn()
        }
    }

    private func check(_ request: GatedRequest) async throws {
        guard allows(request.origin) else {
            throw Refusal(
                .deniedByRule,
                "The call would have gone to a place its credential is not for.",
                human: Refusal.Human("Look at the credential's hosts: signet credential list")
            )
        }
        let digest = Self.digest(request.method, request.url, request.body)
        let mayDiffer = request.repeatability == .read && (isLed || hasSent)
        guard exact == nil || exact == digest || mayDiffer else {
            throw Refusal(
                .gatewayFailed,
                "What was about to leave is not what was decided about, so nothing was sent.",
                human: Refusal.Human("Report this with the audit's last entries: signet audit list")
            )
        }
        guard try await agents.isLive(session, believed: request.repeatability == .read ? Self.memory : .zero) else {
            throw Refusal(
                .sessionEnded,
                "The agent or its token was taken back.",
                human: Refusal.Human("Give the agent a new token: signet agent token \(session.agent)")
            )
        }
        var told = facts
        told["execution"] = .string(execution)
        told["method"] = .string(request.method.rawValue)
        told["request"] = .string("sha256:\(digest)")
        told["attempt"] = .number(JSONNumber(request.attempt))
        let draft = AuditDraft("call.sent", by: session.actor, on: operation, facts: .object(told))
        if request.repeatability == .read {
            try await audit.note(draft)
        } else {
            let seq = try await audit.record(draft)
            state.withLock { $0.seq = seq }
        }
        state.withLock { $0.sent += 1 }
    }

    private struct KeptIn: Error, CustomStringConvertible {
        let description = "the gateway did not let it out"
    }
}
