import Foundation
import Gateway
import JSON
import Synchronization

/// Where the user's own `signet mcp` comes in: it names the profile it means and shows a token, if its agent has one.
package final class LocalDoor: Sendable {
    /// Clients at once; each is a process of this user.
    private static let most = 32

    private let socket: LocalSocket
    private let path: String
    private let clients = Mutex<[Int32: LocalSocket]>([:])

    /// - Parameters:
    ///   - profile: what is served here; who means another one is refused.
    ///   - admit: whose token it is; nil for one that is none, is over or was taken back.
    package init(
        at path: String,
        profile: String,
        _ tools: AgentTools,
        admit: @escaping @Sendable (String?) async throws -> AgentSession?
    ) throws {
        socket = try LocalSocket.listen(at: path)
        self.path = path
        Thread.detachNewThread { [self] in
            while let client = socket.accept() {
                guard enter(client) else {
                    client.close()
                    continue
                }
                // Off this thread: a client may take its time to say who it is.
                Thread.detachNewThread { [self] in
                    let hello = client.isOurs ? client.firstLine().flatMap { try? JSONValue(parsing: $0) } : nil
                    Task { [self] in await serve(client, hello, profile, tools, admit) }
                }
            }
            socket.close()
        }
    }

    package func stop() {
        unlink(path)
        socket.stop()
        for client in clients.withLock({ Array($0.values) }) { client.stop() }
    }

    private func enter(_ client: LocalSocket) -> Bool {
        clients.withLock { clients in
            guard clients.count < Self.most else { return false }
            clients[client.descriptor] = client
            return true
        }
    }

    private func serve(
        _ client: LocalSocket,
        _ hello: JSONValue?,
        _ profile: String,
        _ tools: AgentTools,
        _ admit: @Sendable (String?) async throws -> AgentSession?
    ) async {
        if let hello {
            do {
                let session = try await session(hello, profile, admit)
                client.send(JSONValue.object(["profile": .string(profile)]).bytes())
                await tools.serve(session, input: client.descriptor, output: client.descriptor)
            } catch {
                let words = (error as? Refusal)?.message ?? "The server could not look the token up."
                client.send(JSONValue.object(["error": .string(words)]).bytes())
            }
        }
        clients.withLock { _ = $0.removeValue(forKey: client.descriptor) }
        client.close()
    }

    private func session(_ hello: JSONValue, _ profile: String, _ admit: (String?) async throws -> AgentSession?) async throws
        -> AgentSession
    {
        guard hello["profile"]?.string == profile else {
            throw Refusal(.notVisible, "The server serves the profile '\(profile)'.")
        }
        guard let session = try await admit(hello["token"]?.string) else {
            throw Refusal(.sessionEnded, "The token is unknown, too old or taken back.")
        }
        return session
    }
}
