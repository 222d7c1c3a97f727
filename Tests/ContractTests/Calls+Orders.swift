import AppServiceCertificates
import AzureCore
import Foundation
import JSON

extension Calls {
    private static let link = KeyVaultLink(keyVaultId: vault, keyVaultSecretName: "shop")

    private static func client(_ pipeline: Pipeline, _ apiVersion: String) -> CertificateOrdersClient {
        CertificateOrdersClient(pipeline: pipeline, cloud: .publicCloud, subscriptionId: subscription, apiVersion: apiVersion)
    }

    private static func links(_ pipeline: Pipeline, _ apiVersion: String) -> OrderCertificatesClient {
        OrderCertificatesClient(pipeline: pipeline, cloud: .publicCloud, subscriptionId: subscription, apiVersion: apiVersion)
    }

    private static let order = CertificateOrder(
        productType: .standard,
        distinguishedName: "CN=www.example.com",
        csr: "MIIC",
        tags: ["team": "shop"],
        certificates: ["link": link]
    )

    static let orders: [String: Call] = [
        "AppServiceCertificateOrders_List": { pipeline, version throws(AzureError) in
            try await client(pipeline, version).list().all()
        },
        "AppServiceCertificateOrders_ListByResourceGroup": { pipeline, version throws(AzureError) in
            try await client(pipeline, version).list(resourceGroup: "group").all()
        },
        "AppServiceCertificateOrders_Get": { pipeline, version throws(AzureError) in
            try await client(pipeline, version).get(resourceGroup: "group", name: "shop")
        },
        "AppServiceCertificateOrders_CreateOrUpdate": { pipeline, version throws(AzureError) in
            try await client(pipeline, version).createOrUpdate(resourceGroup: "group", name: "shop", order).first
        },
        "AppServiceCertificateOrders_Update": { pipeline, version throws(AzureError) in
            let patch = CertificateOrderPatch(of: order, autoRenew: false, certificates: ["link": link])
            return try await client(pipeline, version).update(resourceGroup: "group", name: "shop", patch)
        },
        "AppServiceCertificateOrders_Delete": { pipeline, version throws(AzureError) in
            try await client(pipeline, version).delete(resourceGroup: "group", name: "shop")
        },
        "AppServiceCertificateOrders_Reissue": { pipeline, version throws(AzureError) in
            let request = ReissueRequest(keySize: 2048, delayExistingRevokeInHours: 24, csr: "MIIC", isPrivateKeyExternal: true)
            return try await client(pipeline, version).reissue(resourceGroup: "group", name: "shop", request)
        },
        "AppServiceCertificateOrders_Renew": { pipeline, version throws(AzureError) in
            let request = RenewRequest(keySize: 2048, csr: "MIIC", isPrivateKeyExternal: true)
            return try await client(pipeline, version).renew(resourceGroup: "group", name: "shop", request)
        },
        "AppServiceCertificateOrders_ResendEmail": { pipeline, version throws(AzureError) in
            try await client(pipeline, version).resendEmail(resourceGroup: "group", name: "shop")
        },
        "AppServiceCertificateOrders_ResendRequestEmails": { pipeline, version throws(AzureError) in
            try await client(pipeline, version).resendRequestEmails(resourceGroup: "group", name: "shop", domain: "example.com")
        },
        "AppServiceCertificateOrders_VerifyDomainOwnership": { pipeline, version throws(AzureError) in
            try await client(pipeline, version).verifyDomainOwnership(resourceGroup: "group", name: "shop")
        },
        "AppServiceCertificateOrders_RetrieveSiteSeal": { pipeline, version throws(AzureError) in
            try await client(pipeline, version).siteSeal(resourceGroup: "group", name: "shop", lightTheme: true, locale: "en")
        },
        "AppServiceCertificateOrders_RetrieveCertificateActions": { pipeline, version throws(AzureError) in
            try await client(pipeline, version).actions(resourceGroup: "group", name: "shop")
        },
        "AppServiceCertificateOrders_RetrieveCertificateEmailHistory": { pipeline, version throws(AzureError) in
            try await client(pipeline, version).emails(resourceGroup: "group", name: "shop")
        },
        "AppServiceCertificateOrders_ValidatePurchaseInformation": { pipeline, version throws(AzureError) in
            try await client(pipeline, version).validatePurchase(order)
        },
        "CertificateOrdersDiagnostics_ListAppServiceCertificateOrderDetectorResponse": { pipeline, version throws(AzureError) in
            try await client(pipeline, version).detectors(resourceGroup: "group", name: "shop").all()
        },
        "CertificateOrdersDiagnostics_GetAppServiceCertificateOrderDetectorResponse": { pipeline, version throws(AzureError) in
            try await client(pipeline, version).detector(
                resourceGroup: "group",
                name: "shop",
                detector: "AutoRenewStatus",
                from: Date(timeIntervalSince1970: 0),
                until: Date(timeIntervalSince1970: 60),
                timeGrain: "PT10M"
            )
        },
        "CertificateRegistrationProvider_ListOperations": { pipeline, version throws(AzureError) in
            try await ProviderOperationsClient(pipeline: pipeline, cloud: .publicCloud, apiVersion: version).list().all()
        },
    ]

    static let orderCertificates: [String: Call] = [
        "AppServiceCertificateOrders_ListCertificates": { pipeline, version throws(AzureError) in
            try await links(pipeline, version).list(resourceGroup: "group", order: "shop").all()
        },
        "AppServiceCertificateOrders_GetCertificate": { pipeline, version throws(AzureError) in
            try await links(pipeline, version).get(resourceGroup: "group", order: "shop", name: "link")
        },
        "AppServiceCertificateOrders_CreateOrUpdateCertificate": { pipeline, version throws(AzureError) in
            let certificate = OrderCertificate(keyVaultId: vault, keyVaultSecretName: "shop", tags: ["team": "shop"])
            return try await links(pipeline, version)
                .createOrUpdate(resourceGroup: "group", order: "shop", name: "link", certificate).first
        },
        "AppServiceCertificateOrders_UpdateCertificate": { pipeline, version throws(AzureError) in
            try await links(pipeline, version).update(resourceGroup: "group", order: "shop", name: "link", link)
        },
        "AppServiceCertificateOrders_DeleteCertificate": { pipeline, version throws(AzureError) in
            try await links(pipeline, version).delete(resourceGroup: "group", order: "shop", name: "link")
        },
    ]
}
