/// Keeps secrets out of texts that came from outside: tokens, long base64 and the values after known names.
package enum Redaction {
    static let mark = "<redacted>"

    #if DEBUG
        /// Makes the variant that proves that the search for leaked secrets can find one.
        @TaskLocal package static var isOff = false
    #else
        package static var isOff: Bool { false }
    #endif

    /// In Unicode scalars.
    private static let longestMessage = 2048
    private static let longestCode = 128
    /// Long enough that no member is cut in two before it is looked at.
    private static let longestBody = 64 << 10
    private static let secretMembers: Set = ["value", "pfxblob", "password", "client_secret", "access_token"]
    private static let secretNames = ["client_secret", "client_assertion", "access_token", "refresh_token", "password", "pfxblob"]

    /// The text without control characters, shortened, and with everything that looks like a secret replaced.
    ///
    /// Scalar by scalar: a single character may carry any number of marks, and a mark behind a letter hides no token.
    package static func scrub(_ text: String) -> String {
        if isOff { return text }
        var result = ""
        var word = ""
        let scalars = hidingMembers(text).unicodeScalars
        let end = scalars.index(scalars.startIndex, offsetBy: longestMessage, limitedBy: scalars.endIndex) ?? scalars.endIndex
        for scalar in scalars[..<end] {
            if isTokenScalar(scalar) {
                word.unicodeScalars.append(scalar)
                continue
            }
            result += scrubbed(word)
            word = ""
            result.unicodeScalars.append(isControl(scalar) ? " " : scalar)
        }
        // A word that is cut in two may be half a secret, which nothing would recognise.
        let isCut = end < scalars.endIndex && isTokenScalar(scalars[end])
        return result + (isCut ? mark : scrubbed(word))
    }

    /// A code or an id, which goes unquoted into messages: as `scrub`. A longer one is none, and half of it may be half a secret.
    static func code(_ text: String) -> String {
        text.unicodeScalars.prefix(longestCode + 1).count > longestCode ? mark : scrub(text)
    }

    /// A body that is quoted back: what stands in it as the value of a secret's member, however short it is.
    private static func hidingMembers(_ text: String) -> String {
        let bounded = String(String.UnicodeScalarView(text.unicodeScalars.prefix(longestBody)))
        var parts = bounded.split(separator: "\"", omittingEmptySubsequences: false).map(String.init)
        for place in parts.indices.dropLast(2) where secretMembers.contains(bare(parts[place])) && bare(parts[place + 1]) == ":" {
            parts[place + 2] = mark + (parts[place + 2].hasSuffix("\\") ? "\\" : "")
        }
        return parts.joined(separator: "\"")
    }

    /// Without the spaces and backslashes of a body that was itself made a string.
    private static func bare(_ part: String) -> String { part.lowercased().filter { $0 != "\\" && $0 != " " } }

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
