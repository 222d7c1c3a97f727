import FoundationEssentials
import JSON

/// Certificate orders: the purchase, what may change later, and the end.
enum CertificateOrders {
    static let type = "Microsoft.CertificateRegistration/certificateOrders"

    static let kind = ResourceKind(
        type: type,
        versions: .certificateRegistration,
        get: ResourceKind.show,
        put: put,
        patch: patch,
        delete: delete,
        list: ResourceKind.page(of: type),
        actions: [
            "reissue": reissue,
            "renew": renew,
            "verifydomainownership": verifyDomainOwnership,
            "resendemail": resendEmail,
            "resendrequestemails": resendRequestEmails,
            "retrievecertificateactions": retrieveCertificateActions,
            "retrieveemailhistory": retrieveEmailHistory,
            "retrievesiteseal": retrieveSiteSeal,
        ]
    )

    /// The stored tree with the vault links and whether the order could be renewed now.
    static func document(_ order: Resource, _ state: EmulatorState) -> JSONValue {
        var shown = order
        var links: JSONObject = [:]
        for link in state.resources.list(OrderCertificates.type, under: order.id) {
            links[link.name] = OrderCertificates.document(link, state)["properties"]
        }
        shown.properties["certificates"] = .object(links)
        shown.properties["appServiceCertificateNotRenewableReasons"] = .array(state.notRenewableReasons(order).map(JSONValue.string))
        return shown.document
    }

    private static func put(_ state: inout EmulatorState, _ call: ResourceCall) throws(ServiceFailure) -> EmulatorResponse {
        let body = try call.body()
        if let known = state.resources[call.id] {
            guard known.isInProgress, PurchaseRequest.isPurchase(body), state.settings.repeatedPut != .ignored else {
                return try update(known, body, &state, call)
            }
            if state.settings.repeatedPut == .conflict {
                let text = "Another operation is in progress on order '\(call.path.name)'; read the order and try again when it is done."
                throw .provider(409, "Conflict", text)
            }
        }
        return try purchase(body, &state, call)
    }

    private static func purchase(_ body: JSONObject, _ state: inout EmulatorState, _ call: ResourceCall) throws(ServiceFailure)
        -> EmulatorResponse
    {
        let request = try PurchaseRequest(body, apiVersion: call.apiVersion, state.settings)
        try requireName(call.path.name, state.settings)
        for pointer in pointers(body) { _ = try OrderCertificates.checked(pointer.value, state) }
        try requirePurchasable(state, besides: call.id)
        let known = state.resources[call.id]
        let number = state.nextNumber()
        var order = Resource(
            id: known?.id ?? call.id,
            name: known?.name ?? call.path.name,
            type: type,
            envelope: request.envelope,
            properties: request.properties
        )
        order.hidden = known?.hidden ?? [:]
        order.hidden["round"] = .number(JSONNumber(number))
        order.hidden["unpaid"] = .number(JSONNumber((known?.unpaid ?? 0) + 1))
        order.hidden["trace"] = call.trace.json
        order.note("CertificateOrderCreated", at: state.now)
        order.envelope["systemData"] = state.systemData(by: call.caller.appID, on: known)
        state.resources[order.id] = order
        state.ledger.purchase(of: order, trace: call.trace, at: state.now)
        state.schedule(.orderSubmitted(id: order.id, round: number), afterMilliseconds: state.settings.provisioningMilliseconds)
        try linkInline(body, of: order.id, &state, call)
        return accepted(order.id, state, call)
    }

    /// Only what may change after the purchase: autoRenew, tags and vault links.
    private static func update(
        _ order: Resource,
        _ body: JSONObject,
        _ state: inout EmulatorState,
        _ call: ResourceCall
    ) throws(ServiceFailure) -> EmulatorResponse {
        let properties = body["properties"]?.object ?? [:]
        if let flag = properties["autoRenew"], !flag.isNull, flag.bool == nil {
            throw .provider(400, "BadRequest", "The parameter autoRenew has an invalid value.")
        }
        let settings = state.settings
        let note = state.systemData(by: call.caller.appID, on: order)
        state.resources.update(order.id) { order in
            order.envelope["systemData"] = note
            if let flag = properties["autoRenew"]?.bool { order.properties["autoRenew"] = .bool(flag) }
            if let tags = body["tags"]?.object { order.envelope["tags"] = .object(tags) }
            order.refreshNextAutoRenewal(settings)
        }
        try linkInline(body, of: order.id, &state, call)
        guard let changed = state.resources[order.id] else { throw .resourceNotFound(call) }
        return changed.isInProgress && call.request.method == "PUT"
            ? accepted(order.id, state, call) : .json(200, state.document(of: changed, for: call.apiVersion))
    }

    private static func patch(_ state: inout EmulatorState, _ call: ResourceCall) throws(ServiceFailure) -> EmulatorResponse {
        guard let order = state.resources[call.id] else { throw .resourceNotFound(call) }
        var response = try update(order, call.body(), &state, call)
        if state.settings.patchAnswers201 { response.status = 201 }
        return response
    }

    /// Deleting cancels what is pending and revokes what is issued; the vault keeps its secrets.
    private static func delete(_ state: inout EmulatorState, _ call: ResourceCall) throws(ServiceFailure) -> EmulatorResponse {
        guard let order = state.resources[call.id] else { return .noContent }
        state.deleteOrder(order, call.trace)
        return EmulatorResponse(status: 200)
    }

    /// Links may come with the order instead of by themselves.
    private static func linkInline(
        _ body: JSONObject,
        of order: String,
        _ state: inout EmulatorState,
        _ call: ResourceCall
    ) throws(ServiceFailure) {
        for (name, pointer) in pointers(body) {
            let note = state.systemData(by: call.caller.appID, on: state.resources["\(order)/certificates/\(name)"])
            try OrderCertificates.link(name, of: order, envelope: ["location": "Global", "systemData": note], pointer, &state)
        }
    }

    private static func pointers(_ body: JSONObject) -> [(name: String, value: JSONObject)] {
        (body["properties"]?["certificates"]?.object ?? [:]).compactMap { name, value in value.object.map { (name, $0) } }
    }

    private static func accepted(_ id: String, _ state: EmulatorState, _ call: ResourceCall) -> EmulatorResponse {
        let document = state.resources[id].map { state.document(of: $0, for: call.apiVersion) } ?? nil
        return .json(201, document, headers: CertificateOrderOperations.headers(for: id, state, call))
    }

    private static func requireName(_ name: String, _ settings: EmulatorSettings) throws(ServiceFailure) {
        if settings.strictOrderNames {
            let isStrict = (3...30).contains(name.count) && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
            guard isStrict else { throw .provider(400, "BadRequest", "The order name '\(name)' must be 3 to 30 letters and digits.") }
        }
        let isLegal = (1...90).contains(name.count) && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
        guard isLegal else {
            throw .provider(400, "BadRequest", "The order name '\(name)' may only have letters, digits and hyphens, at most 90 of them.")
        }
    }
}

extension EmulatorState {
    /// The end of an order with its links: what was issued is taken back.
    mutating func deleteOrder(_ order: Resource, _ trace: Trace) {
        var order = order
        for link in resources.list(OrderCertificates.type, under: order.id) { resources[link.id] = nil }
        if order.status != "Expired" { revokeAll(of: &order, trace: trace) }
        resources[order.id] = nil
    }
}
