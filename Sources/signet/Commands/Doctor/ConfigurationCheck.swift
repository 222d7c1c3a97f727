import Actions
import Foundation
import Workflows

/// What `signet doctor` says of the configuration: everything that is wrong with it, and with what it refers to.
struct ConfigurationCheck {
    let home: Home

    func callAsFunction() -> [Diagnosis] {
        let what = "configuration"
        do {
            let reader = try home.readSettings()
            guard reader.problems.isEmpty else { return reader.problems.map { Diagnosis($0, what) } }
            let wrong = openToOthers(reader) + referrals(reader.settings)
            return wrong.contains { $0.level == .failed } ? wrong : wrong + [Diagnosis(.ok, what, summary(reader))]
        } catch let problem as Problem {
            return [Diagnosis(problem, what)]
        } catch {
            return [Diagnosis(.failed, what, "\(error)", fix: "Correct \(home.configFile) or remove it.")]
        }
    }

    private func summary(_ reader: SettingsReader) -> String {
        let isThere = FileManager.default.fileExists(atPath: home.configFile)
        let file = isThere ? "\(home.configFile) sets \(reader.inFile.count) keys" : "no file \(home.configFile), which may be"
        guard !reader.fromEnvironment.isEmpty else { return file }
        return file + "; overridden by \(reader.fromEnvironment.joined(separator: ", "))"
    }

    /// The address of a store may hold a password.
    private func openToOthers(_ reader: SettingsReader) -> [Diagnosis] {
        let attributes = try? FileManager.default.attributesOfItem(atPath: home.configFile)
        let mode = (attributes?[.posixPermissions] as? NSNumber)?.intValue ?? 0
        guard reader.inFile.contains("store"), mode & 0o077 != 0 else { return [] }
        let text = "\(home.configFile) names a store and can be read by others"
        return [Diagnosis(.warning, "configuration", text, fix: "chmod 600 '\(home.configFile)'")]
    }

    /// What the settings name has to be there when it is needed.
    private func referrals(_ settings: Settings) -> [Diagnosis] {
        var wrong: [Diagnosis] = []
        func failed(_ key: String, _ detail: String, _ fix: String) {
            wrong.append(Diagnosis(.failed, "configuration", "\(key): \(detail)", fix: fix))
        }
        if case .hook(let path)? = settings.proof, !FileManager.default.isExecutableFile(atPath: path) {
            failed("daemon.proof", "\(path) is no executable file", "Name one that is, or make it one: chmod +x '\(path)'")
        }
        if let path = settings.custodyPassphraseFile, !FileManager.default.isReadableFile(atPath: path) {
            failed("custody.passphraseFile", "\(path) cannot be read", "Put the passphrase there, or name another file.")
        }
        for (number, webhook) in settings.webhooks.enumerated() {
            // A sealed one is opened when it is needed, with a key that may have to be asked for.
            if case .custody = webhook.secret { continue }
            guard (try? webhook.secret.secret()) == nil else { continue }
            failed("alerts.webhooks[\(number)].secret", "\(webhook.secret) is not there or empty", "Set it, or name another place.")
        }
        return wrong
    }
}

extension Diagnosis {
    init(_ problem: Problem, _ what: String) {
        self.init(.failed, what, "\(problem.what) \(problem.why)", fix: problem.nextStep)
    }
}
