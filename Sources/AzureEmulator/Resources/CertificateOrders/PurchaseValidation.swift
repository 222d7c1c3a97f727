/// What is checked of a purchase beside its body, and the dry run of all of it.
enum PurchaseValidation {
    private static let action = "validateCertificateRegistrationInformation"

    static let kind = ResourceKind(
        type: "Microsoft.CertificateRegistration/\(action)",
        versions: .certificateRegistration,
        actions: [action.lowercased(): validate]
    )

    private static let validate: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        _ = try PurchaseRequest(call.body(), apiVersion: call.apiVersion, state.settings)
        try CertificateOrders.requirePurchasable(state)
        return .noContent
    }
}

extension CertificateOrders {
    /// Whether the subscription may buy at all. What the live service says when it may not is published nowhere.
    ///
    /// - Parameter id: The order that would be bought; one that is there already needs no room.
    static func requirePurchasable(_ state: EmulatorState, besides id: String? = nil) throws(ServiceFailure) {
        let subscription = state.tenant.subscriptionID
        switch state.settings.purchaseRefusal {
        case .none: break
        case .paymentMethod:
            throw state.businessFailure("Conflict", "The subscription '\(subscription)' has no valid payment method.")
        case .offer:
            throw state.businessFailure("Conflict", "The offer of the subscription '\(subscription)' does not include certificates.")
        case .fraud:
            throw state.businessFailure("Conflict", "The purchase was flagged for possible fraud and is under review.")
        }
        let quota = state.settings.orderQuota
        let isKnown = id.map { state.resources[$0] != nil } ?? false
        guard quota > 0, !isKnown, state.resources.all(type).count >= quota else { return }
        throw state.businessFailure("Conflict", "The subscription already has \(quota) certificate orders, which is its limit.")
    }
}
