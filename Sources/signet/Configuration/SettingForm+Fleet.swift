import Foundation
import Workflows
import Yams

extension SettingForm<MaintenanceWindow> {
    static let window = Self("a window such as `Mon-Fri 02:00-05:00`") { MaintenanceWindow($0) }
}

extension SettingForm<Blackout> {
    static let blackout = Self("an interval such as `2026-12-20/2027-01-02`") { Blackout($0) }
}

extension SettingForm<Double> {
    /// The same, as hours.
    var hours: Self {
        Self(words: words) { node throws(SettingMismatch) in try read(node) / 3600 }
    }
}

extension SettingForm<AlertWebhook> {
    private static let url = SettingForm<String>("an address such as `https://alerts.example/hook`") { text in
        guard let url = URLComponents(string: text), let host = url.host, !host.isEmpty, url.user == nil, url.fragment == nil else {
            return nil
        }
        // What is signed is still not secret; in clear it stays on this machine.
        let isHere = ["localhost", "127.0.0.1", "[::1]", "::1"].contains(host)
        return url.scheme == "https" || url.scheme == "http" && isHere ? text : nil
    }

    private static let secret = SettingForm<CredentialReference>("`env:NAME`, `file:PATH` or `custody:NAME`", hides: true) { text in
        switch try? CredentialReference(text) {
        case let reference?:
            switch reference {
            case .environment, .file, .custody: reference
            default: nil
            }
        case nil: nil
        }
    }

    /// `{url: https://…, secret: env:NAME}`.
    static let webhook = Self(words: "`{url: https://…, secret: env:NAME}`") { node throws(SettingMismatch) in
        guard case .mapping(let mapping) = node else { throw SettingMismatch(node, expected: "`{url: https://…, secret: env:NAME}`") }
        for key in mapping.keys where !["url", "secret"].contains(key.scalar?.string) {
            throw SettingMismatch(key, expected: "the keys `url` and `secret` and no other")
        }
        func member<Member>(_ name: String, _ form: SettingForm<Member>) throws(SettingMismatch) -> Member {
            guard let value = mapping[name] else {
                throw SettingMismatch(node, expected: "both `url` and `secret`", found: "without \(name)")
            }
            do throws(SettingMismatch) {
                return try form.read(value)
            } catch {
                var mismatch = error
                mismatch.place = ".\(name)"
                throw mismatch
            }
        }
        return AlertWebhook(url: try member("url", url), secret: try member("secret", secret))
    }
}
