import FoundationEssentials
import HTTPTypes
import JSON

/// The latest requests to the emulated services, oldest first; control requests are not among them.
struct RequestLog: Sendable {
    private static let capacity = 10_000
    private static let longestText = 2_000
    private var entries: [JSONValue] = []
    /// Where the oldest entry is once the log is full.
    private var oldest = 0
    /// How many fell out at the old end.
    private(set) var dropped = 0

    var json: JSONValue {
        ["requests": .array(Array(entries[oldest...] + entries[..<oldest])), "dropped": .number(JSONNumber(dropped))]
    }

    private static func bounded(_ text: String) -> String {
        text.utf8.count <= longestText ? text : String(text.prefix(longestText))
    }

    mutating func add(_ request: EmulatorRequest, _ response: EmulatorResponse, fault: String?, at time: Date) {
        let entry: JSONValue = [
            "time": .string(RFC3339.text(time, milliseconds: true)), "method": .string(request.method), "host": .string(request.authority),
            "path": .string(Self.bounded(request.path)),
            "query": .object(JSONObject(request.query.map { ($0.name, .string(Self.bounded($0.value))) })),
            "apiVersion": request.query("api-version").map(JSONValue.string) ?? nil, "status": .number(JSONNumber(response.status)),
            "requestId": response.headers.value("x-ms-request-id").map(JSONValue.string) ?? nil,
            "correlationId": .string(request.trace.correlationID),
            "clientRequestId": request.trace.clientRequestID.map(JSONValue.string) ?? nil,
            "userAgent": request.headers[.userAgent].map(JSONValue.string) ?? nil,
            "fault": fault.map(JSONValue.string) ?? nil,
        ]
        guard entries.count == Self.capacity else { return entries.append(entry) }
        entries[oldest] = entry
        oldest = (oldest + 1) % Self.capacity
        dropped += 1
    }
}
