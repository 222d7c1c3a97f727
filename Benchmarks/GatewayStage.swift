import AzureCore
import AzureHTTP
import Foundation
import JSON

/// The processes of that comparison, each started on a port of its own, and the scripts by which wrk calls them.
struct GatewayStage {
    struct Way {
        let name: String
        let url: String
        let script: String
    }

    let reads: [Way]
    let writes: [Way]
    private let processes: [Process]
    private let served: Process
    var servedProcess: Int32 { served.processIdentifier }

    private static let subscription = "2f1d6c3e-0b77-4c0f-9f55-6d1a5d8f3b10"
    private static let agents = 8

    static func start(signet: String, folder: String) async throws -> GatewayStage {
        let certificate = "\(folder)/certificate.pem"
        let own = CommandLine.arguments[0]
        var processes: [Process] = []
        do {
            let (upstream, port) = try start(Program(path: own, arguments: ["canned", certificate, "\(folder)/key.pem"]))
            processes.append(upstream)
            let url = "https://localhost:\(port)"
            let (relay, relayPort) = try start(Program(path: own, arguments: ["relay", url, certificate]))
            processes.append(relay)
            let (reader, readerPort) = try start(Program(path: own, arguments: ["reader", url, certificate]))
            processes.append(reader)
            let (nginx, nginxPort) = try await self.nginx(before: port, certificate, folder)
            if let nginx { processes.append(nginx) }
            let home = GatewayHome(signet: signet, folder: folder)
            let (served, api) = try await home.serve(upstream: url, certificate: certificate, agents: agents)
            processes.append(served)
            let ports = [("relay", relayPort), ("reader", readerPort), ("nginx", nginxPort)].filter { $0.0 != "nginx" || nginx != nil }
            let others = [("direct", url)] + ports.map { ($0.0, "http://127.0.0.1:\($0.1)") }
            let read = try script("read", "GET", path: orderPath, in: folder)
            let write = try script("write", "PATCH", path: certificatePath, body: Self.patch.text(), in: folder)
            return GatewayStage(
                reads: others.map { Way(name: $0.0, url: $0.1, script: read) } + [try await home.read(api, orderPath)],
                writes: others.map { Way(name: $0.0, url: $0.1, script: write) } + [try await home.write(api, patch)],
                processes: processes,
                served: served
            )
        } catch {
            processes.forEach { $0.terminate() }
            throw error
        }
    }

    func stop() { processes.forEach { $0.terminate() } }

    static let patch: JSONValue = ["tags": ["environment": "production"]]
    private static let group = "/subscriptions/\(subscription)/resourceGroups/certificates/providers"
    static let orderPath = "\(group)/Microsoft.CertificateRegistration/certificateOrders/order-0?api-version=2024-11-01"
    static let certificatePath = "\(group)/Microsoft.Web/certificates/order-0?api-version=2024-11-01"

    private static func start(_ program: Program) throws -> (Process, Int) {
        let (process, pipe) = try program.startPiped()
        var line: [UInt8] = []
        // One line: the port.
        while let byte = try pipe.fileHandleForReading.read(upToCount: 1)?.first, byte != 0x0A { line.append(byte) }
        guard let port = Int(String(decoding: line, as: UTF8.self)) else {
            process.terminate()
            throw Program.Failure(description: "\(program.arguments.first ?? "") did not begin")
        }
        return (process, port)
    }

    /// Nil where no nginx is installed.
    private static func nginx(before port: Int, _ certificate: String, _ folder: String) async throws -> (Process?, Int) {
        let places: [String] = ["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx"]
        let found = places.first { access($0, X_OK) == 0 }
        guard let found else { return (nil, 0) }
        let listen = Int.random(in: 20_000..<30_000)
        let text = """
            worker_processes 2; daemon off; pid \(folder)/nginx.pid; error_log \(folder)/nginx.log;
            events { worker_connections 1024; }
            http {
                access_log off;
                client_body_temp_path \(folder)/nginx-body; proxy_temp_path \(folder)/nginx-proxy; fastcgi_temp_path \(folder)/nginx-1;
                uwsgi_temp_path \(folder)/nginx-2; scgi_temp_path \(folder)/nginx-3;
                upstream canned { server 127.0.0.1:\(port); keepalive 128; }
                server {
                    listen 127.0.0.1:\(listen);
                    location / {
                        proxy_pass https://canned; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host localhost;
                        proxy_ssl_verify on; proxy_ssl_trusted_certificate \(certificate); proxy_ssl_name localhost;
                    }
                }
            }

            """
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/nginx.conf"))
        let process = try Program(path: found, arguments: ["-e", "\(folder)/nginx.log", "-c", "\(folder)/nginx.conf", "-p", folder]).start()
        try await Task.sleep(for: .milliseconds(500))
        return (process, listen)
    }

    /// A script for wrk: one request, by one of the tokens in turn.
    static func script(
        _ name: String,
        _ method: String,
        path: String,
        body: String? = nil,
        tokens: [String] = [String(repeating: "x", count: 1200)],
        headers: [String: String] = [:],
        in folder: String
    ) throws -> String {
        let quoted = tokens.map { "\"\($0)\"" }.joined(separator: ", ")
        let more = headers.map { ", [\"\($0.key)\"] = \"\($0.value)\"" }.joined()
        let text = """
            local tokens = { \(quoted) }
            local turn = 0
            local requests = {}
            function init(args)
                for number, token in ipairs(tokens) do
                    local headers = { ["Authorization"] = "Bearer " .. token, ["Content-Type"] = "application/json"\(more) }
                    requests[number] = wrk.format("\(method)", "\(path)", headers, \(body.map { "[==[\($0)]==]" } ?? "nil"))
                end
            end
            function request()
                turn = turn % #requests + 1
                return requests[turn]
            end

            """
        let file = "\(folder)/wrk-\(name).lua"
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        return file
    }
}

/// A home whose profile leads to the prepared upstream as if it were an emulator, with agents and a policy.
struct GatewayHome {
    let signet: String
    let folder: String
    private var environment: [String: String] { ["SIGNET_HOME": "\(folder)/gateway-home", "SIGNET_PROFILE": "bench"] }

    /// Starts serving; the process and where its API is.
    func serve(upstream: String, certificate: String, agents: Int) async throws -> (Process, String) {
        let ready: JSONValue = [
            "arm": .string(upstream), "authority": .string(upstream), "graph": .string(upstream), "keyVaultSuffix": "vault.localhost",
            "keyVaultPath": .string("\(upstream)/keyvault"), "tenantId": "tenant", "clientId": "client", "clientSecret": "secret",
            "subscriptionId": "2f1d6c3e-0b77-4c0f-9f55-6d1a5d8f3b10", "resourceGroup": "certificates", "caFile": .string(certificate),
            "control": .string("\(upstream)/_emulator"), "frontend": "localhost:1", "http": "localhost:1", "dns": "127.0.0.1:1", "pid": 1,
        ]
        try write(ready.text(), to: "gateway-ready.json")
        let rules = """
            rules:
              - name: no deletion
                effect: delete
                then: deny
              - name: the group
                group: certificates
                then: allow

            """
        try write(rules, to: "gateway-policy.yaml")
        try await run(["profile", "add", "bench", "--ready-file", "\(folder)/gateway-ready.json"])
        try await run(["policy", "apply", "\(folder)/gateway-policy.yaml"])
        var tokens: [String] = []
        for number in 0..<agents {
            try await run(["agent", "add", "agent-\(number)"])
            let said = try await run(["agent", "token", "agent-\(number)", "--scope", "read,execute", "--output", "json"])
            tokens.append(try JSONValue(parsing: said)["token"]?.string ?? "")
        }
        try write(tokens.joined(separator: "\n"), to: "gateway-tokens")
        let file = "\(folder)/gateway-served.json"
        // Limits far above what is measured: they are counted all the same.
        let limits = ["--agent-calls-per-minute", "100000000", "--agent-calls-together", "64", "--agent-megabytes-per-hour", "1000000"]
        let serving = Program(
            path: signet,
            arguments: ["serve", "--listen", "127.0.0.1:0", "--ready-file", file] + limits,
            environment: environment
        )
        let process = try serving.start()
        while access(file, R_OK) != 0 {
            guard process.isRunning else { throw Program.Failure(description: "signet serve ended before it was ready") }
            try await Task.sleep(for: .milliseconds(20))
        }
        let served = try JSONValue(parsing: Array(Data(contentsOf: URL(fileURLWithPath: file))))
        return (process, served["listens"]?.string ?? "")
    }

    func read(_ api: String, _ path: String) async throws -> GatewayStage.Way {
        let body: JSONValue = [
            "operation": "AppServiceCertificateOrders_Get",
            "inputs": ["resourceGroupName": "certificates", "certificateOrderName": "order-0"],
        ]
        return try way("gateway-read", api, "/api/v1/execute/read", body)
    }

    func write(_ api: String, _ patch: JSONValue) async throws -> GatewayStage.Way {
        let operation = "Certificates_Update"
        let said = try await run(["load", operation, "--output", "json"])
        let digest = try JSONValue(parsing: said)[0]?["schema_digest"]?.string ?? ""
        let body: JSONValue = [
            "operation": .string(operation), "schema_digest": .string(digest), "reason": "a measurement",
            "inputs": ["resourceGroupName": "certificates", "name": "order-0", "body": patch],
        ]
        return try way("gateway-write", api, "/api/v1/execute", body)
    }

    /// The same tools on standard input and output.
    func mcp(_ token: String) -> Program {
        Program(path: signet, arguments: ["mcp", "--quiet"], environment: environment.merging(["SIGNET_AGENT_TOKEN": token]) { $1 })
    }

    /// What an agent is told of itself, as a tool would answer it.
    func described(_ token: String) async throws -> String {
        let said = Program(
            path: signet,
            arguments: ["access", "--output", "json"],
            environment: environment.merging(["SIGNET_AGENT_TOKEN": token]) { $1 }
        )
        return try await said.output()
    }

    private func way(_ name: String, _ api: String, _ path: String, _ body: JSONValue) throws -> GatewayStage.Way {
        let tokens = try String(contentsOfFile: "\(folder)/gateway-tokens", encoding: .utf8).split(separator: "\n").map(String.init)
        let script = try GatewayStage.script(name, "POST", path: path, body: body.text(), tokens: tokens, in: folder)
        return GatewayStage.Way(name: "signet", url: api, script: script)
    }

    @discardableResult
    private func run(_ arguments: [String]) async throws -> String {
        try await Program(path: signet, arguments: arguments, environment: environment).output()
    }

    private func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
    }
}
