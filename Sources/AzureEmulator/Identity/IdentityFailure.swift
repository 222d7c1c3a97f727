import FoundationEssentials
import JSON

/// The identity service's refusals, by AADSTS number.
enum IdentityFailure {
    /// One row: what the `error` member says, the HTTP status and the text.
    static func make(_ code: Int, _ error: String, status: Int = 400, _ text: String, trace: Trace, at now: Date) -> EmulatorResponse {
        let traceID = guid()
        let timestamp = RFC3339.text(now).replacing("T", with: " ")
        let description =
            "AADSTS\(code): \(text) Trace ID: \(traceID) Correlation ID: \(trace.correlationID) Timestamp: \(timestamp)"
        return .json(
            status,
            [
                "error": .string(error), "error_description": .string(description), "error_codes": [.number(JSONNumber(code))],
                "timestamp": .string(timestamp), "trace_id": .string(traceID), "correlation_id": .string(trace.correlationID),
                "error_uri": .string("https://login.microsoftonline.com/error?code=\(code)"),
            ]
        )
    }
}
