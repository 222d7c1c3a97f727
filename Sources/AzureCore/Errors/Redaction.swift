/// Keeps secrets out of texts that came from outside: tokens, long base64 and the values after known names.
enum Redaction {
    static let mark = "<redacted>"
    private static let longestMessage = 2048
    private static let secretNames = ["client_secret", "client_assertion", "access_token", "refresh_token", "password", "pfxblob"]

    /// The text without control characters, shortened, and with everything that looks like a secret replaced.
    static func scrub(_ text: String) -> String {
        var result = ""
        var word = ""
        for character in text.prefix(longestMessage) {
            if isTokenCharacter(character) {
                word.append(character)
                continue
            }
            result += scrubbed(word)
            word = ""
            result.append(isControl(character) ? " " : character)
        }
        return result + scrubbed(word)
    }

    private static func scrubbed(_ word: String) -> String {
        let lower = word.lowercased()
        for name in secretNames {
            if let equals = word.firstIndex(of: "="), lower.hasPrefix(name + "=") {
                return word[...equals] + mark
            }
        }
        // A JSON web token, or base64 too long for any name. Resource ids are long too, but they start with a slash.
        if word.hasPrefix("eyJ"), word.count >= 20 { return mark }
        if word.count >= 120, !word.hasPrefix("/") { return mark }
        return word
    }

    private static func isTokenCharacter(_ character: Character) -> Bool {
        guard let byte = character.asciiValue else { return false }
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return true
        default: return "+/=-_.~%".utf8.contains(byte)
        }
    }

    private static func isControl(_ character: Character) -> Bool {
        character.unicodeScalars.allSatisfy { $0.value < 32 || $0.value == 127 }
    }
}
