import FoundationEssentials
import JSON

/// What the provider's self-diagnosis says about an order.
enum Detectors {
    static let type = "Microsoft.CertificateRegistration/certificateOrders/detectors"
    private static let names = ["AutoRenewStatus"]

    static let kind = ResourceKind(type: type, versions: versions, get: get, list: list)

    /// Detectors came later than the orders.
    private static let versions = APIVersions.exactly(APIVersions.certificateRegistration.list.filter { $0 >= "2020-12-01" })

    private static let list: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        guard let order = state.resources[call.id] else { throw .parentNotFound(call) }
        return try call.page(state.settings).answer(of: names.map { ($0, document($0, order, state)) }, state.origin)
    }

    private static let get: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        guard let order = state.resources[Resource.parent(of: call.id)] else { throw .parentNotFound(call) }
        guard let name = names.first(where: { $0.lowercased() == call.path.name.lowercased() }) else { throw .resourceNotFound(call) }
        for bound in ["starttime", "endtime"] {
            if let text = call.request.query(bound), RFC3339.date(text) == nil {
                throw .provider(400, "BadRequest", "The parameter \(bound) has an invalid value; it must be a date-time.")
            }
        }
        return .json(200, document(name, order, state))
    }

    private static func document(_ name: String, _ order: Resource, _ state: EmulatorState) -> JSONValue {
        let (status, message) = finding(order)
        let columns = ["Status", "Message", "Data.Name", "Data.Value", "Expanded", "Solutions"].map { column -> JSONValue in
            ["columnName": .string(column), "dataType": "String", "columnType": nil]
        }
        let value = order.properties["nextAutoRenewalTimeStamp"]?.string ?? order.properties["expirationTime"]?.string ?? ""
        let row: JSONValue = [.string(status), .string(message), "Next", .string(value), "True", ""]
        let metadata: JSONValue = [
            "id": .string(name), "name": "Auto-renew status", "description": "Whether the order renews itself.", "author": "",
            "category": "Certificate", "supportTopicList": [["id": "32582459", "pesId": "14748"]], "analysisType": ["certificates"],
            "type": "Detector", "score": 0,
        ]
        let table: JSONValue = ["tableName": "Insights", "columns": .array(columns), "rows": [row]]
        let rendering: JSONValue = ["type": "Insights", "title": "Auto-renew", "description": .string(message)]
        return [
            "id": .string("\(order.id)/detectors/\(name)"), "name": .string(name), "type": .string(type),
            "properties": [
                "metadata": metadata, "dataset": [["table": table, "renderingProperties": rendering]],
                "status": ["message": .string(message), "statusId": .string(status)], "dataProvidersMetadata": [],
                "suggestedUtterances": nil,
            ],
        ]
    }

    /// A word of how grave it is, and the sentence.
    private static func finding(_ order: Resource) -> (status: String, message: String) {
        switch (order.status, order.properties["autoRenew"]?.bool == true) {
        case ("Issued", true): ("Success", "Auto-renew is on.")
        case ("Issued", false): ("Warning", "Auto-renew is off; the certificate ends with its term.")
        case ("Pendingissuance", _), ("PendingRekey", _), ("NotSubmitted", _): ("Info", "The order waits for its certificate.")
        default: ("Critical", "The order is \(order.status) and does not renew itself any more.")
        }
    }
}
