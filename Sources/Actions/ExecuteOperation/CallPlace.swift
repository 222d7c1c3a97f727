import AzureCore
import Catalog
import Custody
import FoundationEssentials
import Gateway
import JSON
import Workflows

/// Where a call goes and as whom: fixed by the profile or by a credential when it was stored, never by a caller or a document.
struct CallPlace: Sendable {
    enum Kind: Sendable, Hashable {
        /// Done here.
        case signet
        case resourceManager
        case vault
        /// An imported API, with a sealed credential.
        case api(credential: String)
    }

    let kind: Kind
    /// Without a slash at its end.
    let server: String
    let origin: Origin?
    let scope: TokenScope?
    /// What handles of its answers can be used for.
    let audience: String
    let pipeline: Pipeline
    private let cloud: AzureCloud

    private static let clouds = ["management.azure.com", "management.usgovcloudapi.net", "management.chinacloudapi.cn"]

    init(_ contract: Contract, _ inputs: JSONValue, credential: String?, _ context: GatewayContext, _ azure: ActionContext) async throws {
        let world = azure.world
        cloud = world.cloud
        if contract.server == OwnOperations.server {
            (kind, server, scope, audience, pipeline) = (.signet, OwnOperations.server, nil, Self.cloudAudience, world.pipeline)
        } else if Self.clouds.contains(Origin(url: contract.server)?.host ?? "") {
            (kind, server, scope) = (.resourceManager, cloud.resourceManager, cloud.resourceManagerScope)
            (audience, pipeline) = (Self.cloudAudience, world.pipeline)
        } else if contract.places.contains(where: { $0.place == "server" }) {
            (kind, server, scope) = (.vault, cloud.vaultURL(inputs["vaultName"]?.string ?? ""), cloud.keyVaultScope)
            (audience, pipeline) = (Self.cloudAudience, world.pipeline)
        } else {
            let found = try await Self.credential(of: contract, named: credential, context)
            try Self.refuseEnding(found, at: context.now())
            (kind, server) = (.api(credential: found.name), found.facts["server"]?.string ?? "")
            scope = TokenScope("custody:\(found.name)")
            audience = "api:\(contract.api)"
            pipeline = try await context.pipeline(for: found)
        }
        origin = Origin(url: server)
    }

    static let cloudAudience = "the cloud"

    /// Whether a request made for this place may go there.
    func allows(_ origin: Origin) -> Bool {
        kind == .signet ? Self.isOf(cloud, origin) : origin == self.origin
    }

    /// All of the profile's cloud, where workflows go.
    static func isOf(_ cloud: AzureCloud, _ origin: Origin) -> Bool {
        [cloud.resourceManager, cloud.graph].contains { Origin(url: $0) == origin }
            || "\(origin)".hasSuffix(".\(cloud.keyVaultSuffix.contains(":") ? cloud.keyVaultSuffix : cloud.keyVaultSuffix + ":443")")
    }

    /// One that might end on its way is not sent at all.
    private static let margin: Double = 60

    private static func refuseEnding(_ credential: Custody.Record, at now: Date) throws(Refusal) {
        guard let text = credential.facts["expires"]?.string, let end = RFC3339.date(text), end <= now + margin else { return }
        throw Refusal(
            .credentialExpiring,
            "The credential \(credential.name) ends at \(text), so nothing was sent with it.",
            human: Refusal.Human("Seal its successor under the same name: signet credential add \(credential.name)")
        )
    }

    private static func credential(of contract: Contract, named wanted: String?, _ context: GatewayContext) async throws -> Custody.Record {
        let all = try await context.custody.records(.credential).filter { $0.facts["api"]?.string == contract.api }
        let found = wanted.map { name in all.filter { $0.name == name } } ?? all
        if let only = found.first, found.count == 1 { return only }
        guard let first = found.first else {
            throw Refusal(
                .noCredential,
                "There is no credential for \(contract.api).",
                human: Refusal.Human("Store one: signet credential add NAME --api \(contract.api) --server https://HOST")
            )
        }
        throw Refusal(
            .ambiguousCredential,
            "There are several credentials for \(contract.api): \(found.prefix(10).map(\.name).joined(separator: ", ")).",
            next: Refusal.Call("", ["credential": .string(first.name)])
        )
    }
}

extension GatewayContext {
    /// Towards an imported API, with one sealed credential.
    func pipeline(for credential: Custody.Record) async throws -> Pipeline {
        Pipeline(
            transport: try await upstream(credential.facts),
            credential: WitnessedCredential(SealedBearer(name: credential.name, custody: custody), held: held),
            gate: Clearance.gate,
            retry: RetryPolicy(maximumAttempts: 3, maximumRetryAfter: .seconds(10))
        )
    }
}

/// A bearer token as it lies sealed, opened for each call.
struct SealedBearer: TokenCredential {
    let name: String
    let custody: Custody

    func token(for scope: TokenScope) async throws(AzureError) -> AccessToken {
        do {
            let text = try await custody.open(.credential, name: name).withBytes { String(decoding: $0, as: UTF8.self) }
            return AccessToken(token: Secret(text), lifetime: .seconds(60))
        } catch {
            throw AzureError(
                code: .unauthenticated,
                operation: "Identity.token",
                target: "custody:\(name)",
                serviceMessage: "the sealed credential cannot be opened",
                nextStep: "Seal it again: signet credential add \(name)"
            )
        }
    }
}
