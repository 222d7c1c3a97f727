import CertificateMaterial
import FoundationEssentials
import JSON

/// A new key and leaf for an order that has one, asked for and not issued yet.
struct PendingRekey: Sendable, Hashable {
    /// The key in the service's hands; nil when it is the customer's.
    var key: String?
    var keySize: Int?
    /// Hours from the issuance until the leaf before is taken back; nil leaves it to its end.
    var revokeAfterHours: Int?
    /// Whether the next term was bought.
    var extendsTerm = false
    /// Whether the new leaf ends with the one before.
    var keepsEnd = false

    var json: JSONValue {
        [
            "key": key.map(JSONValue.string) ?? nil, "keySize": keySize.map { .number(JSONNumber($0)) } ?? nil,
            "revokeAfterHours": revokeAfterHours.map { .number(JSONNumber($0)) } ?? nil, "extendsTerm": .bool(extendsTerm),
            "keepsEnd": .bool(keepsEnd),
        ]
    }

    /// What the issuance makes of the order: until then the old key goes with the old leaf.
    func complete(_ order: inout Resource) {
        order.hidden["key"] = key.map(JSONValue.string)
        order.hidden["rekey"] = nil
        order.properties["isPrivateKeyExternal"] = .bool(key == nil)
        if let keySize { order.properties["keySize"] = .number(JSONNumber(keySize)) }
    }
}

extension PendingRekey {
    init?(json: JSONValue?) {
        guard let json, !json.isNull else { return nil }
        key = json["key"]?.string
        keySize = json["keySize"]?.int
        revokeAfterHours = json["revokeAfterHours"]?.int
        extendsTerm = json["extendsTerm"]?.bool ?? false
        keepsEnd = json["keepsEnd"]?.bool ?? false
    }
}

/// What a reissue or a renewal asks about the key.
struct KeyRequest: Sendable {
    var csr: String?
    var keySize: Int?

    init(_ asked: JSONValue?, for order: Resource, _ settings: EmulatorSettings) throws(ServiceFailure) {
        csr = asked?["csr"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        let isExternal = asked?["isPrivateKeyExternal"]?.bool ?? (csr != nil)
        guard isExternal == (csr != nil) else {
            let text = "IsPrivateKeyExternal and Csr go together: a request for a key outside, none for a managed key."
            throw .provider(400, "BadRequest", text)
        }
        if let csr {
            guard let name = (try? SigningRequest(text: csr))?.commonName, name.lowercased() == order.commonName else {
                throw .provider(400, "BadRequest", "The parameter Csr has an invalid value; its common name must be '\(order.commonName)'.")
            }
        }
        keySize = try PurchaseRequest.keySize(asked, settings, unlessGiven: nil)
    }

    /// The service asks by itself: a managed key is made anew, a customer's request used again.
    init(again order: Resource) {
        if order.isPrivateKeyExternal { csr = order.properties["csr"]?.string }
    }
}

extension EmulatorState {
    /// Begins a round that ends with a new leaf: at once when the domain's proof is fresh, otherwise when it is proven again.
    mutating func rekey(_ order: Resource, _ request: KeyRequest, _ pending: PendingRekey, waitingAs status: String, trace: Trace) throws {
        var (order, pending) = (order, pending)
        pending.keySize = request.keySize
        if let csr = request.csr {
            order.properties["csr"] = .string(csr)
        } else {
            let bits = request.keySize ?? order.properties["keySize"]?.int ?? 2048
            let (csr, key) = try makeRequest(for: order, bits: bits)
            order.properties["csr"] = .string(csr)
            pending.key = key
        }
        order.hidden["round"] = .number(JSONNumber(nextNumber()))
        order.hidden["rekey"] = pending.json
        order.hidden["trace"] = trace.json
        order.properties["status"] = .string(status)
        if isProofFresh(order) {
            schedule(.orderIssued(id: order.id, round: order.round), afterMilliseconds: settings.issuanceMilliseconds)
        } else {
            askForProof(&order)
        }
        resources[order.id] = order
    }

    private mutating func askForProof(_ order: inout Resource) {
        if let names = order.hidden["names"] { order.hidden["lastNames"] = names }
        order.hidden["names"] = nil
        if settings.newTokenWhenStale { order.properties["domainVerificationToken"] = .string(random.alphanumeric(count: 14)) }
        mail(.approval, about: &order)
        scheduleDeadline(of: order, days: settings.renewalProofDeadlineDays)
    }
}
