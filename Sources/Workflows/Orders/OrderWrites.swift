import AppServiceCertificates
import AzureCore
import FoundationEssentials
import JSON

/// Makes the writes of one order, one call each, and finds out what became of one whose answer never came.
struct OrderWrites: Sendable {
    let world: World
    let order: ResourceID

    var group: String { order.resourceGroup ?? "" }

    func perform(_ write: OrderWrite) async throws -> JSONValue {
        switch write {
        case .placeOrder(let purchase):
            try await confirmAbsence()
            let operation = try await world.orders.createOrUpdate(resourceGroup: group, name: order.name, purchase)
            return ["id": .id(operation.first?.id ?? order), "at": await profileTime()]
        case .publishProof(let record, let existed): return try await publishProof(record, existed: existed)
        case .publishHostRecord(let record):
            try await world.records.publish(record, order: order.name, resolver: world.resolver)
            return ["value": .string(record.value), "by": .string(world.records.name)]
        case .unpublishProof(let record, let publisher): return try await unpublishProof(record, by: publisher)
        case .verifyDomain:
            try await world.orders.verifyDomainOwnership(resourceGroup: group, name: order.name)
            return [:]
        case .setAutoRenew(let isOn, let product):
            let patch = CertificateOrderPatch(productType: product, autoRenew: isOn)
            let changed = try await world.orders.update(resourceGroup: group, name: order.name, patch)
            return ["autoRenew": changed.autoRenew.map(JSONValue.bool) ?? nil]
        case .renew(let request, let before):
            try await confirm(before, "renew")
            try await world.orders.renew(resourceGroup: group, name: order.name, request)
            return ["at": await profileTime()]
        case .reissue(let request, let before):
            try await confirm(before, "reissue")
            try await world.orders.reissue(resourceGroup: group, name: order.name, request)
            return ["at": await profileTime()]
        case .linkVault(let place):
            let link = OrderCertificate(keyVaultId: place.vault, keyVaultSecretName: place.secret)
            _ = try await world.orderCertificates.createOrUpdate(resourceGroup: group, order: order.name, name: place.link, link)
            return [:]
        case .makeKey(let plan): return try await makeKey(plan)
        case .storeSecret(let place, let thumbprint): return try await storeSecret(place, thumbprint: thumbprint)
        case .removeKeys(let records):
            try await keys.remove(records)
            return [:]
        case .importCertificate(let place, let source, _):
            return try await importCertificate(place, from: source)
        case .bind(let host, let thumbprint):
            return try await bind(host, thumbprint)
        case .unbind, .deleteWebCertificate, .unlinkVault, .deleteOrder:
            return try await remove(write)
        }
    }

    private func importCertificate(_ place: ImportPlace, from source: VaultPlace) async throws -> JSONValue {
        let certificate = WebCertificate(
            location: place.location,
            keyVaultId: source.vault,
            keyVaultSecretName: source.secret,
            serverFarmId: place.plan
        )
        let stored = try await world.webCertificates.createOrUpdate(
            resourceGroup: place.certificate.resourceGroup ?? "",
            name: place.certificate.name,
            certificate
        )
        return ["thumbprint": stored.thumbprint.map(JSONValue.string) ?? nil]
    }

    private func bind(_ host: HostPlace, _ thumbprint: String) async throws -> JSONValue {
        let bound = try await world.hostNameBindings.createOrUpdate(
            resourceGroup: host.site.resourceGroup ?? "",
            site: host.siteName,
            slot: host.slot,
            hostName: host.hostName,
            HostNameBinding(siteName: host.siteName, sslState: .sniEnabled, thumbprint: thumbprint)
        )
        return ["thumbprint": bound.thumbprint.map(JSONValue.string) ?? nil]
    }
}

/// The last look before what costs or replaces a key. Between the look that decided and the call the journal was written, and the
/// process may have slept meanwhile; whoever else renews, the platform or a person at the portal, may have begun.
extension OrderWrites {
    private func confirmAbsence() async throws {
        guard try await current() == nil else { throw Overtaken("place-order", of: order, why: "the order exists now") }
    }

    private func confirm(_ before: Leaf?, _ step: String) async throws {
        guard let now = try await current() else { throw Overtaken(step, of: order, why: "the order does not show") }
        guard now.status == .issued else {
            throw Overtaken(step, of: order, why: "the order is \(now.status?.rawValue ?? "without a status") now")
        }
        guard now.serialNumber?.caseInsensitiveEquals(before?.serialNumber ?? "") == true else {
            throw Overtaken(step, of: order, why: "the order has another certificate now")
        }
        guard step != "renew" || now.autoRenew != true else { throw Overtaken(step, of: order, why: "the platform renews it now") }
    }
}

extension OrderWrites {
    /// Only reads. A purchase is known by the order's existence; renewal and reissue by a new serial number, or by an order that
    /// is being issued again; a deletion by the order's absence. Everything else changes nothing when it is done twice.
    func settle(_ intent: JournalEntry, at moment: Moment) async throws -> Reconciliation {
        switch intent.step {
        case "place-order": try await settlePurchase(intent, at: moment)
        case "publish-proof": await settlePublication(intent)
        case "renew", "reissue": try await settleIssuance(intent, at: moment)
        case "make-key": try await settleKey(intent)
        case "store-secret": try await settleStored(intent)
        case "delete-order": try await settleDeletion(intent, at: moment)
        default: .mayRepeat(reason: "done twice it changes nothing; the next look shows whether it is needed")
        }
    }

    private func settlePurchase(_ intent: JournalEntry, at moment: Moment) async throws -> Reconciliation {
        if let found = try await current() { return .happened(["settledBy": "read", "id": .id(found.id ?? order), "at": at(moment)]) }
        return absent(intent, at: moment, "the order does not exist")
    }

    private func settleIssuance(_ intent: JournalEntry, at moment: Moment) async throws -> Reconciliation {
        guard let now = try await current() else {
            return .unknown(Wait("the order does not show; the answer to '\(intent.step)' was lost"))
        }
        let before = intent.body["serialBefore"]?.string
        if let serial = now.serialNumber, serial.caseInsensitiveEquals(before ?? "") == false {
            return .happened(["settledBy": "read", "serialNumber": .string(serial), "at": at(moment)])
        }
        if now.status == .pendingIssuance || now.status == .pendingRekey {
            return .happened(["settledBy": "read", "status": .string(now.status?.rawValue ?? ""), "at": at(moment)])
        }
        return absent(intent, at: moment, "the order is \(now.status?.rawValue ?? "without a status") with the same serial number")
    }

    private func at(_ moment: Moment) -> JSONValue { .string(RFC3339.text(moment.profile)) }

    func absent(_ intent: JournalEntry, at moment: Moment, _ seen: String) -> Reconciliation {
        let age = moment.wall.timeIntervalSince(intent.at)
        guard age >= world.pace.absenceIsProofAfter.seconds else {
            return .unknown(Wait("the answer to '\(intent.step)' was lost; reading until its effect or its absence is proven"))
        }
        return .mayRepeat(reason: "\(seen) \(Int(age)) seconds after '\(intent.step)' was sent")
    }

    func current() async throws -> CertificateOrder? {
        try await found { try await world.orders.get(resourceGroup: group, name: order.name) }
    }
}

/// The value of a read, or nil when the service says there is no such thing.
func found<Value>(_ read: () async throws -> Value) async throws -> Value? {
    do {
        return try await read()
    } catch let error as AzureError where error.code == .notFound {
        return nil
    }
}
