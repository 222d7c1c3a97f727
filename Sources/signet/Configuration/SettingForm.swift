import Foundation
import JSON
import Workflows
import Yams

/// How the value of a key is written, and what it becomes.
struct SettingForm<Value: Sendable>: Sendable {
    /// What is expected, as the documentation and a refusal say it.
    let words: String
    /// A list is written as YAML, in an environment variable too; anything else as it is.
    var isList = false
    let read: @Sendable (Node) throws(SettingMismatch) -> Value
}

/// A value that is not what its key takes.
struct SettingMismatch: Error {
    let expected: String
    let found: String
    let line: Int?
    /// Where it is below the key, as `[2].url`.
    var place = ""

    init(_ node: Node, expected: String, found: String? = nil) {
        self.expected = expected
        self.found = found ?? node.summary
        line = node.mark?.line
    }
}

extension SettingForm {
    /// Anything that can be made of plain text.
    init(_ words: String, hides: Bool = false, _ make: @escaping @Sendable (String) -> Value?) {
        self.init(words: words) { node throws(SettingMismatch) in
            guard case .scalar(let scalar) = node, let value = make(scalar.string) else {
                throw SettingMismatch(node, expected: words, found: hides ? "something else, which is not shown" : nil)
            }
            return value
        }
    }

    /// Several of another form.
    static func list<Element>(of form: SettingForm<Element>, _ words: String) -> Self where Value == [Element] {
        Self(words: words, isList: true) { node throws(SettingMismatch) in
            guard case .sequence(let sequence) = node else { throw SettingMismatch(node, expected: words) }
            var values: [Element] = []
            for (number, element) in sequence.enumerated() {
                do throws(SettingMismatch) {
                    values.append(try form.read(element))
                } catch {
                    var mismatch = error
                    mismatch.place = "[\(number)]" + mismatch.place
                    throw mismatch
                }
            }
            return values
        }
    }
}

extension SettingForm<Bool> {
    static let flag = Self("`true` or `false`") { ["true": true, "false": false][$0] }
}

extension SettingForm<Int> {
    static func whole(_ range: ClosedRange<Int>, of unit: String = "") -> Self {
        Self("a whole number\(unit.isEmpty ? "" : " of \(unit)") from \(range.lowerBound) to \(range.upperBound)") { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// Days, as most numbers of renewing are.
    static let days = whole(0...3650, of: "days")
}

extension SettingForm<Double> {
    static let share = Self("a share above 0 and below 1") { text in
        JSONNumber(text: text)?.double.flatMap { $0 > 0 && $0 < 1 ? $0 : nil }
    }

    /// A length of time with its unit; becomes seconds.
    static func time(_ least: String, _ most: String) -> Self {
        let range = (SettingTime.seconds(least) ?? 0)...(SettingTime.seconds(most) ?? .infinity)
        return Self("a time from \(least) to \(most), as a number with `s`, `m`, `h` or `d`") { text in
            SettingTime.seconds(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }
}

extension SettingForm<JSONNumber> {
    static let amount = Self("an amount of at least 0") { text in
        JSONNumber(text: text).flatMap { ($0.double ?? -1) >= 0 ? $0 : nil }
    }
}

extension SettingForm<String> {
    static func text(_ words: String) -> Self { Self(words) { $0.isEmpty ? nil : $0 } }

    /// A relative one counts from the folder the command is called in.
    static let path = Self("a path") { $0.isEmpty ? nil : URL(fileURLWithPath: $0).standardizedFileURL.path }
}

/// A length of time as people write it: `90s`, `15m`, `24h`, `7d`.
enum SettingTime {
    private static let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]

    static func seconds(_ text: String) -> Double? {
        guard let unit = text.last.flatMap({ units[$0] }), let number = JSONNumber(text: String(text.dropLast()))?.double, number >= 0
        else {
            return nil
        }
        return number * unit
    }
}

extension Node {
    /// What it is, in a few words.
    var summary: String {
        switch self {
        case .scalar(let scalar): scalar.string.isEmpty ? "empty" : "'\(scalar.string.prefix(60))'"
        case .sequence: "a list"
        case .mapping: "a group of keys"
        case .alias: "an alias"
        }
    }
}
