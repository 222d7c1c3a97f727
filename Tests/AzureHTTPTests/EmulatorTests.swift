import AzureCore
import AzureEmulator
import AzureHTTP
import HTTPTypes
import JSON
import Testing

/// The whole way over real TLS: transport, token, pipeline, against the emulator in this process.
@Suite struct EmulatorTests {
    /// Runs the body with a started emulator and a pipeline to it, and stops both.
    private func withEmulator(
        secret: String? = nil,
        _ body: (RunningEmulator, AzureHTTPTransport, Pipeline, AzureCloud) async throws -> Void
    ) async throws {
        let emulator = try await EmulatorServer.start(EmulatorOptions())
        let ready = emulator.ready
        let http = try AzureHTTPTransport.make(caFile: ready.caFile)
        let cloud = AzureCloud(
            resourceManager: ready.arm,
            authority: ready.authority,
            graph: ready.graph,
            keyVaultSuffix: ready.keyVaultSuffix
        )
        let credential = ClientSecretCredential(
            tenantId: ready.tenantID,
            clientId: ready.clientID,
            secret: Secret(secret ?? ready.clientSecret),
            authority: cloud.authority,
            transport: http.transport
        )
        let pipeline = Pipeline(transport: http.transport, credential: TokenCache(credential))
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(emulator, http, pipeline, cloud))
        } catch {
            result = .failure(error)
        }
        try await http.shutdown()
        await emulator.stop()
        try result.get()
    }

    private func group(_ emulator: RunningEmulator, _ cloud: AzureCloud) -> AzureRequest {
        let ready = emulator.ready
        return AzureRequest(
            operation: "ResourceGroups.get",
            url: "\(cloud.resourceManager)/subscriptions/\(ready.subscriptionID)/resourceGroups/\(ready.resourceGroup)",
            query: [("api-version", "2021-04-01")],
            scope: cloud.resourceManagerScope
        )
    }

    @Test func `a resource is read with a token from the emulator`() async throws {
        try await withEmulator { emulator, _, pipeline, cloud in
            let response = try await pipeline.send(group(emulator, cloud))
            #expect(response.json?["name"]?.string == emulator.ready.resourceGroup)
            #expect(response.requestId != nil)
        }
    }

    @Test func `a vault is reached by its own name, with its own token`() async throws {
        try await withEmulator { _, _, pipeline, cloud in
            let request = AzureRequest(
                operation: "Secrets.get",
                url: cloud.vaultURL("demo-vault") + "/secrets/none",
                query: [("api-version", "7.6")],
                scope: cloud.keyVaultScope
            )
            await #expect {
                try await pipeline.send(request)
            } throws: {
                ($0 as? AzureError)?.code == .notFound && ($0 as? AzureError)?.serviceCode == "SecretNotFound"
            }
        }
    }

    @Test func `a wrong client secret is explained`() async throws {
        try await withEmulator(secret: "not-the-secret") { emulator, _, pipeline, cloud in
            await #expect {
                try await pipeline.send(group(emulator, cloud))
            } throws: {
                let error = $0 as? AzureError
                return error?.code == .unauthenticated && error?.serviceCode == "AADSTS7000215"
            }
        }
    }

    @Test func `a server of an unknown authority is refused before anything is sent`() async throws {
        try await withEmulator { emulator, _, _, _ in
            let stranger = try AzureHTTPTransport.make()
            await #expect {
                try await stranger.transport.send(TransportRequest(method: .get, url: emulator.ready.arm + "/"))
            } throws: {
                ($0 as? TransportError)?.kind == .tls && ($0 as? TransportError)?.requestMayHaveArrived == false
            }
            try await stranger.shutdown()
        }
    }
}
