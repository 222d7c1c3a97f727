/// Keeps secrets out of texts that came from outside: tokens, long base64 and the values after known names.
enum Redaction {
    static let mark = "<redacted>"
    /// In Unicode scalars.
    private static let longestMessage = 2048
    private static let longestCode = 128
    private static let secretNames = ["client_secret", "client_assertion", "access_token", "refresh_token", "password", "pfxblob"]

    /// The text without control characters, shortened, and with everything that looks like a secret replaced.
    ///
    /// Scalar by scalar: a single character may carry any number of marks, and a mark behind a letter hides no token.
    static func scrub(_ text: String) -> String {
        var result = ""
        var word = ""
        for scalar in text.unicodeScalars.prefix(longestMessage) {
            if isTokenScalar(scalar) {
                word.unicodeScalars.append(scalar)
                continue
            }
            result += scrubbed(word)
            word = ""
            result.unicodeScalars.append(isControl(scalar) ? " " : scalar)
        }
        return result + scrubbed(word)
    }

    /// A code or an id, which goes unquoted into messages: as `scrub`, and short.
    static func code(_ text: String) -> String {
        scrub(String(String.UnicodeScalarView(text.unicodeScalars.prefix(longestCode))))
    }

    private static func scrubbed(_ word: String) -> String {
        let lower = word.lowercased()
        for name in secretNames {
            if let equals = word.firstIndex(of: "="), lower.hasPrefix(name + "=") {
                return word[...equals] + mark
            }
        }
        // A JSON web token or the rest of one, or base64 too long for any name. Resource ids are long too, but they start with a slash.
        if word.hasPrefix("eyJ") || word.contains(".eyJ"), word.count >= 20 { return mark }
        if word.count >= 120, !word.hasPrefix("/") { return mark }
        return word
    }

    private static func isTokenScalar(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "+", "/", "=", "-", "_", ".", "~", "%": true
        default: false
        }
    }

    /// Of both sets, the one up to 31 and the one from 128 on: terminals obey either.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control
    }
}
