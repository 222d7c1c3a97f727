import AzureCore
import CertificateMaterial
import DNS
import Foundation
import JSON
import KeyVault
import TestSupport
import Testing

@testable import Workflows

@Suite struct PreflightTests {
    @Test func `a subscription where everything is in place passes every check`() async throws {
        let findings = try await PretendAzure().preflight()
        #expect(findings.filter { $0.level == .blocking }.isEmpty)
        #expect(findings.contains { $0.what == "purchase" && $0.level == .passed })
    }

    @Test func `nothing is written, whatever is found`() async throws {
        let azure = PretendAzure()
        _ = try await azure.preflight()
        #expect(azure.writes == ["POST validateCertificateRegistrationInformation"])
    }

    @Test func `a group, vault or site that does not exist is named with the way to find one`() async throws {
        for (gone, word) in [
            ("/resourcegroups/group", "resource group group"), ("/vaults/vault", "key vault vault"), ("/sites/site", "no site site"),
        ] {
            let problem = await problem(PretendAzure(missing: gone))
            let text = [problem?.what, problem?.why].compactMap(\.self).joined(separator: " ")
            #expect(text.contains(word), "\(gone)")
            #expect(problem?.nextStep.contains("az ") == true, "\(gone)")
        }
    }

    @Test func `missing rights end with the exact grant, by policy or by role`() async throws {
        let policy = await problem(PretendAzure(vault: ["accessPolicies": []]))
        #expect(policy?.nextStep == "az keyvault set-policy --name vault --object-id oid-f3c21649 --secret-permissions get list set delete")
        let role = await problem(PretendAzure(vault: ["enableRbacAuthorization": true]))
        #expect(role?.nextStep.contains("--assignee-object-id oid-f3c21649") == true)
        #expect(role?.nextStep.contains("--role 'Key Vault Secrets Officer'") == true)
    }

    @Test func `a grant in the model the vault does not use is no grant`() async throws {
        let roles = PretendAzure(vault: ["accessPolicies": []], roles: true)
        #expect(await problem(roles) != nil)
        let right = PretendAzure(vault: ["enableRbacAuthorization": true], roles: true)
        #expect(try await right.preflight().allSatisfy { $0.level != .blocking })
    }

    @Test func `a directory that may not be read is a warning and no refusal`() async throws {
        let findings = try await PretendAzure(statuses: ["/serviceprincipals": 403]).preflight()
        #expect(findings.filter { $0.level == .warning && $0.what.hasPrefix("rights of") }.count == 2)
    }

    @Test func `a firewall that keeps trusted services out blocks`() async throws {
        let closed = PretendAzure(vault: ["networkAcls": ["defaultAction": "Deny", "bypass": "None"]])
        #expect(await problem(closed)?.nextStep == "az keyvault update --name vault --bypass AzureServices")
        let bypassed = PretendAzure(vault: ["networkAcls": ["defaultAction": "Deny", "bypass": "AzureServices"]])
        #expect(await problem(bypassed) == nil)
    }

    @Test func `a secret or a vault that is deleted and holds its name is named with how to recover it`() async throws {
        let deleted: JSONValue = [
            "id": "https://vault.test/secrets/web/0123456789abcdef0123456789abcdef", "recoveryId": "https://vault.test/deletedsecrets/web",
            "attributes": ["enabled": true],
        ]
        let held = await problem(PretendAzure(bodies: ["/deletedsecrets/web": deleted]))
        #expect(held?.nextStep.hasPrefix("az keyvault secret recover --vault-name vault --name web") == true, "\(String(describing: held))")
        let vaults: JSONValue = ["value": [["id": "/x", "name": "Vault", "properties": ["location": "here"]]]]
        let gone = await problem(PretendAzure(missing: "/vaults/vault", bodies: ["/deletedvaults": vaults]))
        #expect(gone?.nextStep == "Recover it: az keyvault recover --name vault", "\(String(describing: gone))")
    }

    @Test func `a host that is not mapped yet is a warning with its records`() async throws {
        let site: JSONValue = [
            "name": "site", "location": "here",
            "properties": [
                "serverFarmId": "/subscriptions/s/resourceGroups/group/providers/Microsoft.Web/serverfarms/plan",
                "hostNames": ["contoso.test"],
                "customDomainVerificationId": "0AF9", "defaultHostName": "site.azurewebsites.net",
            ],
        ]
        let findings = try await PretendAzure(bodies: ["/sites/site": site]).preflight()
        #expect(findings.first { $0.what == "host contoso.test" }?.level == .passed)
        let www = findings.first { $0.what == "host www.contoso.test" }
        #expect(www?.level == .warning)
        #expect(www?.fix.contains("asuid.www.contoso.test  TXT  \"0AF9\"; www.contoso.test  CNAME  site.azurewebsites.net") == true)
    }

    @Test func `a plan without custom certificates blocks`() async throws {
        let problem = await problem(PretendAzure(tier: "Free"))
        #expect(problem?.nextStep.contains("az appservice plan update") == true)
    }

    @Test func `the service's refusal of the purchase is passed on in its own words`() async throws {
        let error = await #expect(throws: AzureError.self) {
            _ = try await PretendAzure(statuses: ["/validatecertificateregistrationinformation": 400]).preflight()
        }
        #expect(error?.serviceMessage == "scripted refusal")
    }

    @Test func `a vault of another subscription is refused before it is asked for`() async throws {
        let azure = PretendAzure()
        let other = ResourceID(
            "/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/group/providers/Microsoft.KeyVault/vaults/vault"
        )
        let input = azure.input
        let moved = ProvisionInput(
            order: input.order,
            domain: input.domain,
            product: input.product,
            keySize: 2048,
            vault: other,
            secretName: "web",
            site: nil,
            hostNames: []
        )
        let problem = await #expect(throws: Problem.self) { _ = try await Preflight(input: moved, world: azure.world).run() }
        #expect(problem?.kind == .input)
        #expect(problem?.what.contains("another subscription") == true)
    }

    private func problem(_ azure: PretendAzure) async -> Problem? {
        do {
            _ = try await azure.preflight()
            return nil
        } catch {
            return error as? Problem
        }
    }
}

/// The pre-flight of one order against a pretended subscription.
struct PretendAzure {
    let input = ProvisionFixture().input
    private let subscription: PretendSubscription

    init(
        missing: String = "-",
        vault: JSONObject = [:],
        tier: String = "Basic",
        roles: Bool = false,
        statuses: [String: Int] = [:],
        bodies: [String: JSONValue] = [:]
    ) {
        subscription = PretendSubscription(missing: missing, vault: vault, tier: tier, roles: roles, statuses: statuses, bodies: bodies)
    }

    var writes: [String] { subscription.writes }

    func preflight() async throws -> [Finding] { try await Preflight(input: input, world: world).run() }

    var world: World {
        let pipeline = subscription.pipeline
        return World(
            subscriptionId: input.order.subscriptionId ?? "",
            tenantId: "tenant",
            pipeline: pipeline,
            cloud: .publicCloud,
            secrets: { SecretsClient(pipeline: pipeline, vaultURL: $0) },
            resolver: DNSResolver(servers: ["127.0.0.1:1"], timeout: .milliseconds(50), tries: 1),
            wire: Wire(frontEnd: nil, roots: .system),
            records: .person,
            clock: WorkflowClock()
        )
    }
}
