import AzureCore
import JSON

/// What one of the service's own detectors found out about an order.
public struct Detector: Sendable, Hashable {
    /// The resource id.
    public let id: ResourceID?
    /// The resource name.
    public let name: String?
    /// The resource type.
    public let type: String?
    /// The kind some resources carry.
    public let kind: String?
    /// Who made and changed it, where the service says so.
    public let systemData: SystemData?
    /// What the detector is for.
    public let metadata: DetectorMetadata?
    /// What it found, table by table.
    public let dataset: [DetectorData]
    /// The verdict.
    public let status: DetectorStatus?
    /// Where the data came from, as the service puts it.
    public let dataProvidersMetadata: JSONValue?
    /// Questions the portal would suggest, as the service puts them.
    public let suggestedUtterances: JSONValue?
    /// The whole answer, unknown fields included.
    public let raw: JSONValue

    /// Reads an answer of the service.
    public init(json: JSONValue) throws(JSONFieldError) {
        let fields = try JSONFields(json)
        let properties = try fields.properties()
        id = try fields.string("id").flatMap { ResourceID($0) }
        name = try fields.string("name")
        type = try fields.string("type")
        kind = try fields.string("kind")
        systemData = try fields.model("systemData", SystemData.init(json:))
        metadata = try properties.model("metadata", DetectorMetadata.init(json:))
        dataset = try properties.models("dataset", DetectorData.init(json:))
        status = try properties.model("status", DetectorStatus.init(json:))
        dataProvidersMetadata = properties.object["dataProvidersMetadata"]
        suggestedUtterances = properties.object["suggestedUtterances"]
        raw = json
    }
}

/// What a detector is for.
public struct DetectorMetadata: Sendable, Hashable {
    /// Its id, which is its name in calls.
    public let id: String?
    /// Its title.
    public let name: String?
    /// What it looks at.
    public let description: String?
    /// Who wrote it.
    public let author: String?
    /// Where the portal files it.
    public let category: String?
    /// The support topics it belongs to.
    public let supportTopicList: [SupportTopic]
    /// The analyses it takes part in.
    public let analysisType: [String]
    /// What sort it is.
    public let type: DetectorType?
    /// How well it fits, as the service scores it.
    public let score: Double?

    /// Reads a `metadata` object.
    public init(json: JSONValue) throws(JSONFieldError) {
        let fields = try JSONFields(json)
        id = try fields.string("id")
        name = try fields.string("name")
        description = try fields.string("description")
        author = try fields.string("author")
        category = try fields.string("category")
        supportTopicList = try fields.models("supportTopicList", SupportTopic.init(json:))
        analysisType = try fields.strings("analysisType") ?? []
        type = try fields.word("type")
        score = fields.object["score"]?.double
    }
}

/// A topic of Azure support.
public struct SupportTopic: Sendable, Hashable {
    /// Its id.
    public let id: String?
    /// The id of the product it belongs to.
    public let pesId: String?

    /// Reads a support topic.
    public init(json: JSONValue) throws(JSONFieldError) {
        let fields = try JSONFields(json)
        id = try fields.string("id")
        pesId = try fields.string("pesId")
    }
}

/// The verdict of a detector.
public struct DetectorStatus: Sendable, Hashable {
    /// The verdict in words.
    public let message: String?
    /// How serious it is.
    public let statusId: InsightStatus?

    /// Reads a `status` object.
    public init(json: JSONValue) throws(JSONFieldError) {
        let fields = try JSONFields(json)
        message = try fields.string("message")
        statusId = try fields.word("statusId")
    }
}
