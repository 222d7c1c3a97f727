/// The two ways Resource Manager counts. Which one is in force shows in the headers: no bucket of the new one is as large as a budget of the
/// old one.
enum ThrottleRegime: Sendable, Hashable {
    /// A number of calls an hour; unused ones are lost when the hour is over, and nothing says when that is.
    case hourly
    /// A bucket that fills steadily.
    case bucket

    static let window = Duration.seconds(3600)

    /// The most calls the bucket regime lets through at once.
    static func capacity(_ verb: ThrottleVerb) -> Int {
        switch verb {
        case .reads: 250
        case .writes, .deletes: 200
        }
    }

    /// What the bucket regime adds in a second; a smaller subscription may get less.
    static func refillPerSecond(_ verb: ThrottleVerb) -> Double {
        switch verb {
        case .reads: 25
        case .writes, .deletes: 10
        }
    }
}

extension Duration {
    /// In seconds, with fractions.
    var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
