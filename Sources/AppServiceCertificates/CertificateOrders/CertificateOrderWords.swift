import AzureCore

/// What is bought.
public struct ProductType: ServiceWord {
    /// The word as spelled by the service.
    public let rawValue: String
    /// Any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// One name, plus `www` where the name is a root domain.
    public static let standard = ProductType(rawValue: "StandardDomainValidatedSsl")
    /// One level of names under a domain, plus the domain itself.
    public static let wildcard = ProductType(rawValue: "StandardDomainValidatedWildCardSsl")

    /// The words known here.
    public static let allKnown: [ProductType] = [.standard, .wildcard]
}

/// Where an order stands with the certificate authority. Only this word says whether there is a certificate:
/// `provisioningState` does not.
public struct OrderStatus: ServiceWord {
    /// The word as spelled by the service.
    public let rawValue: String
    /// Any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Waiting for the proof of the domain.
    public static let pendingIssuance = OrderStatus(rawValue: "Pendingissuance")
    /// There is a usable certificate.
    public static let issued = OrderStatus(rawValue: "Issued")
    /// Revoked for good.
    public static let revoked = OrderStatus(rawValue: "Revoked")
    /// Cancelled before anything was issued.
    public static let canceled = OrderStatus(rawValue: "Canceled")
    /// Refused by the authority for good.
    public static let denied = OrderStatus(rawValue: "Denied")
    /// About to be revoked.
    public static let pendingRevocation = OrderStatus(rawValue: "Pendingrevocation")
    /// A reissue was accepted, its certificate is not out yet.
    public static let pendingRekey = OrderStatus(rawValue: "PendingRekey")
    /// Paid for, nothing requested yet.
    public static let unused = OrderStatus(rawValue: "Unused")
    /// Past its end; cannot be renewed.
    public static let expired = OrderStatus(rawValue: "Expired")
    /// The resource exists, the order was not placed yet.
    public static let notSubmitted = OrderStatus(rawValue: "NotSubmitted")

    /// The words known here.
    public static let allKnown: [OrderStatus] = [
        .pendingIssuance, .issued, .revoked, .canceled, .denied, .pendingRevocation, .pendingRekey, .unused, .expired, .notSubmitted,
    ]
}

/// The state of the order as a resource.
public struct ProvisioningState: ServiceWord {
    /// The word as spelled by the service.
    public let rawValue: String
    /// Any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The request was carried out; says nothing about the certificate.
    public static let succeeded = ProvisioningState(rawValue: "Succeeded")
    /// The request failed.
    public static let failed = ProvisioningState(rawValue: "Failed")
    /// The request was cancelled.
    public static let canceled = ProvisioningState(rawValue: "Canceled")
    /// The request is being carried out.
    public static let inProgress = ProvisioningState(rawValue: "InProgress")
    /// The resource is being deleted.
    public static let deleting = ProvisioningState(rawValue: "Deleting")

    /// The words known here.
    public static let allKnown: [ProvisioningState] = [.succeeded, .failed, .canceled, .inProgress, .deleting]
}

/// Why an order cannot be renewed at the moment.
public struct NotRenewableReason: ServiceWord {
    /// The word as spelled by the service.
    public let rawValue: String
    /// Any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The order's status does not allow it.
    public static let statusNotSupported = NotRenewableReason(rawValue: "RegistrationStatusNotSupportedForRenewal")
    /// Too early.
    public static let notInTimeRange = NotRenewableReason(rawValue: "ExpirationNotInRenewalTimeRange")
    /// The subscription is not active.
    public static let subscriptionNotActive = NotRenewableReason(rawValue: "SubscriptionNotActive")

    /// The words known here.
    public static let allKnown: [NotRenewableReason] = [.statusNotSupported, .notInTimeRange, .subscriptionNotActive]
}

/// The state of the link between an order and a secret of a vault.
public struct KeyVaultSecretStatus: ServiceWord {
    /// The word as spelled by the service.
    public let rawValue: String
    /// Any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The secret is prepared, there is nothing in it yet.
    public static let initialized = KeyVaultSecretStatus(rawValue: "Initialized")
    /// The vault is fine, the order has no certificate yet.
    public static let waitingOnCertificateOrder = KeyVaultSecretStatus(rawValue: "WaitingOnCertificateOrder")
    /// The certificate is stored.
    public static let succeeded = KeyVaultSecretStatus(rawValue: "Succeeded")
    /// The order was denied, cancelled or revoked.
    public static let certificateOrderFailed = KeyVaultSecretStatus(rawValue: "CertificateOrderFailed")
    /// The vault refused the operation.
    public static let operationNotPermitted = KeyVaultSecretStatus(rawValue: "OperationNotPermittedOnKeyVault")
    /// The service has no access to the vault.
    public static let serviceUnauthorized = KeyVaultSecretStatus(rawValue: "AzureServiceUnauthorizedToAccessKeyVault")
    /// The vault is gone.
    public static let vaultDoesNotExist = KeyVaultSecretStatus(rawValue: "KeyVaultDoesNotExist")
    /// The secret is gone.
    public static let secretDoesNotExist = KeyVaultSecretStatus(rawValue: "KeyVaultSecretDoesNotExist")
    /// Something else went wrong.
    public static let unknownError = KeyVaultSecretStatus(rawValue: "UnknownError")
    /// The key is the customer's, so there is nothing to store.
    public static let externalPrivateKey = KeyVaultSecretStatus(rawValue: "ExternalPrivateKey")
    /// Not known yet.
    public static let unknown = KeyVaultSecretStatus(rawValue: "Unknown")

    /// The words known here.
    public static let allKnown: [KeyVaultSecretStatus] = [
        .initialized, .waitingOnCertificateOrder, .succeeded, .certificateOrderFailed, .operationNotPermitted, .serviceUnauthorized,
        .vaultDoesNotExist, .secretDoesNotExist, .unknownError, .externalPrivateKey, .unknown,
    ]
}
