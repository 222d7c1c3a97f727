import AzureCore
import JSON
import KeyVault
import TestSupport
import Testing

@Suite struct KnownRefusalsTests {
    private func nextStep(_ status: Int, _ inner: String, _ message: String) async -> String? {
        let body: JSONValue = ["error": ["code": "Any", "message": .string(message), "innererror": ["code": .string(inner)]]]
        let pipeline = Pipeline(transport: ScriptedTransport(.answer(status, body)).transport, credential: StaticCredential())
        do throws(AzureError) {
            _ = try await SecretsClient(pipeline: pipeline, vaultURL: "https://kv.vault.azure.net").set(name: "web", value: Secret("v"))
            return nil
        } catch {
            return error.nextStep
        }
    }

    @Test func `a missing right is answered with the grant for the caller the message names`() async {
        let policy = await nextStep(
            403,
            "ForbiddenByPolicy",
            "The user, group or application 'appid=11-22;oid=33;iss=x' does not have secrets set permission on key vault 'kv;location=y'."
        )
        #expect(policy?.contains("az keyvault set-policy --name kv --spn 11-22 --secret-permissions set`") == true, "\(policy ?? "")")
        #expect(await nextStep(403, "AccessDenied", "no")?.contains("set-policy --name kv") == true)
        let role = await nextStep(403, "ForbiddenByRbac", "Caller is not authorized. Caller: appid=11-22;oid=33")
        #expect(role?.contains("--assignee 11-22 --role 'Key Vault Secrets Officer'") == true, "\(role ?? "")")
    }

    @Test func `a closed firewall is answered with the address to let in`() async {
        let text = "Client address is not authorized and caller is not a trusted service.\r\nClient address: 192.0.2.7\r\nCaller: appid=1"
        let step = await nextStep(403, "ForbiddenByFirewall", text)
        #expect(step?.contains("az keyvault network-rule add --name kv --ip-address 192.0.2.7`") == true, "\(step ?? "")")
    }

    @Test func `a name held by a deleted secret is recovered, purged or left`() async {
        let step = await nextStep(409, "ObjectIsDeletedButRecoverable", "Secret web is deleted.")
        #expect(step?.contains("az keyvault secret recover --vault-name kv --name web") == true, "\(step ?? "")")
        #expect(step?.contains("az keyvault secret purge --vault-name kv --name web") == true)
    }

    @Test func `disabled and managed secrets have their own next steps`() async {
        #expect(await nextStep(403, "SecretDisabled", "no")?.contains("set-attributes --vault-name kv --name web --enabled true") == true)
        #expect(await nextStep(403, "SecretManagedByKeyVault", "no")?.contains("another secret name") == true)
    }
}
