import JSON

/// Where a long-running operation stands. Kept as JSON, it lets another process go on waiting; it holds no secret.
public struct OperationToken: Sendable, Hashable {
    /// How the outcome is found out.
    enum Stage: Sendable, Hashable {
        /// Ask the status document at this URL.
        case status(String)
        /// Ask this URL until it stops answering 202.
        case location(String)
        /// Ask the resource itself.
        case resource
        /// Done; fetch the result from this URL.
        case result(String)
        /// Done; the last answer was the result.
        case settled
    }

    /// The operation that was started, for example `CertificateOrders.createOrUpdate`.
    public let operation: String
    /// The id of the resource it is about.
    public let target: String
    /// The URL the operation was started with, query included.
    let resourceURL: String
    /// Where the result is once a status document says it is done; nil when there is none to fetch.
    var resultURL: String?
    var stage: Stage

    init(operation: String, target: String, resourceURL: String, resultURL: String?, stage: Stage) {
        self.operation = operation
        self.target = target
        self.resourceURL = resourceURL
        self.resultURL = resultURL
        self.stage = stage
    }

    /// Reads a token written as ``json``.
    public init(json: JSONValue) throws(JSONFieldError) {
        let fields = try JSONFields(json)
        operation = try fields.requiredString("operation")
        target = try fields.requiredString("target")
        resourceURL = try fields.requiredString("resourceURL")
        resultURL = try fields.string("resultURL")
        let word = try fields.requiredString("stage")
        switch word {
        case "status": stage = .status(try fields.requiredString("url"))
        case "location": stage = .location(try fields.requiredString("url"))
        case "result": stage = .result(try fields.requiredString("url"))
        case "resource": stage = .resource
        case "settled": stage = .settled
        default: throw JSONFieldError(pointer: "/stage", expected: "status, location, result, resource or settled", found: word)
        }
    }

    /// The token as JSON; the form is ours and stays readable by later versions.
    public var json: JSONValue {
        var object: JSONObject = [
            "operation": .string(operation), "target": .string(target), "resourceURL": .string(resourceURL),
        ]
        object["resultURL"] = resultURL.map(JSONValue.string)
        let (word, url): (String, String?) =
            switch stage {
            case .status(let url): ("status", url)
            case .location(let url): ("location", url)
            case .result(let url): ("result", url)
            case .resource: ("resource", nil)
            case .settled: ("settled", nil)
            }
        object["stage"] = .string(word)
        object["url"] = url.map(JSONValue.string)
        return .object(object)
    }

    /// The next URL to ask.
    var pollURL: String {
        switch stage {
        case .status(let url), .location(let url), .result(let url): url
        case .resource, .settled: resourceURL
        }
    }

    /// Every URL in it, for the check that none leads elsewhere.
    var urls: [String] { [resourceURL, pollURL] + [resultURL].compactMap(\.self) }
}
