import AzureCore
import AzureHTTP
import Foundation
import HTTPTypes
import JSON
import Testing

/// A `signet serve` of a home, and a client of it.
struct Served: Sendable {
    let command: RunningCommand
    let url: String
    let ready: JSONValue
    private let http: AzureHTTPTransport

    /// The same server by another address, as a client would call it that was told of it so.
    func called(_ url: String) -> Served { Served(command: command, url: url, ready: ready, http: http) }

    static func start(_ home: SignetHome, _ more: [String] = [], environment: [String: String] = [:]) async throws -> Served {
        let file = home.place.path("served-\(UUID().uuidString.prefix(8)).json")
        let command = try home.start(["serve", "--listen", "127.0.0.1:0", "--ready-file", file] + more, environment)
        try await eventually("a server") {
            guard command.isRunning else { throw NotServing(words: command.errorsSoFar) }
            return FileManager.default.fileExists(atPath: file)
        }
        let ready = try JSONValue(parsing: Array(Data(contentsOf: URL(fileURLWithPath: file))))
        return Served(command: command, url: ready["listens"]?.string ?? "", ready: ready, http: try AzureHTTPTransport.make())
    }

    /// Asks it to end, and holds it to that.
    func stop() async throws {
        try? await http.shutdown()
        command.send(SIGTERM)
        let ending = try await command.ending(within: .seconds(30))
        #expect(ending.way == .exit(0) && ending.errors.contains("stopped"), "\(ending)")
    }

    /// Ends it at once, as a crash would.
    func crash() async throws {
        try? await http.shutdown()
        command.send(SIGKILL)
        _ = try await command.ending(within: .seconds(30))
    }

    struct Answer: CustomStringConvertible {
        let status: Int
        let headers: HTTPFields
        let text: String
        var json: JSONValue { get throws { try JSONValue(parsing: text) } }
        var description: String { "\(status) \(text)" }
    }

    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: JSONValue? = nil,
        token: String? = nil,
        headers more: HTTPFields = [:]
    ) async throws -> Answer {
        try await send(method, path, text: body?.text(), token: token, headers: more)
    }

    /// A body as it is written, JSON or not.
    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        text: String?,
        token: String? = nil,
        headers more: HTTPFields = [:]
    ) async throws -> Answer {
        var headers = more
        if text != nil { headers[.contentType] = "application/json" }
        headers[.authorization] = token.map { "Bearer \($0)" }
        return try await exchange(method, path, headers, text.map { Array($0.utf8) })
    }

    /// What the form of a page sends, or a client to the authorization server.
    func post(_ path: String, form: [(String, String)], headers more: HTTPFields = [:]) async throws -> Answer {
        var headers = more
        headers[.contentType] = "application/x-www-form-urlencoded"
        return try await exchange(.post, path, headers, Array(FormText.of(form).utf8))
    }

    private func exchange(_ method: HTTPRequest.Method, _ path: String, _ headers: HTTPFields, _ body: [UInt8]?) async throws -> Answer {
        let request = TransportRequest(method: method, url: url + path, headers: headers, body: body, timeout: .seconds(60))
        let response = try await http.transport.send(request)
        return Answer(status: response.status, headers: response.headers, text: String(decoding: response.body, as: UTF8.self))
    }

    struct NotServing: Error {
        let words: String
    }
}

/// `application/x-www-form-urlencoded`.
enum FormText {
    static func of(_ fields: [(String, String)]) -> String {
        fields.map { "\(encoded($0.0))=\(encoded($0.1))" }.joined(separator: "&")
    }

    private static func encoded(_ text: String) -> String { text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "" }
}

extension SignetHome {
    /// A new agent and a token of it.
    func agent(_ name: String, scope: String = "read,execute,order") async throws -> String {
        _ = try await run(["agent", "add", name])
        let token = try await run(["agent", "token", name, "--scope", scope, "--output", "json"])
        return try #require(try token.json["token"]?.string, "\(token)")
    }
}
