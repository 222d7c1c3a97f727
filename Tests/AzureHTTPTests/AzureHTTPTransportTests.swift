import AzureCore
import AzureHTTP
import FoundationEssentials
import HTTPTypes
import Testing

@Suite struct AzureHTTPTransportTests {
    /// Sends one request to a raw server and gives back the answer or the failure.
    private func exchange(
        _ behaviour: RawServer.Behaviour,
        method: HTTPRequest.Method = .put,
        host: String = "127.0.0.1",
        body: String? = "{}",
        maximumResponseBytes: Int = 1000,
        timeout: Duration = .seconds(20)
    ) async throws -> (outcome: Result<TransportResponse, TransportError>, requests: [String]) {
        let server = try RawServer(behaviour)
        defer { server.stop() }
        let request = TransportRequest(
            method: method,
            url: "http://\(host):\(server.port)/a?b=c",
            headers: [.authorization: "Bearer t", .contentType: "application/json"],
            body: body.map { Array($0.utf8) },
            maximumResponseBytes: maximumResponseBytes,
            timeout: timeout
        )
        let outcome = try await Self.send(request)
        return (outcome, server.requests)
    }

    private static func send(_ request: TransportRequest) async throws -> Result<TransportResponse, TransportError> {
        let http = try AzureHTTPTransport.make()
        let outcome: Result<TransportResponse, TransportError>
        do {
            outcome = .success(try await http.transport.send(request))
        } catch let error as TransportError {
            outcome = .failure(error)
        }
        try await http.shutdown()
        return outcome
    }

    private func failure(_ outcome: Result<TransportResponse, TransportError>) -> TransportError? {
        guard case .failure(let error) = outcome else { return nil }
        return error
    }

    @Test func `an answer comes back with status, headers and body`() async throws {
        let (outcome, requests) = try await exchange(.send("HTTP/1.1 201 Created\r\nx-ms-request-id: r\r\nContent-Length: 2\r\n\r\n{}"))
        let answer = try outcome.get()
        #expect(answer.status == 201)
        #expect(answer.body == Array("{}".utf8))
        #expect(HTTPField.Name("x-ms-request-id").flatMap { answer.headers[$0] } == "r")
        #expect(requests.count == 1)
        #expect(requests.first?.hasPrefix("PUT /a?b=c HTTP/1.1\r\n") == true)
        #expect(requests.first?.contains("accept-encoding") == false)
    }

    /// Front ends answer 411 to a POST that does not say how long it is.
    @Test func `a POST without a body says that it has none`() async throws {
        let (outcome, requests) = try await exchange(.send("HTTP/1.1 204 No Content\r\n\r\n"), method: .post, body: nil)
        #expect(try outcome.get().status == 204)
        #expect(requests.first?.lowercased().contains("\r\ncontent-length: 0\r\n") == true)
        #expect(requests.first?.lowercased().contains("transfer-encoding") == false)
    }

    @Test func `a name under localhost leads to this machine and keeps its Host header`() async throws {
        let (outcome, requests) = try await exchange(.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), host: "shop.vault.localhost")
        #expect(try outcome.get().status == 200)
        #expect(requests.first?.lowercased().contains("host: shop.vault.localhost:") == true)
    }

    @Test func `a redirect is an answer like any other`() async throws {
        let (outcome, requests) = try await exchange(
            .send("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")
        )
        #expect(try outcome.get().status == 302)
        #expect(requests.count == 1)
    }

    @Test func `nobody listening is a refusal and nothing has arrived`() async throws {
        let server = try RawServer(.deaf)
        defer { server.stop() }
        let outcome = try await Self.send(TransportRequest(method: .get, url: "http://localhost:\(server.port)/"))
        #expect(failure(outcome)?.kind == .refused)
        #expect(failure(outcome)?.requestMayHaveArrived == false)
        #expect(failure(outcome)?.port == server.port)
    }

    @Test func `a connection closed before the answer may have brought the request`() async throws {
        let (outcome, requests) = try await exchange(.send(""))
        #expect(failure(outcome)?.kind == .closed)
        #expect(failure(outcome)?.requestMayHaveArrived == true)
        #expect(requests.count == 1)
    }

    @Test func `a body that ends early is no answer`() async throws {
        let (outcome, requests) = try await exchange(.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"a\""))
        #expect(failure(outcome)?.kind == .closed)
        #expect(failure(outcome)?.requestMayHaveArrived == true)
        #expect(requests.count == 1)
    }

    @Test func `silence ends with the request's time and the request may have arrived`() async throws {
        let (outcome, _) = try await exchange(.silent, timeout: .milliseconds(300))
        #expect(failure(outcome)?.kind == .timeout)
        #expect(failure(outcome)?.requestMayHaveArrived == true)
    }

    @Test(.timeLimit(.minutes(1))) func `an answer that does not go on ends with the request's time`() async throws {
        let (outcome, _) = try await exchange(.begin("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"), timeout: .milliseconds(300))
        #expect(failure(outcome)?.kind == .timeout)
        #expect(failure(outcome)?.requestMayHaveArrived == true)
    }

    @Test(.timeLimit(.minutes(1))) func `a call whose task is cancelled ends at once and may have arrived`() async throws {
        let server = try RawServer(.silent)
        defer { server.stop() }
        let request = TransportRequest(method: .get, url: "http://127.0.0.1:\(server.port)/", timeout: .seconds(600))
        let call = Task { try await Self.send(request) }
        while server.requests.isEmpty { await Task.yield() }
        call.cancel()
        let failure = failure(try await call.value)
        #expect(failure?.kind == .cancelled)
        #expect(failure?.requestMayHaveArrived == true)
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" + String(repeating: "x", count: 1001) + "\r\n0\r\n\r\n",
    ])
    func `a body longer than allowed is refused, announced or not`(answer: String) async throws {
        let (outcome, _) = try await exchange(.send(answer))
        #expect(failure(outcome)?.kind == .tooLarge)
    }

    @Test func `a compressed answer nobody asked for is refused`() async throws {
        let (outcome, _) = try await exchange(.send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nab"))
        #expect(failure(outcome)?.kind == .other)
        #expect(failure(outcome)?.message.contains("gzip") == true)
    }

    @Test func `what does not speak HTTP is no answer`() async throws {
        let (outcome, _) = try await exchange(.send("220 mail.example.com ESMTP\r\n"))
        #expect(failure(outcome)?.requestMayHaveArrived == true)
    }

    @Test(arguments: ["", "nonsense", "ftp://a.test/", "https://"])
    func `what is no URL goes nowhere`(url: String) async throws {
        let outcome = try await Self.send(TransportRequest(method: .get, url: url))
        #expect(failure(outcome)?.kind == .invalidURL)
        #expect(failure(outcome)?.requestMayHaveArrived == false)
    }

    @Test func `after shutdown nothing is sent`() async throws {
        let http = try AzureHTTPTransport.make()
        try await http.shutdown()
        try await http.shutdown()
        await #expect {
            try await http.transport.send(TransportRequest(method: .get, url: "http://localhost:1/"))
        } throws: {
            ($0 as? TransportError)?.requestMayHaveArrived == false
        }
    }
}

@Suite struct CertificateAuthorityFileTests {
    private func file(_ text: String) throws -> String {
        let path = temporaryFolder + "/signet-\(UUID().uuidString).pem"
        try Data(text.utf8).write(to: URL(filePath: path))
        return path
    }

    private var temporaryFolder: String {
        ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
    }

    private func error(_ path: String) -> AzureError? {
        do throws(AzureError) {
            _ = try AzureHTTPTransport.make(caFile: path)
            return nil
        } catch {
            return error
        }
    }

    @Test func `a missing file is named`() {
        let error = error("/nowhere/ca.pem")
        #expect(error?.code == .invalidRequest)
        #expect(error?.description.contains("/nowhere/ca.pem") == true)
    }

    @Test(arguments: ["", "no certificate at all\n", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
    func `a file without a certificate is named`(text: String) throws {
        let path = try file(text)
        let error = error(path)
        #expect(error?.code == .invalidRequest)
        #expect(error?.target == path)
        try FileManager.default.removeItem(atPath: path)
    }
}
