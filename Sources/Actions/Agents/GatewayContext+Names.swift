import Catalog
import Gateway
import JSON

/// What the doors of agents look up beside the actions.
extension GatewayContext {
    /// The names of operations in which some letters stand, whatever their casing; an empty part is in all of them.
    package func operationNames(with part: String, most: Int) async throws -> [String] {
        let wanted = part.lowercased()
        let names = try await library.current().catalog.operations.lazy.flatMap(\.variants).map { "\($0.api)/\($0.operation.id)" }
        var (found, seen): ([String], Set<String>) = ([], [])
        for name in names where wanted.isEmpty || name.lowercased().contains(wanted) {
            guard seen.insert(name).inserted else { continue }
            found.append(name)
            guard found.count < most else { break }
        }
        return found
    }

    /// One entry of the audit, where it is about what this agent did; whoever sits at the machine may read all of it.
    package func auditEntry(_ number: Int64, for session: AgentSession) async throws -> JSONValue? {
        guard number > 0, let entry = try await audit.entries(after: number - 1, most: 1).first, entry.seq == number else { return nil }
        let json = try JSONValue(parsing: entry.text)
        guard session.isLocal || json["actor"]?.string == "agent:\(session.agent)" else { return nil }
        return json
    }
}
