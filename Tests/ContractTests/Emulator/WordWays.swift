import CertificateMaterial
import JSON
import TestSupport

/// Scripted ways to every word of the order API: purchases, time, and where only the authority or a fault could bring a word
/// about, control.
enum WordWays {
    typealias Way = @Sendable (inout World) throws -> JSONValue

    static let all: [String: [String: Way]] = [
        "CertificateOrderStatus": statuses, "KeyVaultSecretStatus": linkStates, "CertificateOrderActionType": actions,
        "ResourceNotRenewableReason": reasons, "ProvisioningState": provisioning, "CertificateProductType": products,
    ]

    private static let statuses: [String: Way] = [
        "NotSubmitted": { world in
            try world.call("AppServiceCertificateOrders_CreateOrUpdate", body: World.purchase("shop.example")).properties["status"] ?? nil
        },
        "Pendingissuance": { world in
            try world.place()
            return try status(&world)
        },
        "Issued": { world in
            try world.issue()
            return try status(&world)
        },
        "PendingRekey": { world in
            try world.issue()
            try world.call("AppServiceCertificateOrders_Reissue", body: ["properties": [:]])
            return try status(&world)
        },
        "Expired": { world in
            try world.issue()
            world.wait(days: 199)
            return try status(&world)
        },
        "Denied": { world in
            try world.place()
            world.wait(days: 46)
            return try status(&world)
        },
        "Pendingrevocation": { world in
            try world.issue()
            return try steered(&world, ["status": "Pendingrevocation"])
        },
        "Revoked": { world in
            try world.issue()
            _ = try steered(&world, ["status": "Pendingrevocation"])
            world.wait(seconds: 61)
            return try status(&world)
        },
        "Canceled": { world in
            try world.place()
            return try steered(&world, ["status": "Canceled"])
        },
        "Unused": { world in
            let order: JSONValue = ["name": "shop", "domain": "shop.example", "status": "Unused"]
            world.control("POST", "/scenario", ["orders": [order]])
            return try status(&world)
        },
    ]

    private static func status(_ world: inout World) throws -> JSONValue { try world.properties()["status"] ?? nil }

    private static func steered(_ world: inout World, _ change: JSONValue) throws -> JSONValue {
        world.control("PATCH", "/orders/shop", change)
        return try status(&world)
    }

    private static let linkStates: [String: Way] = [
        "Initialized": { world in
            try world.place()
            try world.store()
            return try world.linkState()
        },
        "WaitingOnCertificateOrder": { world in
            world.set(["issuanceMilliseconds": 60_000])
            try world.issue()
            try world.store()
            return try world.linkState()
        },
        "Succeeded": { world in
            try world.issue()
            try world.store()
            return try world.linkState()
        },
        "CertificateOrderFailed": { world in
            try world.place()
            world.wait(days: 46)
            try world.store()
            return try world.linkState()
        },
        "OperationNotPermittedOnKeyVault": { world in
            try world.issue()
            try world.call("Vaults_Update", body: ["properties": ["networkAcls": ["defaultAction": "Deny", "bypass": "None"]]])
            try world.store()
            return try world.linkState()
        },
        "AzureServiceUnauthorizedToAccessKeyVault": { world in
            try world.issue()
            try world.call("Vaults_UpdateAccessPolicy", ["operationKind": "replace"], body: ["properties": ["accessPolicies": []]])
            try world.store()
            return try world.linkState()
        },
        "KeyVaultDoesNotExist": { world in
            try world.issue()
            try world.store(world.link(to: world.id("Microsoft.KeyVault/vaults/none")))
            return try world.linkState()
        },
        "KeyVaultSecretDoesNotExist": { world in
            try world.issue()
            try world.store()
            try world.call("DeleteSecret", ["secret-name": "shop-pfx"])
            return try world.linkState()
        },
        "ExternalPrivateKey": { world in
            let csr = try SigningRequest.make(key: TestKeys.shared(), commonName: "shop.example").pem
            try world.issue("shop", ["csr": .string(csr), "distinguishedName": ""])
            try world.store()
            return try world.linkState()
        },
        "UnknownError": { world in try steeredLink(&world, "UnknownError") },
        "Unknown": { world in try steeredLink(&world, "Unknown") },
    ]

    private static func steeredLink(_ world: inout World, _ word: JSONValue) throws -> JSONValue {
        try world.issue()
        try world.store()
        world.control("PATCH", "/orders/shop", ["links": ["link": word]])
        return try world.linkState()
    }

    private static let actions: [String: Way] = [
        "CertificateOrderCreated": { world in
            try world.place()
            return try latest(&world)
        },
        "DomainValidationComplete": { world in
            world.set(["issuanceMilliseconds": 60_000])
            try world.issue()
            return try latest(&world)
        },
        "CertificateIssued": { world in
            try world.issue()
            return try latest(&world)
        },
        "CertificateRevoked": { world in
            try world.issue()
            try world.call("AppServiceCertificateOrders_Reissue", body: ["properties": ["delayExistingRevokeInHours": 0]])
            world.wait(seconds: 1)
            return try latest(&world)
        },
        "CertificateExpirationWarning": { world in
            try world.issue()
            world.wait(days: 169)
            return try latest(&world)
        },
        "CertificateExpired": { world in
            try world.issue()
            world.wait(days: 199)
            return try latest(&world)
        },
        "SanDrop": { world in
            try world.issue()
            let token = try world.properties()["domainVerificationToken"] ?? nil
            world.control("DELETE", "/dns/shop.example/TXT")
            world.control("PUT", "/pages/shop.example/.well-known/pki-validation/godaddy.html", ["body": token])
            try world.call("AppServiceCertificateOrders_VerifyDomainOwnership")
            world.wait(seconds: 1)
            return .string(try world.actions().first { $0 == "SanDrop" } ?? "")
        },
        "CertificateOrderCanceled": { world in
            try world.place()
            world.control("PATCH", "/orders/shop", ["status": "Canceled"])
            return try latest(&world)
        },
        "FraudDetected": { world in try noted(&world, "FraudDetected") },
        "FraudCleared": { world in try noted(&world, "FraudCleared") },
        "FraudDocumentationRequired": { world in try noted(&world, "FraudDocumentationRequired") },
        "OrgNameChange": { world in try noted(&world, "OrgNameChange") },
        "OrgValidationComplete": { world in try noted(&world, "OrgValidationComplete") },
        "Unknown": { world in try noted(&world, "Unknown") },
    ]

    private static func latest(_ world: inout World) throws -> JSONValue { .string(try world.actions().last ?? "") }

    private static func noted(_ world: inout World, _ word: JSONValue) throws -> JSONValue {
        try world.place()
        world.control("PATCH", "/orders/shop", ["action": word])
        return try latest(&world)
    }

    private static let reasons: [String: Way] = [
        "RegistrationStatusNotSupportedForRenewal": { world in
            try world.place()
            return try reason(&world)
        },
        "ExpirationNotInRenewalTimeRange": { world in
            try world.issue()
            return try reason(&world)
        },
        "SubscriptionNotActive": { world in
            try world.issue()
            world.wait(days: 150)
            world.set(["subscriptionActive": false])
            return try reason(&world)
        },
    ]

    private static func reason(_ world: inout World) throws -> JSONValue {
        try world.properties()["appServiceCertificateNotRenewableReasons"]?[0] ?? nil
    }

    private static let provisioning: [String: Way] = [
        "InProgress": { world in
            try world.call("AppServiceCertificateOrders_CreateOrUpdate", body: World.purchase("shop.example"))
            return try state(&world)
        },
        "Succeeded": { world in
            try world.place()
            return try state(&world)
        },
        "Failed": { world in try steeredState(&world, "Failed") },
        "Canceled": { world in try steeredState(&world, "Canceled") },
        "Deleting": { world in try steeredState(&world, "Deleting") },
    ]

    private static func state(_ world: inout World) throws -> JSONValue { try world.properties()["provisioningState"] ?? nil }

    private static func steeredState(_ world: inout World, _ word: JSONValue) throws -> JSONValue {
        try world.place()
        world.control("PATCH", "/orders/shop", ["provisioningState": word])
        return try state(&world)
    }

    private static let products: [String: Way] = [
        "StandardDomainValidatedSsl": { world in
            try world.issue()
            return try world.properties()["productType"] ?? nil
        },
        "StandardDomainValidatedWildCardSsl": { world in
            try world.issue("shop", domain: "*.shop.example")
            return try world.properties()["productType"] ?? nil
        },
    ]
}
