import FoundationEssentials
import HTTPTypes
import JSON

/// How long a service asks to wait: milliseconds, seconds or a date, never more than a day.
enum RetryAfter {
    private static let longest = 86_400.0

    /// Reads `retry-after-ms`, `x-ms-retry-after-ms` and `Retry-After`. A date counts from the answer's own `Date` where it has
    /// one, so that a wrong local clock does no harm.
    package static func read(_ headers: HTTPFields, now: Date = Date()) -> Duration? {
        for name in [HTTPField.Name.retryAfterMilliseconds, .serviceRetryAfterMilliseconds] {
            if let milliseconds = headers[name].flatMap(Double.init) { return duration(milliseconds / 1000) }
        }
        guard let text = headers[.retryAfter] else { return nil }
        if let seconds = Double(text) { return duration(seconds) }
        guard let date = HTTPDate.read(text) else { return nil }
        let reference = headers[.date].flatMap(HTTPDate.read) ?? now
        return duration(date.timeIntervalSince(reference))
    }

    private static func duration(_ seconds: Double) -> Duration? {
        guard seconds.isFinite else { return nil }
        return .milliseconds(Int(min(max(seconds, 0), longest) * 1000))
    }
}

/// The date form of HTTP headers: `Sun, 06 Nov 1994 08:49:37 GMT`.
package enum HTTPDate {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    package static func read(_ text: String) -> Date? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let index = months.firstIndex(of: String(parts[2])) else { return nil }
        let month = index < 9 ? "0\(index + 1)" : "\(index + 1)"
        return RFC3339.date("\(parts[3])-\(month)-\(parts[1])T\(parts[4])Z")
    }
}
