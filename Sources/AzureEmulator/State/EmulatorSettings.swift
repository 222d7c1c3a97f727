import JSON

/// What a caller may set about the emulator's behaviour, at the start or through the control API.
///
/// Spans in milliseconds and days are measured on the virtual clock.
package struct EmulatorSettings: Sendable {
    /// What a PUT with purchase fields does while an earlier one of the same order is still in progress. The live
    /// service's behaviour is not known, so the default is the most expensive one.
    package enum RepeatedPut: String, Sendable, CaseIterable {
        case buysAgain, conflict, ignored
    }

    package var repeatedPut = RepeatedPut.buysAgain
    package var provisioningMilliseconds = 300
    package var verificationMilliseconds = 250
    package var issuanceMilliseconds = 250
    package var vaultLinkMilliseconds = 200
    /// The most days a leaf may be valid.
    package var leafValidityDays = 198
    /// How long an order waits for its domain proof before it is denied.
    package var proofDeadlineDays = 45
    /// How many orders the subscription may hold; 0 means any number.
    package var orderQuota = 0
    package var pageSize = 100
    /// Announced to clients that poll.
    package var retryAfterSeconds = 1
    /// Whether accepted PUTs name an operation to poll in `Location`.
    package var locationHeader = true
    /// Lifetime of access tokens, in real time.
    package var tokenLifetimeSeconds = 3599

    package init() {}
}

extension EmulatorSettings {
    private static let numbers: [(name: String, field: any WritableKeyPath<EmulatorSettings, Int> & Sendable, range: ClosedRange<Int>)] = [
        ("provisioningMilliseconds", \.provisioningMilliseconds, 0...86_400_000),
        ("verificationMilliseconds", \.verificationMilliseconds, 0...86_400_000),
        ("issuanceMilliseconds", \.issuanceMilliseconds, 0...86_400_000),
        ("vaultLinkMilliseconds", \.vaultLinkMilliseconds, 0...86_400_000),
        ("leafValidityDays", \.leafValidityDays, 1...825),
        ("proofDeadlineDays", \.proofDeadlineDays, 1...365),
        ("orderQuota", \.orderQuota, 0...1_000_000),
        ("pageSize", \.pageSize, 1...10_000),
        ("retryAfterSeconds", \.retryAfterSeconds, 0...3600),
        ("tokenLifetimeSeconds", \.tokenLifetimeSeconds, 1...86_400),
    ]

    var json: JSONValue {
        var object: JSONObject = ["repeatedPut": .string(repeatedPut.rawValue), "locationHeader": .bool(locationHeader)]
        for number in Self.numbers { object[number.name] = .number(JSONNumber(self[keyPath: number.field])) }
        return .object(object)
    }

    /// Changes what the object names; a name or value it does not know is refused and nothing is changed.
    mutating func apply(_ changes: JSONObject) throws(ServiceFailure) {
        var changed = self
        for (name, value) in changes {
            if let number = Self.numbers.first(where: { $0.name == name }) {
                guard let new = value.int, number.range.contains(new) else {
                    throw .control("setting \(name) must be a whole number from \(number.range.lowerBound) to \(number.range.upperBound)")
                }
                changed[keyPath: number.field] = new
            } else if name == "repeatedPut", let word = RepeatedPut(rawValue: value.string ?? "") {
                changed.repeatedPut = word
            } else if name == "locationHeader", let flag = value.bool {
                changed.locationHeader = flag
            } else {
                throw .control("setting \(name) is unknown or has a value it cannot have; GET this address for the settings there are")
            }
        }
        self = changed
    }
}
