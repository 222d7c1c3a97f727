import Actions
import AzureCore
import Foundation
import Workflows

extension Home {
    /// What is set: by the environment, else by the file, else as it is without a word.
    func settings() throws -> Settings {
        let reader = try readSettings()
        guard let first = reader.problems.first else { return reader.settings }
        let others = reader.problems.count - 1
        guard others > 0 else { throw first }
        let why = "\(first.why); and there \(others == 1 ? "is one more" : "are \(others) more"), which signet doctor names"
        throw Problem(first.kind, first.what, why: why, nextStep: first.nextStep)
    }

    /// The same with all that is wrong, for `signet doctor`.
    func readSettings() throws -> SettingsReader {
        let text = try configText()
        try refuseFormerFiles()
        return SettingsReader(file: text == nil ? nil : configFile, text: text ?? "", variables: variables.reveal())
    }

    private static let mostBytes = 256 << 10

    /// Nil when there is no file and none was asked for.
    private func configText() throws -> String? {
        guard isConfigNamed || FileManager.default.fileExists(atPath: configFile) else { return nil }
        func unusable(_ why: String) -> Problem {
            Problem(
                .input,
                "The configuration \(configFile) cannot be read.",
                why: why,
                nextStep: isConfigNamed ? "Name another with --config or SIGNET_CONFIG." : "Correct it or remove it."
            )
        }
        guard let handle = FileHandle(forReadingAtPath: configFile) else { throw unusable(String(cString: strerror(errno))) }
        defer { try? handle.close() }
        let data: Data
        do {
            data = try handle.read(upToCount: Self.mostBytes + 1) ?? Data()
        } catch {
            throw unusable(error.localizedDescription)
        }
        guard data.count <= Self.mostBytes else { throw unusable("it has more than \(Self.mostBytes) bytes") }
        guard let text = String(data: data, encoding: .utf8) else { throw unusable("its bytes are not UTF-8") }
        return text
    }

    /// Rules that are left in a file nobody reads any more would be missed on the day they count.
    private func refuseFormerFiles() throws {
        for name in ["renewal", "prices"] where FileManager.default.fileExists(atPath: "\(path)/\(name).json") {
            throw Problem(
                .input,
                "\(path)/\(name).json is not read any more.",
                why: "what it says belongs under \(name): in \(configFile)",
                nextStep: "Write it there, then: rm '\(path)/\(name).json'"
            )
        }
    }
}

extension PriceTable {
    /// A price without its currency, or of one product alone, would be shown beside a list price.
    var problem: Problem? {
        let named = ["currency": currency != nil, "standard": standard != nil, "wildcard": wildcard != nil]
        let missing = named.filter { !$0.value }.map { "prices.\($0.key)" }.sorted()
        guard !missing.isEmpty, missing.count < named.count || source != nil else { return nil }
        return Problem(
            .input,
            "The prices are not complete.",
            why: "\(missing.joined(separator: " and ")) is not set",
            nextStep: "Set prices.currency, prices.standard and prices.wildcard, or none of them."
        )
    }

    /// What this account pays, where somebody wrote it down; else the list prices.
    var prices: Prices {
        guard let currency, let standard, let wildcard else { return Prices() }
        return Prices(standard: standard, wildcard: wildcard, currency: currency, source: source ?? "the configuration")
    }
}
