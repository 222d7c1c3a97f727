import AzureCore
import FoundationEssentials
import HTTPTypes
import JSON

/// The machine's clock, held against the service's again and again: when to renew, whether that is charged and who holds a lease all go by it,
/// so nothing is decided by one that is wrong.
package actor ServiceClock {
    private let endpoint: String
    private let transport: HTTPTransport
    private let wall: @Sendable () -> Date
    private let elapsed: @Sendable () -> Double
    private let tolerance: Double
    private var checked: (wall: Date, elapsed: Double)?

    /// - Parameters:
    ///   - endpoint: Resource Manager; any answer of it has a date.
    ///   - tolerance: seconds the two may differ by; as much as tokens and certificates commonly forgive.
    ///   - elapsed: seconds of a clock that nobody can set.
    package init(
        endpoint: String,
        transport: HTTPTransport,
        tolerance: Double = 300,
        wall: @escaping @Sendable () -> Date = { Date() },
        elapsed: @escaping @Sendable () -> Double = ServiceClock.uptime
    ) {
        self.endpoint = endpoint
        self.transport = transport
        self.tolerance = tolerance
        self.wall = wall
        self.elapsed = elapsed
    }

    package func now() async throws -> Date {
        if !isKnown {
            try await check()
            checked = (wall(), elapsed())
        }
        return wall()
    }

    /// Not for ever: clocks drift, and one that was set since is another.
    private var isKnown: Bool {
        guard let checked else { return false }
        let passed = elapsed() - checked.elapsed
        return passed < Self.checkSeconds && abs(wall().timeIntervalSince(checked.wall) - passed) < tolerance / 2
    }

    private static let checkSeconds = 900.0
    private static let start = ContinuousClock.now

    package static let uptime: @Sendable () -> Double = {
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        return Double(seconds) + Double(attoseconds) / 1e18
    }

    /// A service that cannot be reached says nothing about the clock; the next call of it will tell what is wrong.
    private func check() async throws {
        let request = TransportRequest(
            method: .get,
            url: endpoint + "/metadata/endpoints?api-version=2022-09-01",
            headers: [:],
            body: nil,
            timeout: .seconds(10)
        )
        guard let response = try? await transport.send(request), let date = response.headers[.date].flatMap(HTTPDate.read) else { return }
        let seconds = wall().timeIntervalSince(date)
        guard abs(seconds) > tolerance else { return }
        throw Problem(
            .clock,
            "This machine's clock is wrong by \(Self.words(abs(seconds))).",
            why: "it says \(RFC3339.text(wall())), and \(endpoint) says \(RFC3339.text(date))",
            nextStep: "Set it (timedatectl set-ntp true), then run the same command again. Nothing was read or written by it."
        )
    }

    private static func words(_ seconds: Double) -> String {
        if seconds >= 86_400 { return "\(Int(seconds / 86_400)) days" }
        return seconds >= 7200 ? "\(Int(seconds / 3600)) hours" : "\(Int(seconds / 60)) minutes"
    }
}
