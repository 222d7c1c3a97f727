import Foundation
import JSON
import Service
import Workflows

/// Hands the lines of one client to the `signet serve` of this home, and its lines back.
struct LocalRelay {
    let path: String
    let profile: String
    let token: String?

    func run() async throws {
        let socket = try connection()
        await withCheckedContinuation { done in
            Thread.detachNewThread {
                // Ends when the client has gone, or with this process.
                LocalSocket.pump(STDIN_FILENO, into: socket.descriptor)
            }
            Thread.detachNewThread {
                LocalSocket.pump(socket.descriptor, into: STDOUT_FILENO)
                done.resume()
            }
        }
        socket.close()
    }

    private func connection() throws -> LocalSocket {
        let socket: LocalSocket
        do {
            socket = try LocalSocket(connectingTo: path)
        } catch {
            throw Problem(
                .precondition,
                "No signet serve of this home answers.",
                why: "\(error)",
                nextStep: "Start it, and leave it running: signet serve --profile \(profile)"
            )
        }
        var hello: JSONObject = ["profile": .string(profile)]
        hello["token"] = token.map(JSONValue.string)
        socket.send(JSONValue.object(hello).bytes())
        let answer = socket.firstLine().flatMap { try? JSONValue(parsing: $0) }
        guard answer?["profile"]?.string == profile else {
            socket.close()
            throw Problem(
                .refused,
                "The signet serve of this home does not take this client.",
                why: answer?["error"]?.string ?? "it said nothing",
                nextStep: "See what it serves and which agents there are: signet agent list"
            )
        }
        return socket
    }
}
