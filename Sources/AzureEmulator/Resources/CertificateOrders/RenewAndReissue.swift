import FoundationEssentials
import JSON

/// The two actions that give an order a new key and leaf.
extension CertificateOrders {
    /// Free, and as the settings say no longer than the leaf before, which is taken back some hours later.
    static let reissue: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        let order = try find(state, call)
        let asked = try call.body()["properties"]
        if order.status == "PendingRekey" {
            switch state.settings.repeatedReissue {
            case .ignored: return .noContent
            case .conflict: throw state.businessFailure("Conflict", "Order '\(order.name)' is being reissued already.")
            case .buysAgain: break
            }
        } else if order.status != "Issued" {
            throw state.businessFailure("Conflict", "Order '\(order.name)' is \(order.status); only an issued one can be reissued.")
        }
        let hours = try revokeDelay(asked, state.settings)
        let limit = state.settings.reissueLimit
        let count = order.hidden["reissues"]?.int ?? 0
        guard limit == 0 || count < limit else {
            throw state.businessFailure("Conflict", "Order '\(order.name)' was reissued \(count) times, which is its limit.")
        }
        let request = try KeyRequest(asked, for: order, state.settings)
        try start(
            order,
            request,
            PendingRekey(revokeAfterHours: hours, keepsEnd: state.settings.reissueEnd == .unchanged),
            "PendingRekey",
            &state,
            call
        )
        state.resources.update(order.id) { $0.hidden["reissues"] = .number(JSONNumber(count + 1)) }
        return .noContent
    }

    /// Free while many paid days are left; near the end of the term it buys the next one.
    static let renew: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        let order = try find(state, call)
        let asked = try call.body()["properties"]
        let again = order.status == "Pendingissuance" && order.hidden["rekey"] != nil
        if again {
            switch state.settings.repeatedRenew {
            case .ignored: return .noContent
            case .conflict: throw state.businessFailure("Conflict", "Order '\(order.name)' is being renewed already.")
            case .buysAgain: break
            }
        } else if let reason = state.notRenewableReasons(order).first {
            throw state.businessFailure(reason, "Order '\(order.name)' cannot be renewed now: \(reason).")
        }
        let request = try KeyRequest(asked, for: order, state.settings)
        let isCharged = state.paidDaysLeft(order) <= Double(state.settings.chargedRenewalDays)
        let keepsEnd = !isCharged && state.settings.freeIssuanceEnd == .unchanged
        try start(order, request, PendingRekey(extendsTerm: isCharged, keepsEnd: keepsEnd), "Pendingissuance", &state, call)
        if isCharged { state.buyTerm(order.id, call.trace) }
        return .noContent
    }

    private static func revokeDelay(_ asked: JSONValue?, _ settings: EmulatorSettings) throws(ServiceFailure) -> Int {
        guard let value = asked?["delayExistingRevokeInHours"], !value.isNull else { return settings.revokeDelayHours }
        let longest = settings.longestRevokeDelayHours
        guard let hours = value.int, (0...longest).contains(hours) else {
            let text = "The parameter DelayExistingRevokeInHours has an invalid value; it must be 0 to \(longest)."
            throw .provider(400, "BadRequest", text)
        }
        return hours
    }

    private static func start(
        _ order: Resource,
        _ request: KeyRequest,
        _ pending: PendingRekey,
        _ status: String,
        _ state: inout EmulatorState,
        _ call: ResourceCall
    ) throws(ServiceFailure) {
        do {
            try state.rekey(order, request, pending, waitingAs: status, trace: call.trace)
        } catch {
            throw .provider(500, "InternalServerError", "A key for order '\(order.name)' could not be made.")
        }
    }
}

extension EmulatorState {
    /// Books the next term; it is charged when it is issued.
    fileprivate mutating func buyTerm(_ id: String, _ trace: Trace) {
        resources.update(id) { $0.hidden["unpaid"] = .number(JSONNumber($0.unpaid + 1)) }
        if let order = resources[id] { ledger.purchase(of: order, kind: "renewal", trace: trace, at: now) }
    }

    /// What the job does that runs every eight hours: buy the next term where it is due, and give orders the next leaf of a
    /// term that outlasts the one they have.
    mutating func scanRenewals() {
        guard settings.subscriptionActive else { return }
        for order in resources.all(CertificateOrders.type) where order.status == "Issued" {
            guard let end = order.expiration, let termEnd = order.date("termEnd") else { continue }
            let renewsItself = order.properties["autoRenew"]?.bool == true
            if renewsItself, paidDaysLeft(order) <= Double(settings.autoRenewDays) {
                renewByItself(order, buysTerm: paidDaysLeft(order) <= Double(settings.chargedRenewalDays))
            } else if getsNextLeaf(renewsItself), end < termEnd,
                end.timeIntervalSince(now) <= order.overlap(settings)
            {
                renewByItself(order, buysTerm: false)
            }
        }
    }

    private func getsNextLeaf(_ renewsItself: Bool) -> Bool {
        switch settings.overlappingLeaf {
        case .allOrders: true
        case .autoRenewOrders: renewsItself
        case .never: false
        }
    }

    private mutating func renewByItself(_ order: Resource, buysTerm: Bool) {
        guard let order = materialised(order) else { return }
        let trace = Trace(correlationID: guid())
        let pending = PendingRekey(extendsTerm: buysTerm)
        let status = buysTerm ? "Pendingissuance" : settings.overlappingLeafStatus.rawValue
        // Without a key the order stays as it is; the next scan tries again.
        guard (try? rekey(order, KeyRequest(again: order), pending, waitingAs: status, trace: trace)) != nil else { return }
        if buysTerm { buyTerm(order.id, trace) }
    }
}
