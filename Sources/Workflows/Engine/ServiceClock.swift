import AzureCore
import FoundationEssentials
import HTTPTypes
import JSON

/// The machine's clock, held once against the service's: when to renew, whether that is charged and who holds a lease all go by it,
/// so nothing is decided by one that is wrong.
package actor ServiceClock {
    private let endpoint: String
    private let transport: HTTPTransport
    private let wall: @Sendable () -> Date
    private var isChecked = false

    /// - Parameter endpoint: Resource Manager; any answer of it has a date.
    package init(endpoint: String, transport: HTTPTransport, wall: @escaping @Sendable () -> Date = { Date() }) {
        self.endpoint = endpoint
        self.transport = transport
        self.wall = wall
    }

    package func now() async throws -> Date {
        if !isChecked {
            try await check()
            isChecked = true
        }
        return wall()
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
        guard abs(seconds) > Self.tolerance else { return }
        throw Problem(
            .precondition,
            "This machine's clock is wrong by \(Self.words(abs(seconds))).",
            why: "it says \(RFC3339.text(wall())), and \(endpoint) says \(RFC3339.text(date))",
            nextStep: "Set it (timedatectl set-ntp true), then run the same command again. Nothing was read or written by it."
        )
    }

    private static func words(_ seconds: Double) -> String {
        if seconds >= 86_400 { return "\(Int(seconds / 86_400)) days" }
        return seconds >= 7200 ? "\(Int(seconds / 3600)) hours" : "\(Int(seconds / 60)) minutes"
    }

    /// As much as tokens and certificates commonly forgive.
    private static let tolerance = 300.0
}
