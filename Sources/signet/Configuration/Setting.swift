import Yams

/// One key of the configuration: what it takes, what stands without it, and where it goes.
struct Setting: Sendable {
    /// With the groups it is in, as `daemon.every`.
    let key: String
    /// The form of its value, in words.
    let takes: String
    let isList: Bool
    /// What stands without it, as one would write it; nil when that is no value.
    let standard: String?
    let what: String
    /// The environment variable that overrides it.
    let variable: String
    /// The option of a command that overrides both.
    let option: String?
    let set: @Sendable (Node, inout Settings) throws(SettingMismatch) -> Void

    /// - Parameter standard: as one would write it.
    init<Value: Sendable>(
        _ key: String,
        _ form: SettingForm<Value>,
        _ member: any WritableKeyPath<Settings, Value> & Sendable,
        standard: String,
        _ what: String,
        variable: String? = nil,
        option: String? = nil
    ) {
        self.init(key, form, standard, what, variable, option) { $0[keyPath: member] = $1 }
    }

    /// One that without a word has no value.
    init<Value: Sendable>(
        _ key: String,
        _ form: SettingForm<Value>,
        _ member: any WritableKeyPath<Settings, Value?> & Sendable,
        _ what: String,
        variable: String? = nil,
        option: String? = nil
    ) {
        self.init(key, form, nil, what, variable, option) { $0[keyPath: member] = $1 }
    }

    private init<Value: Sendable>(
        _ key: String,
        _ form: SettingForm<Value>,
        _ standard: String?,
        _ what: String,
        _ variable: String?,
        _ option: String?,
        _ put: @escaping @Sendable (inout Settings, Value) -> Void
    ) {
        self.key = key
        takes = form.words
        isList = form.isList
        self.standard = standard
        self.what = what
        self.variable = variable ?? Self.variable(for: key)
        self.option = option
        set = { node, settings throws(SettingMismatch) in put(&settings, try form.read(node)) }
    }

    /// `daemon.discoverEvery` is `SIGNET_DAEMON_DISCOVER_EVERY`.
    private static func variable(for key: String) -> String {
        key.reduce(into: "SIGNET_") { text, letter in
            if letter.isUppercase { text += "_" }
            text += letter == "." ? "_" : letter.uppercased()
        }
    }

    /// As docs/configuration.md shows it.
    var row: String {
        let cells = [
            "`\(key)`", standard.map { "`\($0)`" } ?? "none", takes, "`\(variable)`" + (option.map { ", `\($0)`" } ?? ""), what,
        ]
        return "| " + cells.joined(separator: " | ") + " |"
    }
}
