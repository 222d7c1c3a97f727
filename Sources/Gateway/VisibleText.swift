/// Text from outside as a person may safely be shown it: what cannot be seen, turns the direction of writing or moves a terminal's cursor
/// stands there as its number.
package enum VisibleText {
    package static func shown(_ text: some StringProtocol) -> String {
        var shown = ""
        for scalar in text.unicodeScalars { append(scalar, to: &shown) }
        return shown
    }

    package static func append(_ scalar: Unicode.Scalar, to text: inout String) {
        if scalar == "\n" || scalar == "\t" || !isUnseen(scalar) {
            text.unicodeScalars.append(scalar)
        } else {
            text += "[U+\(String(scalar.value, radix: 16, uppercase: true))]"
        }
    }

    private static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse: true
        default: false
        }
    }
}
