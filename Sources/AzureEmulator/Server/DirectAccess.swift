import FoundationEssentials
import HTTPTypes

/// What the emulator answers a client in its own process, which has no socket to it.
package struct DirectAnswer: Sendable {
    package let status: Int
    package let headers: HTTPFields
    package let body: [UInt8]
    /// False where a fault closes the connection: the request took effect, and its answer never came whole.
    package let isWhole: Bool
    package let delayMilliseconds: Int
}

extension RunningEmulator {
    /// One request to the API or to control, as a listener would have received it. It shows no certificate and checks none.
    ///
    /// - Parameter url: absolute, with host and port as the ready document names them.
    package func answer(method: String, url: String, headers: HTTPFields, body: [UInt8]) async -> DirectAnswer {
        let parts = url.utf8.split(separator: UInt8(ascii: "/"), maxSplits: 2, omittingEmptySubsequences: false)
        let rest = parts.count == 3 ? Substring(parts[2]) : ""
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let target = rest.dropFirst(authority.count)
        let outcome = await core.answer(
            EmulatorRequest(
                method: method,
                authority: String(authority),
                target: target.hasPrefix("/") ? String(target) : "/" + target,
                headers: headers,
                body: body
            )
        )
        return DirectAnswer(
            status: outcome.response.status,
            headers: outcome.response.headers,
            body: outcome.response.body,
            isWhole: outcome.delivery == .whole,
            delayMilliseconds: outcome.delayMilliseconds
        )
    }

    /// When the certificate ends that the front end would show for a host name; nil when it would show none.
    package func servedEnd(_ hostName: String) async -> Date? { await core.servedEnd(hostName) }
}
