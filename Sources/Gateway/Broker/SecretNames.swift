import Foundation
import JSON

/// Fields and texts that are secrets whatever their document says.
enum SecretNames {
    private static let telling: Set<String> = [
        "password", "secretvalue", "primarykey", "secondarykey", "connectionstring", "accesskey", "sastoken", "privatekey", "clientsecret",
        "publishingpassword", "masterkey", "pfxblob", "sharedaccesskey", "authorizationkey", "accountkey", "csr", "accesstoken",
        "refreshtoken", "idtoken", "apikey",
    ]

    static func isOne(_ name: String, _ value: JSONValue) -> Bool {
        switch value {
        case .string(let text) where !text.isEmpty && !Handles.isOne(text): break
        default: return false
        }
        return mark(of: name).map(marks.contains) ?? telling.contains(name.lowercased().filter(\.isLetter))
    }

    private static let marks = telling.compactMap(mark)

    /// A hash of the letters of a name, in either case, as every name of every answer is asked about; nil for one that is not all ASCII.
    private static func mark(of name: String) -> UInt64? {
        var mark: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in name.utf8 {
            guard byte < 0x80 else { return nil }
            if (0x61...0x7A).contains(byte | 0x20) { mark = (mark ^ UInt64(byte | 0x20)) &* 0x0000_0100_0000_01b3 }
        }
        return mark
    }

    private static let (begin, encodedObject) = (Sign("-----BEGIN ", rare: "G"), Sign("eyJ", rare: "J"))
    private static let (key, request) = (Sign("PRIVATE KEY-----", rare: "V"), Sign("CERTIFICATE REQUEST-----", rare: "Q"))

    /// Two parts of a token, or the frame of a key, are longer.
    private static let shortest = 24

    /// A private key, a request for a certificate or a token, by its looks.
    static func isTelling(_ text: UnsafeRawBufferPointer) -> Bool {
        guard text.count >= shortest else { return false }
        if text.place(of: begin) != nil, text.place(of: key) != nil || text.place(of: request) != nil { return true }
        return text.count > 40 && holdsToken(text)
    }

    /// Three parts between dots, of which the first is an object in base64. Where one place shows none, it is looked for behind its first
    /// part: what begins inside of that has even less of one.
    private static func holdsToken(_ text: UnsafeRawBufferPointer) -> Bool {
        var place = 0
        while let start = text.place(of: encodedObject, from: place) {
            let head = text[start...].prefix(while: isOfPart)
            let claims = text[head.endIndex...].dropFirst().prefix(while: isOfPart)
            let end = claims.endIndex
            if head.count > 10, claims.count > 10, isDot(text, head.endIndex), isDot(text, end), end + 1 < text.count,
                isOfPart(text[end + 1])
            {
                return true
            }
            place = head.endIndex
        }
        return false
    }

    private static func isDot(_ text: UnsafeRawBufferPointer, _ place: Int) -> Bool {
        place < text.count && text[place] == UInt8(ascii: ".")
    }

    private static func isOfPart(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }
}

/// Bytes that are looked for by that one of their letters which texts have least.
private struct Sign {
    let bytes: [UInt8]
    let rare: Int

    init(_ text: String, rare: Character) {
        bytes = Array(text.utf8)
        self.rare = bytes.firstIndex { [$0] == Array(rare.utf8) } ?? 0
    }
}

extension UnsafeRawBufferPointer {
    /// Where a sign stands next.
    fileprivate func place(of sign: Sign, from start: Int = 0) -> Int? {
        guard let baseAddress else { return nil }
        var next = start + sign.rare
        while next < count, let found = memchr(baseAddress + next, Int32(sign.bytes[sign.rare]), count - next) {
            let rare = UnsafeRawPointer(found) - baseAddress
            if self[(rare - sign.rare)...].starts(with: sign.bytes) { return rare - sign.rare }
            next = rare + 1
        }
        return nil
    }
}
