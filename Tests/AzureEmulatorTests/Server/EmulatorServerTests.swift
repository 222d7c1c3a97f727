import CertificateMaterial
import Foundation
import JSON
import NIOCore
import NIOPosix
import NIOSSL
import Testing

@testable import AzureEmulator

/// With sockets: one emulator from start to stop.
@Suite struct EmulatorServerTests {
    private static let folder = FileManager.default.temporaryDirectory.path

    @Test func `a started emulator writes its address book, serves its API over TLS and removes its files`() async throws {
        var options = EmulatorOptions()
        options.readyFile = "\(Self.folder)/emulator-test-\(guid()).json"
        let running = try await EmulatorServer.start(options)
        let file = try #require(options.readyFile)
        let ready = try JSONValue(parsing: Array(Data(contentsOf: URL(fileURLWithPath: file))))
        let names = [
            "arm", "authority", "graph", "keyVaultSuffix", "keyVaultPath", "tenantId", "clientId", "clientSecret", "subscriptionId",
            "resourceGroup", "caFile", "control", "frontend", "http", "dns", "pid",
        ]
        #expect(ready.object?.keys == names)
        #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)

        let caFile = try #require(ready["caFile"]?.string)
        let client = try Client(port: running.api.port, caFile: caFile)
        #expect(try await client.send("GET /_emulator/health").contains("{\"status\":\"ok\"}"))
        #expect(try await client.send("GET /subscriptions?api-version=2022-12-01").hasPrefix("HTTP/1.1 401"))
        let report = try await TLSProbe.run(
            hostName: "demo-vault.vault.localhost",
            address: ("127.0.0.1", running.api.port),
            roots: .file(caFile),
            at: Date()
        )
        #expect(report.verdict.isOK)

        try await client.fault(["match": ["path": "*"], "effect": ["applyThenDrop": true], "times": 1])
        #expect(try await client.send("GET /subscriptions?api-version=2022-12-01").isEmpty)
        try await client.fault(["match": ["path": "*"], "effect": ["truncate": true], "times": 1])
        let cut = try await client.send("GET /subscriptions?api-version=2022-12-01")
        #expect(cut.hasPrefix("HTTP/1.1 401") && !cut.hasSuffix("}"))

        await running.stop()
        #expect(!FileManager.default.fileExists(atPath: file) && !FileManager.default.fileExists(atPath: caFile))
    }

    @Test(arguments: ["0.0.0.0", "10.1.2.3", "::", "example.com"])
    func `it does not listen beyond loopback unless told to`(host: String) async throws {
        var options = EmulatorOptions()
        options.host = host
        await #expect(throws: EmulatorError.self) { try await EmulatorServer.start(options) }
    }

    @Test func `a port that is taken is an error`() async throws {
        let first = try await EmulatorServer.start(EmulatorOptions())
        var options = EmulatorOptions()
        options.port = first.api.port
        await #expect(throws: (any Error).self) { try await EmulatorServer.start(options) }
        await first.stop()
    }
}

/// One request a connection, everything read until the other side closes.
private struct Client {
    let port: Int
    let context: NIOSSLContext

    init(port: Int, caFile: String) throws {
        self.port = port
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .file(caFile)
        context = try NIOSSLContext(configuration: tls)
    }

    func fault(_ body: JSONValue) async throws {
        #expect(try await send("POST /_emulator/faults", body.text()).hasPrefix("HTTP/1.1 201"))
    }

    func send(_ line: String, _ body: String = "") async throws -> String {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let tls = try NIOSSLClientHandler(context: context, serverHostname: "localhost")
                    try channel.pipeline.syncOperations.addHandler(tls)
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        let head = "\(line) HTTP/1.1\r\nHost: localhost:\(port)\r\nConnection: close\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
        var received = ByteBuffer()
        try? await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: head + body))
            for try await part in inbound { received.writeImmutableBuffer(part) }
        }
        return String(buffer: received)
    }
}
