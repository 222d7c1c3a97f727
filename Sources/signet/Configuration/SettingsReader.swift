import Catalog
import Foundation
import Workflows
import Yams

/// What the file and the environment say, and everything that is wrong with them.
struct SettingsReader {
    private(set) var settings = Settings()
    private(set) var problems: [Problem] = []
    /// The keys the file sets.
    private(set) var inFile: [String] = []
    /// The variables that override them.
    private(set) var fromEnvironment: [String] = []

    /// The value of every key that is set, from the file first.
    init(file: String?, text: String, variables: [String: String]) {
        if let file { read(text, of: file) }
        for setting in Setting.all {
            guard let text = variables[setting.variable], !text.isEmpty else { continue }
            fromEnvironment.append(setting.variable)
            read(text, of: setting)
        }
        if let problem = settings.prices.problem { problems.append(problem) }
    }

    /// Deeper than any key, and far less than the parser could take.
    private static let traps = YAMLReader(limits: ImportLimits(bytes: 0, depth: 8, values: 0, references: 0, operations: 0))

    private mutating func read(_ text: String, of file: String) {
        do {
            try Self.traps.refuseTraps(Array(text.utf8))
            // A file of comments alone has no node.
            guard let node = try Yams.compose(yaml: text) else { return }
            read(group: node, "", file)
        } catch {
            problems.append(
                Problem(.input, "\(file) cannot be read.", why: Self.words(error), nextStep: "Mend it there, then: signet doctor")
            )
        }
    }

    private static func words(_ error: any Error) -> String {
        switch error {
        case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _):
            "line \(mark.line): \(problem)"
        case YamlError.duplicatedKeysInMapping(let duplicates, let context):
            "line \(context.mark.line) on: \(duplicates.joined(separator: ", ")) is there twice"
        default: "\(error)"
        }
    }

    private mutating func read(group node: Node, _ path: String, _ file: String) {
        // A group whose keys are all commented out is empty.
        if case .scalar(let scalar) = node, scalar.string.isEmpty { return }
        guard case .mapping(let mapping) = node else {
            let place = SettingPlace.file(file, line: node.mark?.line)
            let name = path.isEmpty ? "it" : String(path.dropLast())
            problems.append(place.problem("\(name) is \(node.summary)", "it takes a group of keys: \(Self.keys(below: path))"))
            return
        }
        for (key, value) in mapping {
            let name = path + (key.scalar?.string ?? "")
            if let setting = Setting.all.first(where: { $0.key == name }) {
                inFile.append(name)
                apply(setting, value, at: .file(file, line: value.mark?.line))
            } else if Setting.all.contains(where: { $0.key.hasPrefix(name + ".") }) {
                read(group: value, name + ".", file)
            } else {
                problems.append(Self.unknown(name, path, .file(file, line: key.mark?.line)))
            }
        }
    }

    private mutating func read(_ text: String, of setting: Setting) {
        var node = Node(text)
        if setting.isList, (try? Self.traps.refuseTraps(Array(text.utf8))) != nil, let list = try? Yams.compose(yaml: text) { node = list }
        apply(setting, node, at: .variable(setting.variable))
    }

    private mutating func apply(_ setting: Setting, _ node: Node, at place: SettingPlace) {
        do {
            try setting.set(node, &settings)
        } catch {
            problems.append(
                place.at(line: error.line)
                    .problem(
                        "\(place.name(of: setting.key))\(error.place) is \(error.found)",
                        "it takes \(error.expected.replacing("`", with: ""))"
                    )
            )
        }
    }

    private static func unknown(_ name: String, _ path: String, _ place: SettingPlace) -> Problem {
        let known = Setting.all.map(\.key), groups = known.compactMap { $0.split(separator: ".").dropLast().last.map(String.init) }
        return place.problem(
            "\(name) is no key",
            "the keys there are \(keys(below: path))",
            meant: nearest(name, among: known + groups) ?? known.first { $0.hasSuffix("." + name) }
        )
    }

    /// The next parts of all keys that begin so.
    private static func keys(below path: String) -> String {
        var names: [Substring] = []
        for key in Setting.all.map(\.key) where key.hasPrefix(path) {
            guard let name = key.dropFirst(path.count).split(separator: ".").first, !names.contains(name) else { continue }
            names.append(name)
        }
        return names.joined(separator: ", ")
    }

    /// The one that was meant, when no more than a third of it is different.
    private static func nearest(_ name: String, among known: [String]) -> String? {
        let distances = known.compactMap { key in
            Spelling.distance(Array(name.lowercased().utf8), Array(key.lowercased().utf8), atMost: max(2, name.utf8.count / 3))
                .map { (key, $0) }
        }
        return distances.min { $0.1 < $1.1 }?.0
    }
}

/// Where a value is from.
enum SettingPlace {
    case file(String, line: Int?)
    case variable(String)

    /// The same, with the line of what is inside a list.
    func at(line: Int?) -> SettingPlace {
        guard case .file(let file, let own) = self else { return self }
        return .file(file, line: line ?? own)
    }

    /// How a refusal calls a key that is set there.
    func name(of key: String) -> String {
        switch self {
        case .file: key
        case .variable(let variable): variable
        }
    }

    /// - Parameter meant: the key that was probably meant.
    func problem(_ what: String, _ why: String, meant: String? = nil) -> Problem {
        switch self {
        case .file(let file, let line):
            let there = file + (line.map { ", line \($0)" } ?? "")
            let next = (meant.map { "Write \($0) instead" } ?? "Correct it") + " or remove it, then: signet doctor"
            return Problem(.input, "\(there): \(what).", why: why, nextStep: next)
        case .variable(let variable):
            return Problem(.input, "\(what).", why: why, nextStep: "Set it so, or unset \(variable).")
        }
    }
}
