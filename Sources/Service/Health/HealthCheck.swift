import JSON

/// Something without which this process is of no use, and how to see whether it is there.
package struct HealthCheck: Sendable {
    package let name: String
    /// What is wrong, in words that may be shown to anybody; nil when all is well.
    let look: @Sendable () async -> String?

    package init(_ name: String, _ look: @escaping @Sendable () async -> String?) {
        self.name = name
        self.look = look
    }
}

/// Looks at everything at once, for no longer than `patience`, and holds what was seen for `holds`: whoever asks often does not make
/// the work more.
actor Readiness {
    struct Report: Sendable, Hashable {
        struct Line: Sendable, Hashable {
            let name: String
            let trouble: String?
        }

        let lines: [Line]
        var isReady: Bool { lines.allSatisfy { $0.trouble == nil } }

        var json: JSONValue {
            [
                "ready": .bool(isReady),
                "checks": .array(
                    lines.map { line in
                        var object: JSONObject = ["name": .string(line.name), "ok": .bool(line.trouble == nil)]
                        if let trouble = line.trouble { object["why"] = .string(trouble) }
                        return .object(object)
                    }
                ),
            ]
        }
    }

    private let checks: [HealthCheck]
    private let patience: Duration
    private let holds: Duration
    private let now: @Sendable () -> ContinuousClock.Instant
    private var last: (at: ContinuousClock.Instant, report: Report)?
    private var looking: Task<Report, Never>?

    init(
        _ checks: [HealthCheck],
        patience: Duration = .seconds(2),
        holds: Duration = .seconds(1),
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.checks = checks
        self.patience = patience
        self.holds = holds
        self.now = now
    }

    func report() async -> Report {
        if let last, now() - last.at < holds { return last.report }
        if let looking { return await looking.value }
        let task = Task { [checks, patience] in await Self.look(checks, patience) }
        looking = task
        let report = await task.value
        (last, looking) = ((now(), report), nil)
        return report
    }

    private static func look(_ checks: [HealthCheck], _ patience: Duration) async -> Report {
        await withTaskGroup(of: (Int, String?).self) { group in
            for (place, check) in checks.enumerated() { group.addTask { (place, await look(check, patience)) } }
            var troubles: [Int: String?] = [:]
            for await (place, trouble) in group { troubles[place] = trouble }
            return Report(lines: checks.enumerated().map { Report.Line(name: $1.name, trouble: troubles[$0] ?? nil) })
        }
    }

    /// A look that does not come back is left behind: it is no reason to keep anybody waiting.
    private static func look(_ check: HealthCheck, _ patience: Duration) async -> String? {
        let (answers, answer) = AsyncStream<String?>.makeStream(bufferingPolicy: .bufferingOldest(1))
        let looking = Task { answer.yield(await check.look()) }
        let waiting = Task {
            try await Task.sleep(for: patience)
            answer.yield("it did not answer in time")
        }
        defer {
            looking.cancel()
            waiting.cancel()
        }
        for await trouble in answers { return trouble }
        return "it was not looked at"
    }
}
