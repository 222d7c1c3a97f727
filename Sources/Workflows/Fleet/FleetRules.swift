import FoundationEssentials

/// When what is due begins: in its window, spread over some hours, and in an emergency whatever the windows say.
package struct FleetRules: Sendable, Hashable {
    /// None means at any time.
    package var windows: [MaintenanceWindow] = []
    package var blackouts: [Blackout] = []
    /// Over how many hours what is due at one moment is spread; each order has its own place in them, which never changes.
    package var spreadHours = 24.0
    /// After which share of the time between the due day and the certificate's end no window and no blackout counts any more.
    package var emergencyShare = 0.5
    /// Whether a renewal that buys the next term begins without a person's yes.
    package var acceptsCharges = false
    /// How many workflows run at the same moment.
    package var atOnce = 8

    package init() {}

    /// When a renewal begins, and what decided that.
    package struct Start: Sendable, Hashable {
        package enum Cause: String, Sendable {
            case due
            case window
            /// No window comes in time, or it is too late to wait for one.
            case emergency
        }

        package let at: Date
        package let cause: Cause
    }

    /// The first moment from `now` on at which the renewal of an order may begin.
    ///
    /// - Parameters:
    ///   - due: the day the rules of renewing name.
    ///   - end: when the present certificate ends.
    ///   - subject: the order, from which its place in the spread follows.
    package func start(due: Date, end: Date, subject: String, now: Date) -> Start {
        let emergency = due + max(0, end.timeIntervalSince(due)) * emergencyShare
        let spread = min(spreadHours * 3600, max(0, emergency.timeIntervalSince(due))) * Self.place(of: subject)
        let wanted = due + spread, earliest = max(wanted, now)
        guard earliest < emergency else { return Start(at: earliest, cause: now < emergency ? .due : .emergency) }
        guard let open = opening(from: earliest, before: emergency) else { return Start(at: emergency, cause: .emergency) }
        return Start(at: open, cause: open == wanted || windows.isEmpty && blackouts.isEmpty ? .due : .window)
    }

    /// The first moment of an interval that lies in a window, if there are any, and in no blackout.
    private func opening(from start: Date, before end: Date) -> Date? {
        var moment = start
        while moment < end {
            if let blackout = blackouts.first(where: { $0.contains(moment) }) {
                moment = blackout.to
            } else if windows.isEmpty || windows.contains(where: { $0.contains(moment) }) {
                return moment
            } else {
                // Each turn passes a blackout or goes to the next day's window at the latest.
                guard let next = windows.compactMap({ $0.start(after: moment) }).min() else { return nil }
                moment = next
            }
        }
        return nil
    }

    /// From 0 to 1, and the same for an order at any time and on any machine: FNV-1a, mixed once more, as names that differ in
    /// their last letter only would lie side by side.
    static func place(of subject: String) -> Double {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in subject.lowercased().utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        hash = (hash ^ (hash >> 33)) &* 0xff51_afd7_ed55_8ccd
        return Double((hash ^ (hash >> 33)) >> 11) / Double(1 << 53)
    }
}
