import AppServiceCertificates
import AzureCore
import AzureResources
import CertificateMaterial
import Crypto
import FoundationEssentials
import JSON

extension Provision {
    package func perform(_ step: ProvisionStep) async throws -> JSONValue {
        switch step {
        case .placeOrder:
            let operation = try await world.orders.createOrUpdate(resourceGroup: input.resourceGroup, name: input.name, input.purchase)
            return ["id": .string((operation.first?.id ?? input.order).description)]
        case .publishProof(let record), .publishHostRecord(let record):
            try await world.records.publish(record, order: input.name, resolver: world.resolver)
            return ["value": .string(record.value), "by": .string(world.records.name)]
        case .verifyDomain:
            try await world.orders.verifyDomainOwnership(resourceGroup: input.resourceGroup, name: input.name)
            return [:]
        case .linkVault:
            let link = OrderCertificate(keyVaultId: input.vault, keyVaultSecretName: input.secretName)
            _ = try await world.orderCertificates.createOrUpdate(
                resourceGroup: input.resourceGroup,
                order: input.name,
                name: input.name,
                link
            )
            return [:]
        case .importCertificate:
            return try await importCertificate()
        case .bind(let host, let thumbprint):
            return try await bind(host, thumbprint)
        }
    }

    private func importCertificate() async throws -> JSONValue {
        guard let siteID = input.site else { return [:] }
        let place = try await place(of: siteID)
        let certificate = WebCertificate(
            location: place.plan.location,
            keyVaultId: input.vault,
            keyVaultSecretName: input.secretName,
            serverFarmId: place.planID
        )
        let stored = try await world.webCertificates.createOrUpdate(resourceGroup: place.resourceGroup, name: input.name, certificate)
        return ["thumbprint": stored.thumbprint.map(JSONValue.string) ?? nil]
    }

    private func bind(_ host: String, _ thumbprint: String) async throws -> JSONValue {
        guard let siteID = input.site else { return [:] }
        let binding = HostNameBinding(siteName: siteID.name, sslState: .sniEnabled, thumbprint: thumbprint)
        let bound = try await world.hostNameBindings.createOrUpdate(
            resourceGroup: siteID.resourceGroup ?? "",
            site: siteID.name,
            hostName: host,
            binding
        )
        return ["thumbprint": bound.thumbprint.map(JSONValue.string) ?? nil]
    }
}

extension ProvisionInput {
    /// What the journal keeps of the purchase's body.
    var purchaseDigest: String {
        "sha256:" + Hexadecimal.text(SHA256.hash(data: purchase.requestBody().bytes())).lowercased()
    }
}

extension HostNameBinding {
    func serves(_ thumbprint: String) -> Bool {
        sslState == .sniEnabled && self.thumbprint?.caseInsensitiveEquals(thumbprint) == true
    }
}
