import AzureCore
import AzureHTTP
import Foundation
import HTTPTypes
import Testing

/// A daemon that answers for itself, and a client of it.
struct ListeningDaemon {
    let command: RunningCommand
    private let url: String
    private let http: HTTPTransport

    static func with(_ home: SignetHome, _ more: [String], _ body: (ListeningDaemon) async throws -> Void) async throws {
        let command = try home.start(["daemon", "--every", "0.3", "--listen", "127.0.0.1:0"] + more)
        try await eventually("an address") { command.errorsSoFar.contains("listens on ") }
        let address = try #require(command.errorsSoFar.components(separatedBy: "listens on ").last?.split(separator: "\n").first)
        let http = try AzureHTTPTransport.make()
        do {
            try await body(ListeningDaemon(command: command, url: "http://\(address)", http: http.transport))
        } catch {
            try await http.shutdown()
            throw error
        }
        try await http.shutdown()
        command.send(SIGTERM)
        let ending = try await command.ending()
        #expect(ending.way == .exit(0) && ending.errors.contains("stopped; nothing is lost"), "\(ending)")
    }

    func get(_ path: String) async throws -> (status: Int, text: String) {
        let answer = try await http.send(TransportRequest(method: .get, url: url + path))
        return (answer.status, String(decoding: answer.body, as: UTF8.self))
    }
}
