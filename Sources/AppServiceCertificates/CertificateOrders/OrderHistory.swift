import AzureCore
import FoundationEssentials
import JSON

/// What happened to an order.
public struct OrderActionType: ServiceWord {
    /// The word as spelled by the service.
    public let rawValue: String
    /// Any word.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// A certificate came out.
    public static let certificateIssued = OrderActionType(rawValue: "CertificateIssued")
    /// The order was cancelled.
    public static let orderCanceled = OrderActionType(rawValue: "CertificateOrderCanceled")
    /// The order was placed.
    public static let orderCreated = OrderActionType(rawValue: "CertificateOrderCreated")
    /// A certificate was revoked.
    public static let certificateRevoked = OrderActionType(rawValue: "CertificateRevoked")
    /// The domain was proven; how old the proof is counts from here.
    public static let domainValidationComplete = OrderActionType(rawValue: "DomainValidationComplete")
    /// The authority suspects fraud and looks into it.
    public static let fraudDetected = OrderActionType(rawValue: "FraudDetected")
    /// The organisation's name changed.
    public static let organisationNameChanged = OrderActionType(rawValue: "OrgNameChange")
    /// The organisation was validated.
    public static let organisationValidated = OrderActionType(rawValue: "OrgValidationComplete")
    /// A name was left out of the certificate, usually `www` after a proof that does not cover it.
    public static let nameDropped = OrderActionType(rawValue: "SanDrop")
    /// The suspicion of fraud is gone.
    public static let fraudCleared = OrderActionType(rawValue: "FraudCleared")
    /// A certificate ended.
    public static let certificateExpired = OrderActionType(rawValue: "CertificateExpired")
    /// A certificate is about to end.
    public static let expirationWarning = OrderActionType(rawValue: "CertificateExpirationWarning")
    /// The authority wants documents.
    public static let fraudDocumentationRequired = OrderActionType(rawValue: "FraudDocumentationRequired")
    /// Something else.
    public static let unknown = OrderActionType(rawValue: "Unknown")

    /// The words known here.
    public static let allKnown: [OrderActionType] = [
        .certificateIssued, .orderCanceled, .orderCreated, .certificateRevoked, .domainValidationComplete, .fraudDetected,
        .organisationNameChanged, .organisationValidated, .nameDropped, .fraudCleared, .certificateExpired, .expirationWarning,
        .fraudDocumentationRequired, .unknown,
    ]
}

/// One line of an order's history.
public struct OrderAction: Sendable, Hashable {
    /// The resource id, in api-versions before 2022-03-01.
    public let id: ResourceID?
    /// The resource name, in those versions.
    public let name: String?
    /// The resource type, in those versions.
    public let type: String?
    /// The kind, in those versions.
    public let kind: String?
    /// What happened.
    public let actionType: OrderActionType?
    /// When.
    public let createdAt: Date?
    /// The whole item, unknown fields included.
    public let raw: JSONValue

    /// Reads an item in either shape: its fields in `properties`, or at the top. Where an old version says `type` instead of
    /// `actionType`, that is taken.
    public init(json: JSONValue) throws(JSONFieldError) {
        let item = try HistoryItem(json)
        (id, name, type, kind) = try item.envelope()
        let older: OrderActionType? = try item.details.word("type")
        actionType = try item.details.word("actionType") ?? older
        createdAt = try item.details.date("createdAt")
        raw = json
    }
}

/// One e-mail the authority sent about an order.
public struct OrderEmail: Sendable, Hashable {
    /// The resource id, in api-versions before 2022-03-01.
    public let id: ResourceID?
    /// The resource name, in those versions.
    public let name: String?
    /// The resource type, in those versions.
    public let type: String?
    /// The kind, in those versions.
    public let kind: String?
    /// The authority's id of the e-mail.
    public let emailId: String?
    /// When it was sent.
    public let timeStamp: Date?
    /// The whole item, unknown fields included.
    public let raw: JSONValue

    /// Reads an item in either shape: its fields in `properties`, or at the top.
    public init(json: JSONValue) throws(JSONFieldError) {
        let item = try HistoryItem(json)
        (id, name, type, kind) = try item.envelope()
        emailId = try item.details.string("emailId")
        timeStamp = try item.details.date("timeStamp")
        raw = json
    }
}

/// A history item, whose details the services put in two places.
private struct HistoryItem {
    let fields: JSONFields
    let details: JSONFields

    init(_ json: JSONValue) throws(JSONFieldError) {
        fields = try JSONFields(json)
        details = try fields.fields("properties") ?? fields
    }

    func envelope() throws(JSONFieldError) -> (ResourceID?, String?, String?, String?) {
        (
            try fields.string("id").flatMap { ResourceID($0) }, try fields.string("name"), try fields.string("type"),
            try fields.string("kind")
        )
    }
}
