import FoundationEssentials
import JSON

/// What `Location` of an accepted PUT points to: 202 while an order is in progress, then the resource itself.
///
/// A vault link counts as done at once, since what is accepted there is the link, not the certificate.
enum CertificateOrderOperations {
    static let kind = ResourceKind(
        type: "Microsoft.CertificateRegistration/locations/operationResults",
        versions: .certificateRegistration,
        get: get
    )

    /// What `Azure-AsyncOperation` points to: the state of the operation, not the resource.
    static let statusKind = ResourceKind(
        type: "Microsoft.CertificateRegistration/locations/operationStatuses",
        versions: .certificateRegistration,
        get: status
    )

    private static let status: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        guard let id = fromBase64URL(call.path.name).map({ String(decoding: $0, as: UTF8.self) }), let resource = state.resources[id] else {
            throw .resourceNotFound(call)
        }
        let word = resource.type == CertificateOrders.type ? resource.properties["provisioningState"]?.string ?? "" : "Succeeded"
        let headers = word == "InProgress" ? [("Retry-After", String(state.settings.retryAfterSeconds))] : []
        return .json(200, ["id": .string(call.id), "name": .string(call.path.name), "status": .string(word)], headers: headers)
    }

    /// The headers of a 201 or 202 for the resource.
    static func headers(for id: String, _ state: EmulatorState, _ call: ResourceCall) -> [(String, String)] {
        let scope = "/subscriptions/\(state.tenant.subscriptionID)/providers/Microsoft.CertificateRegistration/locations/global"
        let operation = base64URL(Data(id.utf8))
        func link(_ kind: String) -> String { "\(state.origin.url)\(scope)/\(kind)/\(operation)?api-version=\(call.apiVersion)" }
        var headers: [(String, String)] = []
        if state.settings.locationHeader { headers.append(("Location", link("operationResults"))) }
        if state.settings.asyncOperationHeader { headers.append(("Azure-AsyncOperation", link("operationStatuses"))) }
        return headers.isEmpty ? [] : headers + [("Retry-After", String(state.settings.retryAfterSeconds))]
    }

    private static let get: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        guard let id = fromBase64URL(call.path.name).map({ String(decoding: $0, as: UTF8.self) }), let resource = state.resources[id] else {
            throw .resourceNotFound(call)
        }
        let isRunning = resource.type == CertificateOrders.type && resource.isInProgress
        let document = state.document(of: resource, for: call.apiVersion)
        return isRunning ? .json(202, document, headers: headers(for: id, state, call)) : .json(200, document)
    }
}
