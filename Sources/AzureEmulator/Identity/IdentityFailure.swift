import FoundationEssentials
import JSON

/// A refusal of the identity service, by its AADSTS number.
struct IdentityFailure: Error, Sendable {
    let code: Int
    /// What the `error` member says.
    let error: String
    let status: Int
    let text: String

    init(_ code: Int, _ error: String, status: Int = 400, _ text: String) {
        (self.code, self.error, self.status, self.text) = (code, error, status, text)
    }

    func response(trace: Trace, at now: Date) -> EmulatorResponse {
        let traceID = guid()
        // With a blank where RFC 3339 has its T.
        let timestamp = RFC3339.text(now).replacing("T", with: " ")
        let description = "AADSTS\(code): \(text) Trace ID: \(traceID) Correlation ID: \(trace.correlationID) Timestamp: \(timestamp)"
        return .json(
            status,
            [
                "error": .string(error), "error_description": .string(description), "error_codes": [.number(JSONNumber(code))],
                "timestamp": .string(timestamp), "trace_id": .string(traceID), "correlation_id": .string(trace.correlationID),
                "error_uri": .string("https://login.microsoftonline.com/error?code=\(code)"),
            ],
            headers: [("Cache-Control", "no-store, no-cache"), ("Pragma", "no-cache")]
        )
    }

    /// The client is known and does not prove that it is the one.
    static func unproven(_ code: Int, _ text: String) -> IdentityFailure {
        IdentityFailure(code, "invalid_client", status: 401, text)
    }

    static func missing(_ parameter: String) -> IdentityFailure {
        IdentityFailure(900_144, "invalid_request", "The request body must contain the parameter '\(parameter)'.")
    }

    /// What is sent as an assertion is no signed JSON web token, or lacks what every one has.
    static func malformed(_ why: String) -> IdentityFailure {
        IdentityFailure(50_027, "invalid_request", "The JWT token is invalid or malformed: \(why).")
    }
}
