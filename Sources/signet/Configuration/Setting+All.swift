import Actions
import AzureCore
import Service
import Storage
import Workflows

extension Setting {
    /// Every key there is, in the order of docs/configuration.md, which a test compares with this.
    static let all = place + daemon + alerts + serve + renewal + prices

    private static let place = [
        Setting(
            "store",
            SettingForm("`postgres://USER@HOST:PORT/DATABASE`", hides: true) { PostgresAddress.isOne($0) ? Secret($0) : nil },
            \.store,
            "the database that holds the state; without it that is `signet.sqlite` in the home. It is never shown"
        ),
        Setting(
            "profile",
            .text("a profile's name"),
            \.profile,
            "where commands work; without it the one `signet profile use` chose",
            option: "--profile NAME"
        ),
        Setting(
            "custody.keyFile",
            .path,
            \.custodyKeyFile,
            "the key around the sealed records; without it `custody.key` in the home",
            variable: "SIGNET_KEY_FILE"
        ),
        Setting(
            "custody.passphraseFile",
            .path,
            \.custodyPassphraseFile,
            "a file with the passphrase around the sealed records",
            variable: "SIGNET_PASSPHRASE_FILE"
        ),
        Setting("hook.timeout", .time("1s", "1d"), \.hookSeconds, standard: "2m", "how long a hook may run"),
    ]

    private static let daemon = [
        Setting(
            "daemon.every",
            .time("0.1s", "1d"),
            \.daemon.turnEvery,
            standard: "60s",
            "the longest time between two turns",
            option: "--every SECONDS"
        ),
        Setting(
            "daemon.discoverEvery",
            .time("1s", "7d"),
            \.daemon.discoverEvery,
            standard: "15m",
            "time between two looks at all orders",
            option: "--discover-every SECONDS"
        ),
        Setting(
            "daemon.windows",
            .list(of: .window, "a list of windows such as `Mon-Fri 02:00-05:00`"),
            \.daemon.fleet.windows,
            standard: "[]",
            "renewals begin only then, by UTC; none means at any time",
            option: "--window WINDOW"
        ),
        Setting(
            "daemon.blackouts",
            .list(of: .blackout, "a list of intervals such as `2026-12-20/2027-01-02`"),
            \.daemon.fleet.blackouts,
            standard: "[]",
            "no renewal begins then, by UTC; a last day counts whole, and times are written as `2026-12-20T18:00:00Z`",
            option: "--blackout INTERVAL"
        ),
        Setting(
            "daemon.emergencyShare",
            .share,
            \.daemon.fleet.emergencyShare,
            standard: "0.5",
            "once so much of the time between the due day and the certificate's end is over, no window and no blackout counts",
            option: "--emergency-share SHARE"
        ),
        Setting(
            "daemon.spread",
            .time("0s", "7d").hours,
            \.daemon.fleet.spreadHours,
            standard: "24h",
            "over how long what is due at one moment is spread",
            option: "--spread HOURS"
        ),
        Setting(
            "daemon.acceptCharges",
            .flag,
            \.daemon.fleet.acceptsCharges,
            standard: "false",
            "whether renewals that buy the next term begin without a person's yes",
            option: "--accept-charges"
        ),
        Setting(
            "daemon.atOnce",
            .whole(1...64),
            \.daemon.fleet.atOnce,
            standard: "8",
            "how many orders are worked on at the same moment",
            option: "--at-once COUNT"
        ),
        Setting(
            "daemon.driftEvery",
            .time("0s", "7d"),
            \.daemon.looks.every,
            standard: "15m",
            "time between two looks at the way from one order to the wire",
            option: "--drift-every SECONDS"
        ),
        Setting(
            "daemon.driftMost",
            .whole(0...10_000),
            \.daemon.looks.most,
            standard: "60",
            "how many orders are looked at so in one turn; 0 looks at none",
            option: "--drift-most COUNT"
        ),
        Setting(
            "daemon.listen",
            SettingForm("`HOST:PORT`") { ListenAddress($0) },
            \.daemonListens,
            "where the daemon answers health, readiness and metrics, by plain HTTP; without it nowhere",
            option: "--listen HOST:PORT"
        ),
        Setting(
            "daemon.proof",
            SettingForm("`manual`, `hook:PATH` or `emulator`") { RecordChoice(argument: $0) },
            \.proof,
            "who publishes the records of a domain proof for the daemon; without it as for `signet renew`",
            option: "--proof WHO"
        ),
    ]

    private static let alerts = [
        Setting(
            "alerts.webhooks",
            .list(of: .webhook, "a list of `{url: https://…, secret: env:NAME}`; a secret is `env:NAME`, `file:PATH` or `custody:NAME`"),
            \.webhooks,
            standard: "[]",
            "who is told; what is sent is signed with the secret"
        ),
        Setting(
            "alerts.daysLeft",
            .days,
            \.alerts.daysLeft,
            standard: "10",
            "a certificate that ends sooner than this"
        ),
        Setting(
            "alerts.stateAge",
            .time("1m", "30d"),
            \.alerts.stateAge,
            standard: "24h",
            "an order or a run that stays longer than this in a state that should pass"
        ),
        Setting(
            "alerts.clockSkew",
            .time("1s", "1d"),
            \.alerts.clockSkew,
            standard: "5m",
            "a clock that differs from the service's by more than this"
        ),
        Setting(
            "alerts.repeatAfter",
            .time("1m", "30d"),
            \.alerts.repeatAfter,
            standard: "24h",
            "what still holds is told again after this long"
        ),
        Setting(
            "alerts.retryFor",
            .time("1m", "7d"),
            \.alerts.retryFor,
            standard: "24h",
            "how long a webhook that does not take an alert is tried again"
        ),
    ]

    /// Of `signet serve`.
    private static let serve: [Setting] = []
}
