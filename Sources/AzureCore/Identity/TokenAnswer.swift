import JSON

/// What a source of tokens answered: the token with its two times, or why it is none. Numbers come as strings from some sources.
enum TokenAnswer {
    case token(AccessToken)
    case unusable(String)

    /// Reads `access_token`, `expires_in` (else `expires_on`, in seconds since 1970, against `now`) and `refresh_in`.
    static func read(_ body: [UInt8], now: Int? = nil) -> TokenAnswer {
        let json: JSONValue
        do {
            json = try JSONValue(parsing: body)
        } catch {
            return .unusable("\(error)")
        }
        guard let token = json["access_token"]?.string, !token.isEmpty else { return .unusable("no access_token") }
        guard let lifetime = seconds(json["expires_in"]) ?? remaining(json["expires_on"], now), lifetime > .zero else {
            return .unusable(now == nil ? "no usable expires_in" : "neither a usable expires_in nor expires_on")
        }
        return .token(AccessToken(token: Secret(token), lifetime: lifetime, refreshAfter: seconds(json["refresh_in"])))
    }

    func token(operation: String, target: String) throws(AzureError) -> AccessToken {
        switch self {
        case .token(let token): return token
        case .unusable(let reason):
            throw .unreadable(
                reason,
                operation: operation,
                target: target,
                status: 200,
                requestId: nil,
                correlationId: nil,
                repeatability: .read
            )
        }
    }

    /// At most a year.
    static func seconds(_ value: JSONValue?) -> Duration? {
        guard let number = number(value), (0...31_536_000).contains(number) else { return nil }
        return .seconds(number)
    }

    /// What is left until a time in seconds since 1970, at most a year.
    static func remaining(_ value: JSONValue?, _ now: Int?) -> Duration? {
        guard let now, let end = number(value), end > now else { return nil }
        let (left, isTooFar) = end.subtractingReportingOverflow(now)
        return isTooFar || left > 31_536_000 ? nil : .seconds(left)
    }

    private static func number(_ value: JSONValue?) -> Int? {
        value?.int ?? value?.string.flatMap { Int($0) }
    }
}
