import Actions
import Gateway
import Service

extension ServeCommand {
    /// Lets the user's own `signet mcp` in; nil where another server of this home does already.
    func localDoor(_ context: GatewayContext) throws -> LocalDoor? {
        let home = Home()
        let profile = try ProfileStore(home: home).choose(global.profile)?.name ?? ""
        do {
            return try LocalDoor(at: home.socket, profile: profile, AgentTools(context)) { text in
                // Whoever runs as this user may read the state anyway.
                guard let text else { return .local }
                guard let token = AgentToken(text) else { return nil }
                return try await context.agents.session(token)
            }
        } catch {
            Terminal.note("signet mcp is not taken in by this server: \(error)")
            return nil
        }
    }
}
