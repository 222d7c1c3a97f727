import AppServiceCertificates
import AzureCore
import JSON
import TestSupport
import Testing

/// A refusal as the service words it, and what the next step has to name.
struct ServiceRefusal: Sendable, CustomTestStringConvertible {
    let title: String
    var status = 400
    var code = "BadRequest"
    var extended: String?
    let message: String
    let next: [String]

    var testDescription: String { title }

    /// App Service's own envelope, or Resource Manager's.
    func body(_ envelope: String) -> JSONValue {
        guard envelope == "appService" else { return ["error": ["code": .string(code), "message": .string(message)]] }
        var entity: JSONObject = ["Code": .string(code), "Message": .string(message)]
        entity["ExtendedCode"] = extended.map(JSONValue.string)
        return [
            "Code": .string(code), "Message": .string(message), "Target": nil,
            "Details": [["Message": .string(message)], ["Code": .string(code)], ["ErrorEntity": .object(entity)]],
        ]
    }

    static let ofBindings = [
        ServiceRefusal(
            title: "the thumbprint does not fit",
            status: 409,
            code: "Conflict",
            message: "The certificate with thumbprint 'AB' does not match the hostname 'www.a.test'.",
            next: ["leaf", "Certificates_ListByResourceGroup --parameter resourceGroupName=rg"]
        ),
        ServiceRefusal(
            title: "the certificate is not in the webspace",
            status: 404,
            code: "NotFound",
            message: "Certificate AB was not found.",
            next: ["az webapp show --ids /subscriptions/\(subscription)/resourceGroups/rg/providers/Microsoft.Web/sites/s", "plan"]
        ),
    ]

    static let ofWebCertificates = [
        ServiceRefusal(
            title: "App Service may not read the vault",
            message: "The service does not have access to '/subscriptions/s/resourceGroups/g/providers/microsoft.keyvault/vaults/kv' "
                + "Key Vault. Please make sure that you have granted necessary permissions.",
            next: ["az keyvault set-policy --name kv --spn abfa0a7c-a6b6-4736-8310-5855508787cd --secret-permissions get"]
        ),
        ServiceRefusal(
            title: "the secret is no PFX",
            message: "The parameter KeyVault Certificate has an invalid value.",
            next: ["application/x-pkcs12", "without a password"]
        ),
        ServiceRefusal(
            title: "vault or secret are elsewhere",
            message: "The parameter KeyVaultId & KeyVaultSecretName has an invalid value.",
            next: [subscription, "az keyvault secret list"]
        ),
        ServiceRefusal(
            title: "the vault's id is no id",
            message: "Properties.KeyVaultId has an invalid value.",
            next: [subscription, "az keyvault list"]
        ),
        ServiceRefusal(
            title: "the thumbprint is there already",
            status: 409,
            code: "Conflict",
            message: "Another certificate exists with same thumbprint AB at location West Europe in the Resource Group rg.",
            next: ["Certificates_ListByResourceGroup --parameter resourceGroupName=rg"]
        ),
        ServiceRefusal(
            title: "it is bound",
            status: 409,
            code: "Conflict",
            message: "Cannot remove certificate with thumbprint 'AB' because it is used for hostname 'www.a.test'.",
            next: ["www.a.test", "az webapp config ssl unbind --resource-group rg --name SITE --certificate-thumbprint AB"]
        ),
        ServiceRefusal(
            title: "it is bound and would be exchanged",
            status: 409,
            code: "Conflict",
            message: "Cannot replace the certificate because it is used for hostname 'www.a.test'.",
            next: ["another name than c", "www.a.test"]
        ),
        ServiceRefusal(
            title: "the PFX cannot be read",
            message: "The parameter PfxBlob has an invalid value.",
            next: ["openssl pkcs12", "-legacy"]
        ),
    ]

    static let ofOrders = [
        ServiceRefusal(
            title: "too early",
            status: 409,
            code: "ExpirationNotInRenewalTimeRange",
            message: "no",
            next: ["signet status web"]
        ),
        ServiceRefusal(
            title: "not issued",
            status: 409,
            code: "RegistrationStatusNotSupportedForRenewal",
            message: "no",
            next: ["signet status web", "signet order NEW-NAME"]
        ),
        ServiceRefusal(title: "not active", status: 409, code: "SubscriptionNotActive", message: "no", next: [subscription]),
        ServiceRefusal(
            title: "fraud",
            status: 409,
            code: "Conflict",
            message: "Flagged for possible fraud.",
            next: ["up to a day", "support"]
        ),
        ServiceRefusal(title: "payment", message: "A valid payment method is needed.", next: ["Payment methods"]),
        ServiceRefusal(title: "offer", message: "This offer cannot buy certificates.", next: ["pay-as-you-go"]),
        ServiceRefusal(title: "quota", message: "The limit of 10 is reached.", next: ["signet list", "quotas"]),
    ]
}

@Suite struct KnownRefusalsTests {
    private func check(_ refusal: ServiceRefusal, _ call: (Pipeline) async throws(AzureError) -> Void) async {
        for envelope in ["arm", "appService"] {
            let transport = ScriptedTransport(.answer(refusal.status, refusal.body(envelope)))
            let error = await failure { () throws(AzureError) in try await call(pipeline(transport)) }
            #expect(error?.serviceMessage?.contains(refusal.message.prefix(20)) == true)
            for word in refusal.next { #expect(error?.nextStep.contains(word) == true, "\(envelope): \(error?.nextStep ?? "none")") }
        }
    }

    @Test(arguments: ServiceRefusal.ofBindings) func `a refused binding has its next step`(_ refusal: ServiceRefusal) async {
        await check(refusal) { pipeline throws(AzureError) in
            let client = HostNameBindingsClient(pipeline: pipeline, cloud: .publicCloud, subscriptionId: subscription)
            _ = try await client.createOrUpdate(
                resourceGroup: "rg",
                site: "s",
                hostName: "www.a.test",
                HostNameBinding(siteName: "s", sslState: .sniEnabled, thumbprint: "AB")
            )
        }
    }

    @Test func `a missing ownership record is given whole, ready to be published`() async {
        let refusal = ServiceRefusal(
            title: "asuid",
            extended: "04006",
            message: "A TXT record pointing from asuid.www.a.test to 0AF9 was not found.",
            next: ["asuid.www.a.test  TXT  \"0AF9\""]
        )
        let transport = ScriptedTransport(.answer(400, refusal.body("appService")))
        let client = HostNameBindingsClient(pipeline: pipeline(transport), cloud: .publicCloud, subscriptionId: subscription)
        let error = await failure { () throws(AzureError) in
            let binding = HostNameBinding(siteName: "s", sslState: .sniEnabled, thumbprint: "AB")
            return try await client.createOrUpdate(resourceGroup: "rg", site: "s", hostName: "www.a.test", binding)
        }
        #expect(error?.nextStep.contains(refusal.next[0]) == true, "\(error?.nextStep ?? "none")")
    }

    @Test(arguments: ServiceRefusal.ofWebCertificates) func `a refused web certificate has its next step`(_ refusal: ServiceRefusal) async {
        await check(refusal) { pipeline throws(AzureError) in
            let client = WebCertificatesClient(pipeline: pipeline, cloud: .publicCloud, subscriptionId: subscription)
            _ = try await client.delete(resourceGroup: "rg", name: "c")
        }
    }

    @Test(arguments: ServiceRefusal.ofOrders) func `a refused purchase or renewal has its next step`(_ refusal: ServiceRefusal) async {
        await check(refusal) { pipeline throws(AzureError) in
            let client = CertificateOrdersClient(pipeline: pipeline, cloud: .publicCloud, subscriptionId: subscription)
            try await client.renew(resourceGroup: "rg", name: "web")
        }
    }
}
