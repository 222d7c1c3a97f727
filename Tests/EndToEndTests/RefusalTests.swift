import Foundation
import JSON
import Testing

/// What the services are known to refuse: the emulator refuses it, and signet says what, why and what to do.
@Suite(.fewAtOnce, .sandbox, .timeLimit(.minutes(10))) struct RefusalTests {
    private static let elsewhere =
        "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v"

    private func refused(_ ending: Ending, _ words: String...) throws { try Refusal(code: 1, words: words).check(ending) }

    private func web(_ name: String) -> [String: String] { ["name": name] }

    private func order(_ name: String) -> [String: String] { ["certificateOrderName": name] }

    @Test func `a vault of another subscription, and an id that is none, are refused with where to look`() async throws {
        let sandbox = try Sandbox.shared
        try await sandbox.stage(["name": "moved", "domain": "moved.test"])
        let link = order("moved").merging(["name": "moved"]) { $1 }
        for id in [Self.elsewhere, "demo-vault"] {
            let body: JSONValue = ["location": "global", "properties": ["keyVaultId": .string(id), "keyVaultSecretName": "moved"]]
            try await refused(
                sandbox.api("AppServiceCertificateOrders_CreateOrUpdateCertificate", link, body),
                "KeyVaultId has an invalid value",
                sandbox.emulator["subscriptionId"],
                "az keyvault list"
            )
        }
        let missing = try await sandbox.api("Certificates_CreateOrUpdate", web("missing"), sandbox.importing("no-such-secret"))
        try refused(missing, "KeyVaultId & KeyVaultSecretName has an invalid value", "az keyvault secret list")
    }

    @Test func `a secret that is no PFX is refused with what it must be`() async throws {
        let sandbox = try Sandbox.shared
        try await sandbox.call("SetSecret", ["vaultName": "demo-vault", "secret-name": "text"], ["value": "hello"])
        let ending = try await sandbox.api("Certificates_CreateOrUpdate", web("text"), sandbox.importing("text"))
        try refused(ending, "KeyVault Certificate has an invalid value", "application/x-pkcs12")
    }

    @Test func `a locked order cannot be deleted, and the way to its lock is shown`() async throws {
        let sandbox = try Sandbox.shared
        try await sandbox.stage(["name": "locked", "domain": "locked.test"])
        try await sandbox.lock(sandbox.order("locked"))
        let ending = try await sandbox.api("AppServiceCertificateOrders_Delete", order("locked"), nil, ["--yes"])
        try refused(ending, "ScopeLocked", "AppServiceCertificateLock", "az lock list --resource-group demo-group", "az lock delete")
    }

    @Test func `a certificate that is bound is neither deleted nor exchanged, and its host is named`() async throws {
        let sandbox = try Sandbox.shared
        try await sandbox.stage([
            "name": "bound", "domain": "bound.test", "vault": "demo-vault", "secret": "bound", "site": "demo-site",
            "hostNames": ["bound.test"],
        ])
        let deleted = try await sandbox.api("Certificates_Delete", web("bound"), nil, ["--yes"])
        try refused(deleted, "Cannot remove certificate", "bound.test", "az webapp config ssl unbind --resource-group demo-group")
        try await sandbox.stage(["name": "other", "domain": "other.test", "vault": "demo-vault", "secret": "other"])
        let pfx = try await sandbox.emulator.secret("https://demo-vault.\(sandbox.emulator["keyVaultSuffix"])/secrets/other")
        let upload: JSONValue = ["location": "West Europe", "properties": ["pfxBlob": .string(pfx), "password": ""]]
        let replaced = try await sandbox.api("Certificates_CreateOrUpdate", web("bound"), upload)
        try refused(replaced, "Cannot replace the certificate", "bound.test", "another name than bound")
    }

    @Test func `a name a deleted secret holds is refused with recover and purge`() async throws {
        let sandbox = try Sandbox.shared
        let name = ["vaultName": "demo-vault", "secret-name": "gone"]
        try await sandbox.call("SetSecret", name, ["value": "one"])
        try await sandbox.call("DeleteSecret", name)
        let ending = try await sandbox.api("SetSecret", name, ["value": "two"])
        try refused(ending, "recoverable", "az keyvault secret recover --vault-name", "--name gone", "purge")
    }

    @Test func `an upload that does not open is refused with how to pack it`() async throws {
        let upload: JSONValue = ["location": "West Europe", "properties": ["pfxBlob": "aGVsbG8=", "password": "p"]]
        let ending = try await Sandbox.shared.api("Certificates_CreateOrUpdate", web("upload"), upload)
        try refused(ending, "PfxBlob has an invalid value", "openssl pkcs12 -export -legacy")
    }

    @Test func `bindings are refused with the record, the certificate or the place that is missing`() async throws {
        let sandbox = try Sandbox.shared
        try await sandbox.stage([
            "name": "binding", "domain": "binding.test", "vault": "demo-vault", "secret": "binding", "site": "demo-site",
            "hostNames": ["binding.test"],
        ])
        try await sandbox.stage(["name": "stranger", "domain": "stranger.test", "vault": "demo-vault", "secret": "stranger"])
        try await sandbox.call("Certificates_CreateOrUpdate", web("stranger"), sandbox.importing("stranger"))
        func bind(_ host: String, _ thumbprint: String) async throws -> Ending {
            let parameters = ["name": "demo-site", "hostName": host]
            return try await sandbox.api("WebApps_CreateOrUpdateHostNameBinding", parameters, Sandbox.binding(thumbprint))
        }
        try await refused(bind("new.binding.test", "AB"), "asuid.new.binding.test  TXT  \"")
        let stranger = try await sandbox.thumbprint("stranger")
        try await refused(bind("binding.test", stranger), "does not match the hostname", "Certificates_ListByResourceGroup")
        let nobody = String(repeating: "A", count: 40)
        try await refused(bind("binding.test", nobody), "was not found", "az webapp show --ids", "plan")
    }

    @Test func `a second certificate of one thumbprint is refused with where the first is`() async throws {
        let sandbox = try Sandbox.shared
        try await sandbox.stage(["name": "twin", "domain": "twin.test", "vault": "demo-vault", "secret": "twin"])
        try await sandbox.call("Certificates_CreateOrUpdate", web("twin"), sandbox.importing("twin"))
        let ending = try await sandbox.api("Certificates_CreateOrUpdate", web("twin-2"), sandbox.importing("twin"))
        try refused(ending, "same thumbprint", "signet api Certificates_ListByResourceGroup --parameter resourceGroupName=demo-group")
    }

    @Test func `renewals that cannot be are refused with what is possible instead`() async throws {
        let sandbox = try Sandbox.shared
        try await sandbox.stage(["name": "over", "domain": "over.test", "status": "Expired"])
        let over = try await sandbox.api("AppServiceCertificateOrders_Renew", order("over"), ["properties": [:]], ["--yes"])
        try refused(over, "RegistrationStatusNotSupportedForRenewal", "signet status over", "signet order NEW-NAME")
        try await sandbox.stage(["name": "early", "domain": "early.test", "daysLeft": 150])
        let early = try await sandbox.api("AppServiceCertificateOrders_Renew", order("early"), ["properties": [:]], ["--yes"])
        try refused(early, "ExpirationNotInRenewalTimeRange", "signet status early")
    }

    @Test func `an expired token is exchanged once for each request, and nobody notices`() async throws {
        let sandbox = try Sandbox.shared
        try await sandbox.stage(["name": "token", "domain": "token.test"])
        try await sandbox.emulator.add(fault: ["expiredToken": true], on: "GET", "*/certificateOrders/token", times: 1)
        let read = try await sandbox.api("AppServiceCertificateOrders_Get", order("token"))
        #expect(read.way == .exit(0), "\(read)")
        try await sandbox.emulator.add(fault: ["expiredToken": true], on: "GET", "*/certificateOrders/token", times: 2)
        try await refused(sandbox.api("AppServiceCertificateOrders_Get", order("token")), "ExpiredAuthenticationToken", "clock")
    }
}

/// What is refused by settings of the whole emulator, so each has one of its own.
@Suite(.fewAtOnce, .timeLimit(.minutes(10))) struct PurchaseRefusalTests {
    @Test(arguments: [
        ("paymentMethod", "payment method", "Payment methods"), ("offer", "does not include certificates", "signet profile add"),
        ("fraud", "possible fraud", "up to a day"),
    ])
    func `a purchase the subscription may not make is refused before anything is bought`(word: String, why: String, next: String)
        async throws
    {
        try await Sandbox.with { sandbox in
            for envelope in ["arm", "appService"] {
                try await sandbox.set(["purchaseRefusal": .string(word), "businessErrorEnvelope": .string(envelope)])
                let order = TestOrder(name: "refused")
                let ending = try await sandbox.home.run(order.arguments.dropLast(2))
                try Refusal(code: 1, words: [why, next]).check(ending)
                try await Refusal.checkNothingWritten(order.name, by: sandbox.home, sandbox.emulator)
            }
        }
    }

    @Test func `a full quota is refused with how to make room`() async throws {
        try await Sandbox.with { sandbox in
            try await sandbox.stage(["name": "first", "domain": "first.test"])
            try await sandbox.set(["orderQuota": 1])
            let order = TestOrder(name: "second")
            let ending = try await sandbox.home.run(order.arguments.dropLast(2))
            try Refusal(code: 1, words: ["which is its limit", "signet list", "quotas"]).check(ending)
            try await Refusal.checkNothingWritten(order.name, by: sandbox.home, sandbox.emulator)
        }
    }

    @Test func `a vault's firewall and a missing right are refused with the address and the grant`() async throws {
        try await Sandbox.with { sandbox in
            let get = ["vaultName": "demo-vault", "secret-name": "any"]
            let open: JSONValue = ["properties": ["networkAcls": ["bypass": "AzureServices", "defaultAction": "Allow"]]]
            let closed: JSONValue = ["properties": ["networkAcls": ["bypass": "AzureServices", "defaultAction": "Deny"]]]
            try await sandbox.call("Vaults_Update", ["vaultName": "demo-vault"], closed)
            let outside = try await sandbox.api("GetSecret", get)
            try Refusal(code: 1, words: ["Client address is not authorized", "--name demo-vault --ip-address 127.0.0.1"]).check(outside)
            try await sandbox.call("Vaults_Update", ["vaultName": "demo-vault"], open)
            let none: JSONValue = ["properties": ["accessPolicies": []]]
            try await sandbox.call("Vaults_Update", ["vaultName": "demo-vault"], none)
            let refused = try await sandbox.api("GetSecret", get)
            let grant = "az keyvault set-policy --name demo-vault --spn \(sandbox.emulator["clientId"]) --secret-permissions get"
            try Refusal(code: 1, words: ["does not have secrets get permission", grant]).check(refused)
            let unread = try await sandbox.api("Certificates_CreateOrUpdate", ["name": "unread"], sandbox.importing("any"))
            try Refusal(code: 1, words: ["service does not have access", "--name demo-vault --spn abfa0a7c"]).check(unread)
        }
    }
}
