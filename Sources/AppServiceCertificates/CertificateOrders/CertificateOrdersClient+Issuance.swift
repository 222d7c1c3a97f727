import AzureCore
import HTTPTypes
import JSON

// What leads to a certificate: checks, proofs, renewal and reissue.
extension CertificateOrdersClient {
    /// Checks a purchase without making it. Throws `.invalidRequest` or `.conflict` with the service's reason.
    ///
    /// Source: `POST /subscriptions/{id}/providers/Microsoft.CertificateRegistration/validateCertificateRegistrationInformation`,
    /// answers 204.
    public func validatePurchase(_ order: CertificateOrder) async throws(AzureError) {
        try await resources.perform(
            "CertificateOrders.validatePurchase",
            resources.subscription,
            path: ["providers", Self.provider, "validateCertificateRegistrationInformation"],
            body: order.requestBody(),
            repeatability: .read
        )
    }

    /// Asks the authority to look for the published proof again. It returns before the check is made: poll the order's status.
    ///
    /// Source: `POST {order}/verifyDomainOwnership`, answers 204.
    public func verifyDomainOwnership(resourceGroup: String, name: String) async throws(AzureError) {
        try await resources.perform(
            "CertificateOrders.verifyDomainOwnership",
            id(resourceGroup: resourceGroup, name: name),
            path: ["verifyDomainOwnership"]
        )
    }

    /// Asks for a certificate with a new key that ends when the present one does. It returns before the certificate is out: poll
    /// the order's status and serial number.
    ///
    /// The request leaves at most once; when its answer is lost `.outcomeUnknown` is thrown: then the order's status and its
    /// history tell whether the service acted. Throws `.conflict` or `.invalidRequest` while another issuance is under way.
    ///
    /// Source: `POST {order}/reissue`, answers 204.
    public func reissue(resourceGroup: String, name: String, _ request: ReissueRequest = ReissueRequest()) async throws(AzureError) {
        try await resources.perform(
            "CertificateOrders.reissue",
            id(resourceGroup: resourceGroup, name: name),
            path: ["reissue"],
            body: request.requestBody(),
            repeatability: .once
        )
    }

    /// Renews an order. **It may buy the next term**: read ``CertificateOrder/notRenewableReasons`` and how much of the paid term
    /// is left first. It returns before the certificate is out: poll the order's status and serial number.
    ///
    /// The request leaves at most once; when its answer is lost `.outcomeUnknown` is thrown: then the order's status and its
    /// history tell whether the service acted. Throws `.conflict` or `.invalidRequest` outside of the renewal window.
    ///
    /// Source: `POST {order}/renew`, answers 204.
    public func renew(resourceGroup: String, name: String, _ request: RenewRequest = RenewRequest()) async throws(AzureError) {
        try await resources.perform(
            "CertificateOrders.renew",
            id(resourceGroup: resourceGroup, name: name),
            path: ["renew"],
            body: request.requestBody(),
            repeatability: .once
        )
    }
}
