import FoundationEssentials
import JSON

/// What cost money or changed trust, every event in order, nothing deduplicated.
struct Ledger: Sendable {
    private(set) var purchases: [JSONValue] = []
    private(set) var charges: [JSONValue] = []
    private(set) var issuances: [JSONValue] = []
    private(set) var revocations: [JSONValue] = []

    var json: JSONValue {
        [
            "purchases": .array(purchases), "charges": .array(charges),
            "issuances": .array(issuances), "revocations": .array(revocations),
        ]
    }

    init() {}

    init(json: JSONValue?) {
        purchases = json?["purchases"]?.array ?? []
        charges = json?["charges"]?.array ?? []
        issuances = json?["issuances"]?.array ?? []
        revocations = json?["revocations"]?.array ?? []
    }

    /// A new order, or the next term of one.
    mutating func purchase(of order: Resource, kind: String = "order", trace: Trace, at time: Date) {
        let details: JSONObject = ["productType": order.properties["productType"] ?? nil, "kind": .string(kind)]
        purchases.append(entry(order, trace, time, details))
    }

    mutating func charge(for order: Resource, amount: Int, trace: Trace, at time: Date) {
        charges.append(entry(order, trace, time, ["amount": .number(JSONNumber(amount)), "currency": "USD"]))
    }

    mutating func issuance(of order: Resource, details: JSONObject, trace: Trace, at time: Date) {
        let kept = ["serialNumber", "thumbprint", "notBefore", "notAfter"]
        issuances.append(entry(order, trace, time, JSONObject(kept.map { ($0, details[$0] ?? nil) })))
    }

    mutating func revocation(of order: Resource, serialNumber: String, trace: Trace, at time: Date) {
        revocations.append(entry(order, trace, time, ["serialNumber": .string(serialNumber)]))
    }

    private func entry(_ order: Resource, _ trace: Trace, _ time: Date, _ more: JSONObject) -> JSONValue {
        var object: JSONObject = [
            "orderId": .string(order.id), "time": .string(RFC3339.text(time, milliseconds: true)),
            "correlationId": .string(trace.correlationID), "clientRequestId": trace.clientRequestID.map(JSONValue.string) ?? nil,
        ]
        for (key, value) in more { object[key] = value }
        return .object(object)
    }
}

/// The ids a request carries through everything it causes.
struct Trace: Sendable, Hashable {
    var correlationID: String
    var clientRequestID: String?
}

extension Trace {
    var json: JSONValue {
        ["correlationId": .string(correlationID), "clientRequestId": clientRequestID.map(JSONValue.string) ?? nil]
    }

    init(json: JSONValue?) {
        correlationID = json?["correlationId"]?.string ?? ""
        clientRequestID = json?["clientRequestId"]?.string
    }
}

extension JSONObject {
    init(_ members: [(String, JSONValue)]) {
        self.init()
        for (key, value) in members { self[key] = value }
    }
}
