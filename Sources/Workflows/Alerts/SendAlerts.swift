import AzureCore
import CertificateMaterial
import Crypto
import FoundationEssentials
import HTTPTypes
import JSON

/// Who is told of alerts, by a POST that is signed.
package struct AlertHook: Sendable {
    /// What the state calls it. The URL may be a secret itself, so the state has none of it.
    package let mark: String
    /// What logs call it.
    package let host: String
    let url: String
    let transport: HTTPTransport
    /// The key, read when it is needed: the state holds none.
    let key: @Sendable () async throws -> Secret<String>

    /// - Throws: ``Problem`` when something that is told there could be read on the way.
    package init(url: String, transport: HTTPTransport, key: @escaping @Sendable () async throws -> Secret<String>) throws {
        guard let parts = URL(string: url), let host = parts.host(), !host.isEmpty, Self.isProtected(parts.scheme, host) else {
            throw Problem(
                .input,
                "A webhook's address cannot be used.",
                why: "it takes an absolute https URL; http only to this machine",
                nextStep: "Give one like https://alerts.example.com/signet"
            )
        }
        self.url = url
        self.transport = transport
        self.host = host
        self.key = key
        mark = String(Hexadecimal.text(SHA256.hash(data: Array(url.utf8))).lowercased().prefix(16))
    }

    private static func isProtected(_ scheme: String?, _ host: String) -> Bool {
        scheme == "https" || scheme == "http" && ["127.0.0.1", "localhost", "[::1]", "::1"].contains(host)
    }
}

/// Sends what is queued for the hooks: each message once, signed, and again for a bounded time where it is not taken.
package struct SendAlerts: Sendable {
    let journal: Journal
    package let hooks: [AlertHook]
    let rules: AlertRules

    package init(journal: Journal, hooks: [AlertHook], rules: AlertRules) {
        self.journal = journal
        self.hooks = hooks
        self.rules = rules
    }

    package enum Outcome: Sendable, Hashable {
        case sent(host: String)
        case again(host: String, why: String)
        case lost(host: String, why: String)
    }

    /// All that is due now, to every hook at the same time: one that is slow or gone keeps no other waiting.
    package func callAsFunction(tells: @escaping @Sendable (Outcome) -> Void = { _ in }) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for hook in hooks { group.addTask { try await send(to: hook, tells) } }
            try await group.waitForAll()
        }
    }

    private func send(to hook: AlertHook, _ tells: @Sendable (Outcome) -> Void) async throws {
        while !Task.isCancelled, let message = try await journal.takeMessage(for: hook.mark) {
            let (fate, outcome) = await attempt(message, hook)
            try await journal.put(message, as: fate)
            tells(outcome)
            // Who did not take one takes no other now.
            guard fate == .sent else { return }
        }
    }

    private func attempt(_ message: AlertMessage, _ hook: AlertHook) async -> (AlertFate, Outcome) {
        let why: String
        do {
            let answer = try await hook.transport.send(try await request(message, hook))
            if (200..<300).contains(answer.status) { return (.sent, .sent(host: hook.host)) }
            why = "it answered \(answer.status)"
            // Gone for good is the one refusal that another attempt cannot change.
            if answer.status == 410 { return (.lost, .lost(host: hook.host, why: why)) }
        } catch let problem as Problem {
            why = problem.why
        } catch {
            why = "\(error)"
        }
        // A little apart, as many that failed together would come together again.
        let next = journal.now() + Self.pause(after: message.attempts) * (1 + FleetRules.place(of: message.id) / 5)
        guard next.timeIntervalSince(message.made) <= rules.retryFor else { return (.lost, .lost(host: hook.host, why: why)) }
        return (.again(next), .again(host: hook.host, why: why))
    }

    /// Doubling from five seconds to an hour.
    static func pause(after attempts: Int64) -> Double { min(5 * Double(1 << min(max(attempts, 0), 20)), 3600) }

    private func request(_ message: AlertMessage, _ hook: AlertHook) async throws -> TransportRequest {
        let body = message.body.bytes()
        let seconds = Int64(journal.now().timeIntervalSince1970)
        var headers: HTTPFields = [.contentType: "application/json", .userAgent: "signet/\(PackageVersion.text)"]
        for (name, value) in [
            (AlertSignature.header, AlertSignature.value(body, at: seconds, key: try await hook.key())),
            ("Signet-Delivery", message.id),
        ] { if let name = HTTPField.Name(name) { headers[name] = value } }
        return TransportRequest(
            method: .post,
            url: hook.url,
            headers: headers,
            body: body,
            maximumResponseBytes: 65_536,
            timeout: .seconds(10)
        )
    }
}

/// `t=SECONDS,v1=HEX`: HMAC-SHA256 with the hook's key over the seconds since 1970, a dot and the body as it is sent.
package enum AlertSignature {
    package static let header = "Signet-Signature"

    package static func value(_ body: [UInt8], at seconds: Int64, key: Secret<String>) -> String {
        let code = HMAC<SHA256>.authenticationCode(
            for: Array("\(seconds).".utf8) + body,
            using: SymmetricKey(data: Array(key.reveal().utf8))
        )
        return "t=\(seconds),v1=\(Hexadecimal.text(code).lowercased())"
    }
}
