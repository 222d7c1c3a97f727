import Custody
import Foundation
import Storage

/// How an agent stands: what waits for people because of it, and which credentials there are; by one look, as agents ask for it often.
package struct Standing: Sendable {
    package let pending: [Approval]
    package let held: [Executions.Execution]
    package let credentials: [Custody.Record]

    package static func read(of agent: String, in store: Store, at now: Date) async throws -> Standing {
        try await store.read { connection in
            Standing(
                pending: try connection.approvals(agent: agent, most: 1000).map { $0.seen(now) }.filter { $0.state == .pending },
                held: try connection.heldExecutions(of: agent),
                credentials: try connection.custodyRecords(.credential)
            )
        }
    }
}
