import Foundation

/// Who asks: an agent that has shown a good token, or whoever sits at this machine.
package struct AgentSession: Sendable, Hashable {
    package let agent: String
    package let scopes: Set<AgentScope>
    package let expires: Date
    /// The hash of the token that was shown; nil for the machine itself.
    let token: String?

    init(agent: String, scopes: Set<AgentScope>, expires: Date, token: String?) {
        (self.agent, self.scopes, self.expires, self.token) = (agent, scopes, expires, token)
    }

    /// The person at this machine, who can read the state anyway; the policy knows them as an agent of this name.
    package static let local = AgentSession(agent: "local", scopes: Set(AgentScope.allCases), expires: .distantFuture, token: nil)

    package var isLocal: Bool { token == nil }
    package var actor: AuditActor { isLocal ? .machine : .agent(agent) }
}
