import JSON

/// The POST actions of an order.
extension CertificateOrders {
    /// Asks the authority to look for the proof; whether it is there shows later, in the order's status.
    static let verifyDomainOwnership: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        let order = try find(state, call)
        guard !order.isInProgress else {
            throw .provider(409, "Conflict", "Order '\(order.name)' is not placed yet; try again when its provisioningState is Succeeded.")
        }
        if order.status == "Pendingissuance" {
            let event = Agenda.Event.proofChecked(id: order.id, purchase: order.purchase)
            state.schedule(event, afterMilliseconds: state.settings.verificationMilliseconds)
        }
        return .noContent
    }

    static let resendEmail: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        let order = try find(state, call)
        let now = state.now
        state.resources.update(order.id) { $0.mail("admin@\($0.domain)", at: now) }
        return .noContent
    }

    static let resendRequestEmails: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        let order = try find(state, call)
        guard let name = try call.body()["name"]?.string, !name.isEmpty else {
            throw .provider(400, "BadRequest", "The parameter name must not be empty.")
        }
        let now = state.now
        state.resources.update(order.id) { $0.mail(name.contains("@") ? name : "admin@\(name)", at: now) }
        return .noContent
    }

    static let retrieveCertificateActions: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        let order = try find(state, call)
        return .json(200, .array(order.actions.map { shaped($0, call, oldNames: ["actionType": "type"]) }))
    }

    static let retrieveEmailHistory: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        let order = try find(state, call)
        return .json(200, .array((order.hidden["emails"]?.array ?? []).map { shaped($0, call, oldNames: [:]) }))
    }

    static let retrieveSiteSeal: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        let order = try find(state, call)
        let body = try call.body()
        let theme = body["lightTheme"]?.bool == true ? "light" : "dark"
        let locale = body["locale"]?.string.map { String($0.prefix(20)).filter { $0.isLetter || $0 == "-" } } ?? "en-US"
        let html = "<span class=\"site-seal \(theme)\" lang=\"\(locale)\">\(order.commonName)</span>"
        return .json(200, ["html": .string(html)])
    }

    private static func find(_ state: EmulatorState, _ call: ResourceCall) throws(ServiceFailure) -> Resource {
        guard let order = state.resources[call.id] else { throw .resourceNotFound(call) }
        return order
    }

    /// Items stand under `properties` before 2022-03-01 and flat since; 2015-08-01 has another name for one member.
    private static func shaped(_ item: JSONValue, _ call: ResourceCall, oldNames: [String: String]) -> JSONValue {
        guard call.apiVersion < "2022-03-01" else { return item }
        let names = call.apiVersion < "2018" ? oldNames : [:]
        let members = (item.object ?? [:]).map { (names[$0.key] ?? $0.key, $0.value) }
        return ["properties": .object(JSONObject(members))]
    }
}
