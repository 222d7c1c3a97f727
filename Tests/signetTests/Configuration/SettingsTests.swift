import Actions
import Foundation
import Testing
import Workflows

@testable import signet

@Suite struct SettingsTests {
    private func read(_ text: String, _ variables: [String: String] = [:]) -> SettingsReader {
        SettingsReader(file: "config.yaml", text: text, variables: variables)
    }

    /// The keys one below the other, in the groups they are in.
    private static func yaml(_ pairs: [(key: String, value: String)]) -> String {
        var (text, group) = ("", "")
        for (key, value) in pairs {
            let parts = key.split(separator: ".").map(String.init)
            if parts.count == 1 { text += "\(key): \(value)\n" }
            guard parts.count == 2 else { continue }
            if parts[0] != group { text += "\(parts[0]):\n" }
            text += "  \(parts[1]): \(value)\n"
            group = parts[0]
        }
        return text
    }

    @Test func `written out, what stands without a word changes nothing`() {
        let standard = Setting.all.compactMap { setting in setting.standard.map { (setting.key, $0) } }
        let reader = read(Self.yaml(standard))
        #expect(reader.problems == [] && reader.inFile.count == standard.count)
        #expect(reader.settings == Settings())
        #expect(standard.count > 20)
    }

    @Test func `every key takes effect, and its variable goes before the file`() throws {
        let other = [
            "store": "postgres://signet@db/signet", "daemon.windows": "[daily 01:00-02:00]", "daemon.blackouts": "[2026-12-20/2027-01-02]",
            "daemon.emergencyShare": "0.25", "renewal.dueShare": "0.25", "daemon.acceptCharges": "true", "daemon.proof": "manual",
            "alerts.webhooks": "[{url: https://a.example/b, secret: env:KEY}]", "hook.timeout": "61s", "daemon.spread": "3h",
            "daemon.listen": "127.0.0.1:9464",
        ]
        let priced: Set = ["prices.currency", "prices.standard", "prices.wildcard", "prices.source"]
        for setting in Setting.all where !priced.contains(setting.key) {
            let value = other[setting.key] ?? (setting.takes.hasPrefix("a time") ? "6m" : "5")
            let inFile = read(Self.yaml([(setting.key, value)]))
            #expect(inFile.problems == [] && inFile.settings != Settings() && inFile.inFile == [setting.key], "\(setting.key)")
            let byVariable = read("", [setting.variable: value])
            #expect(byVariable.problems == [] && byVariable.settings == inFile.settings, "\(setting.key)")
            #expect(byVariable.fromEnvironment == [setting.variable])
        }
        let both = read("daemon:\n  every: 2m\n  atOnce: 3\n", ["SIGNET_DAEMON_EVERY": "3m"]).settings.daemon
        #expect(both.turnEvery == 180 && both.fleet.atOnce == 3)
    }

    @Test(arguments: [
        ("daemon:\n  evry: 60s\n", ["config.yaml, line 2: daemon.evry is no key", "every, discoverEvery", "Write daemon.every instead"]),
        ("every: 60s\n", ["line 1: every is no key", "store, profile, custody", "Write daemon.every instead"]),
        ("# no\n\ndaemons:\n  every: 60s\n", ["line 3: daemons is no key", "Write daemon instead or remove it"]),
        ("daemon:\n  every: 900\n", ["line 2: daemon.every is '900'", "a time from 0.1s to 1d, as a number with s, m, h or d"]),
        ("daemon:\n  every: 5min\n", ["'5min'", "s, m, h or d"]), ("daemon:\n  every: 2d\n", ["'2d'", "to 1d"]),
        ("daemon:\n  every: 1e300d\n", ["'1e300d'"]), ("daemon:\n  every: -1s\n", ["'-1s'"]),
        ("daemon:\n  every:\n", ["daemon.every is empty"]), ("daemon:\n  every: [60s]\n", ["daemon.every is a list"]),
        ("daemon:\n  atOnce: 1.5\n", ["'1.5'", "a whole number from 1 to 64"]),
        ("daemon:\n  acceptCharges: yes\n", ["'yes'", "true or false"]),
        ("daemon:\n  windows: daily 01:00-02:00\n", ["'daily 01:00-02:00'", "a list of windows"]),
        ("daemon:\n  windows:\n    - daily 01:00-02:00\n    - Mon 2-5\n", ["line 4: daemon.windows[1] is 'Mon 2-5'"]),
        ("daemon:\n  blackouts: [2027-01-02/2026-12-20]\n", ["daemon.blackouts[0]", "an interval"]),
        ("daemon: 60s\n", ["line 1: daemon is '60s'", "a group of keys: every"]), ("- a\n", ["it is a list", "a group of keys: store"]),
        ("renewal:\n  chargeDays: 61\n", ["renewal.chargeDays is no key", "Write renewal.chargedDays instead"]),
        ("renewal:\n  dueShare: 1\n", ["a share above 0 and below 1"]),
        ("prices:\n  standard: 70\n", ["The prices are not complete", "prices.currency and prices.wildcard"]),
        ("alerts:\n  webhooks:\n    - url: https://a.example\n", ["alerts.webhooks[0] is without secret"]),
        ("alerts:\n  webhooks:\n    - {url: 'http://a.example', secret: env:K}\n", ["alerts.webhooks[0].url", "https://"]),
        (
            "alerts:\n  webhooks:\n    - {url: 'https://a.example', secret: env:K, to: me}\n",
            ["alerts.webhooks[0] is 'to'", "url and secret"]
        ),
        ("daemon:\n  every: 60s\n  every: 61s\n", ["config.yaml cannot be read", "every is there twice"]),
        ("daemon:\n\tevery: 60s\n", ["config.yaml cannot be read", "line 2"]),
        ("daemon: &a\n  every: *a\n", ["anchors"]), (String(repeating: "[", count: 100_000), ["nested deeper"]),
    ])
    func `what is wrong is named by file, line and key, with what is expected and what was meant`(text: String, words: [String]) {
        let reader = read(text)
        #expect(reader.problems.count == 1)
        let problem = reader.problems.first.map { "\($0)" } ?? ""
        for word in words { #expect(problem.contains(word), "\(word): \(problem)") }
    }

    @Test func `a variable is named as it is called`() {
        let problem = read("", ["SIGNET_HOOK_TIMEOUT": "soon"]).problems.first.map { "\($0)" } ?? ""
        #expect(problem.contains("SIGNET_HOOK_TIMEOUT is 'soon'") && problem.contains("unset SIGNET_HOOK_TIMEOUT"), "\(problem)")
    }

    @Test func `all that is wrong is found at once, and the good is read`() {
        let reader = read("daemon:\n  every: 60\n  atOnce: 4\n  sprea: 1h\nalerts:\n  daysLeft: many\n")
        #expect(reader.problems.count == 3 && reader.settings.daemon.fleet.atOnce == 4)
    }

    @Test func `empty groups and comments are no mistakes`() {
        for text in ["", "# nothing\n", "daemon:\n  # every: 60s\n", "{}\n", "daemon: {}\n"] {
            #expect(read(text).problems == [], "\(text)")
        }
    }

    @Test(arguments: ["store: canary://me:canary@host\n", "store: [canary]\n", "store:\n  canary: 1\n"])
    func `what may hold a secret is never shown`(text: String) {
        let reader = read(text)
        #expect(!reader.problems.isEmpty && reader.problems.allSatisfy { !"\($0)".contains("canary") }, "\(reader.problems)")
        let good = read("store: postgres://me:canary@host/db\nalerts:\n  webhooks: [{url: 'https://a.example', secret: canary}]\n")
        #expect(good.problems.count == 1 && !"\(good.problems) \(good.settings)".contains("canary"))
    }

    @Test func `the page shows every key there is, as it is, and no other`() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
        let page = try String(contentsOf: root.appending(path: "docs/configuration.md"), encoding: .utf8)
        let rows = page.split(separator: "\n").map(String.init).filter { $0.hasPrefix("| `") }
        #expect(rows == Setting.all.map(\.row))
    }

    @Test func `no two keys have one name or one variable`() {
        #expect(Set(Setting.all.map(\.key)).count == Setting.all.count)
        #expect(Set(Setting.all.map(\.variable)).count == Setting.all.count)
    }
}
