/// When a machine's token endpoint is worth another request: it answers 404 and 410 while it starts or is replaced, which may take
/// 70 s, and 429 and 5xx like any other service.
enum MetadataRetry {
    static let maximumAttempts = 6

    /// The wait after an attempt, counted from 1; nil to stop. After 410 the waits add up to more than 70 s.
    static func delay(after outcome: Outcome, attempt: Int) -> Duration? {
        guard attempt < maximumAttempts else { return nil }
        let base: Duration
        switch outcome {
        case .answer(let answer):
            guard [404, 410, 429].contains(answer.status) || (500..<600).contains(answer.status) else { return nil }
            if answer.status != 410, let asked = RetryAfter.read(answer.headers), asked <= .seconds(60) { return asked }
            base = answer.status == 410 ? .milliseconds(2500) : .milliseconds(800)
        case .failure(let failure):
            guard failure.kind == .closed || failure.kind == .timeout else { return nil }
            base = .milliseconds(800)
        }
        return base * (1 << (max(attempt, 1) - 1))
    }
}

/// Whether the metadata service is there, asked until the answer is yes.
actor MetadataPresence {
    private var probe: TransportRequest?

    /// Nil for a source whose presence is known.
    init(probe: TransportRequest?) {
        self.probe = probe
    }

    /// Why it is not there; nil when it is. Other clouds have something at the same address, which does not refuse like Azure's.
    func absence(with transport: HTTPTransport, origin: Origin) async -> String? {
        guard let probe else { return nil }
        switch await transport.outcome(of: probe, origin: origin) {
        case .answer(let answer) where Self.isOurs(answer.status):
            self.probe = nil
            return nil
        case .answer(let answer): return "what answers at \(origin) is not Azure's metadata service (HTTP \(answer.status))"
        case .failure(let failure): return "nothing answers at \(origin) (\(failure.kind.rawValue))"
        }
    }

    /// A missing header is refused with 400; a service that is busy or being replaced is there too.
    private static func isOurs(_ status: Int) -> Bool {
        status == 200 || status == 400 || status == 410 || status == 429 || (500..<600).contains(status)
    }
}
