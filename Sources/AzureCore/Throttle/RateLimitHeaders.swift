import HTTPTypes

/// What an answer says about the budget its call was counted in.
enum RateLimitHeaders {
    /// The least of the remaining calls named for the verb: the principal's own, the subscription's over all principals, the tenant's.
    static func remaining(_ headers: HTTPFields, _ verb: ThrottleVerb) -> Int? {
        ["subscription", "subscription-global", "tenant"]
            .compactMap { HTTPField.Name("x-ms-ratelimit-remaining-\($0)-\(verb.rawValue)") }
            .compactMap { headers[$0].flatMap { Int($0) } }
            .filter { (0...Self.highest).contains($0) }
            .min()
    }

    /// No budget is larger; whatever is, is no number of calls.
    private static let highest = 10_000_000
}
