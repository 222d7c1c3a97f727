import Gateway

/// Text of a page. What is written in the source is markup; whatever is put into it is escaped, unless it is markup itself.
///
/// ```swift
/// let name: HTML = "<b>\(agent)</b>"
/// ```
package struct HTML: Sendable, ExpressibleByStringInterpolation {
    package let text: String

    package init(stringLiteral value: String) { text = value }
    package init(stringInterpolation: Interpolation) { text = stringInterpolation.text }
    private init(markup: String) { text = markup }

    package struct Interpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        package init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity * 2) }
        package mutating func appendLiteral(_ literal: String) { text += literal }
        package mutating func appendInterpolation(_ outside: some StringProtocol) { text += HTML.escaped(outside) }
        package mutating func appendInterpolation(_ number: Int) { text += String(number) }
        package mutating func appendInterpolation(_ markup: HTML) { text += markup.text }
        package mutating func appendInterpolation(_ markup: HTML?) { text += markup?.text ?? "" }
    }

    package static func joined(_ parts: [HTML]) -> HTML { HTML(markup: parts.map(\.text).joined(separator: "\n")) }

    /// The one place where text from outside becomes text of a page, in an element or in a quoted attribute. What would turn the
    /// direction of writing, or cannot be seen, is shown by its number: a reader has to see what is there.
    static func escaped(_ outside: some StringProtocol) -> String {
        var text = ""
        for scalar in outside.unicodeScalars {
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"": text += "&quot;"
            case "'": text += "&#39;"
            default: VisibleText.append(scalar, to: &text)
            }
        }
        return text
    }
}
