/// The dry run of a purchase.
enum PurchaseValidation {
    private static let action = "validateCertificateRegistrationInformation"

    static let kind = ResourceKind(
        type: "Microsoft.CertificateRegistration/\(action)",
        versions: .certificateRegistration,
        actions: [action.lowercased(): validate]
    )

    private static let validate: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        _ = try PurchaseRequest(call.body(), apiVersion: call.apiVersion, state.settings)
        return .noContent
    }
}
