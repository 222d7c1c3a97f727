import JSON

/// The POST actions of an order.
extension CertificateOrders {
    /// Asks the authority to look for the proof; whether it is there shows later, in the order's status.
    static let verifyDomainOwnership: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        let order = try find(state, call)
        guard !order.isInProgress else {
            throw .provider(409, "Conflict", "Order '\(order.name)' is not placed yet; try again when its provisioningState is Succeeded.")
        }
        let event = Agenda.Event.proofChecked(id: order.id, round: order.round)
        state.schedule(event, afterMilliseconds: state.settings.verificationMilliseconds)
        return .noContent
    }

    static let resendEmail: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        var order = try find(state, call)
        state.mail(.issuance, about: &order)
        state.resources[order.id] = order
        return .noContent
    }

    static let resendRequestEmails: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        var order = try find(state, call)
        let name = try call.body()["name"]?.string ?? ""
        let isAddress = name.contains("@")
        let wanted = state.settings.resendRequestEmailsName
        guard !name.isEmpty, wanted == .either || isAddress == (wanted == .address) else {
            throw .provider(400, "BadRequest", "The parameter name has an invalid value.")
        }
        state.mail(.approval, about: &order, to: isAddress ? name : "admin@\(name)")
        state.resources[order.id] = order
        return .noContent
    }

    static let retrieveCertificateActions: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        let order = try find(state, call)
        return .json(200, .array(order.actions.map { shaped($0, call, state, oldNames: ["actionType": "type"]) }))
    }

    static let retrieveEmailHistory: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        let order = try find(state, call)
        return .json(200, .array((order.hidden["emails"]?.array ?? []).map { shaped($0, call, state, oldNames: [:]) }))
    }

    static let retrieveSiteSeal: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        let order = try find(state, call)
        let body = try call.body()
        let theme = body["lightTheme"]?.bool == true ? "light" : "dark"
        let locale = body["locale"]?.string.map { String($0.prefix(20)).filter { $0.isLetter || $0 == "-" } } ?? "en-US"
        let html = "<span class=\"site-seal \(theme)\" lang=\"\(locale)\">\(order.commonName)</span>"
        return .json(200, ["html": .string(html)])
    }

    static func find(_ state: EmulatorState, _ call: ResourceCall) throws(ServiceFailure) -> Resource {
        guard let order = state.resources[call.id] else { throw .resourceNotFound(call) }
        return order
    }

    /// Items stand under `properties` in older versions and flat in newer ones; 2015-08-01 has another name for one member.
    private static func shaped(
        _ item: JSONValue,
        _ call: ResourceCall,
        _ state: EmulatorState,
        oldNames: [String: String]
    ) -> JSONValue {
        guard call.apiVersion < state.settings.flatItemsSince else { return item }
        let names = call.apiVersion < "2018" ? oldNames : [:]
        let members = (item.object ?? [:]).map { (names[$0.key] ?? $0.key, $0.value) }
        return ["properties": .object(JSONObject(members))]
    }
}
