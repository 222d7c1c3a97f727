/// From text to the words a search works on: identifiers split, endings cut off, filler left out.
enum Words {
    /// `ListSSLStates2` as list, ssl, states; anything but letters and digits separates.
    static func identifier(_ text: String) -> [String] {
        var words: [String] = []
        var word: [UInt8] = []
        let bytes = Array(text.utf8)
        func isUpper(_ index: Int) -> Bool { index < bytes.count && (0x41...0x5A).contains(bytes[index]) }
        func isLower(_ index: Int) -> Bool { index < bytes.count && (0x61...0x7A).contains(bytes[index]) }
        func end() {
            let text = String(decoding: word, as: UTF8.self)
            word = []
            // Paths of vaults write `deletedkeys` in one word.
            if text.hasPrefix("deleted"), text.utf8.count > 9 {
                words += ["deleted", String(text.dropFirst(7))]
            } else if !text.isEmpty {
                words.append(text)
            }
        }
        for index in bytes.indices {
            let byte = bytes[index]
            guard isUpper(index) || isLower(index) || (0x30...0x39).contains(byte) || byte >= 0x80 else {
                if byte != UInt8(ascii: "'") { end() }
                continue
            }
            if isUpper(index), index > 0 {
                let afterSmall = isLower(index - 1) || (0x30...0x39).contains(bytes[index - 1])
                let endsAcronym = isUpper(index - 1) && isLower(index + 1)
                if afterSmall || endsAcronym { end() }
            }
            word.append(isUpper(index) ? byte | 0x20 : byte)
        }
        end()
        return words
    }

    /// The words of a sentence, cut to their stems, filler included: phrases need it. Articles never matter.
    static func stems(_ text: String) -> [String] { sentence(text).map(stem) }

    /// The words of a sentence as written, without articles; `re-key` is one word, a domain's name is the word for one.
    static func sentence(_ text: String) -> [String] {
        text.split { $0 == " " || $0 == "\n" || $0 == "\t" }.flatMap { part -> [String] in
            let word = part.drop { !$0.isLetter && !$0.isNumber }
            if isDomain(word) { return ["domainname"] }
            if let at = word.firstIndex(of: "@"), at > word.startIndex, isDomain(word[at...].dropFirst()) { return ["mailaddress"] }
            if let brand = brand(word) { return [brand] }
            guard word.lowercased().hasPrefix("re-") else { return identifier(String(part)) }
            return identifier("re" + word.dropFirst(3))
        }.filter { !articles.contains($0) }
    }

    private static let articles: Set = [
        "a", "an", "the", "my", "our", "your", "its", "this", "that", "these", "those", "his", "her", "their", "some",
    ]
    /// Names that are written with capitals inside and are one word.
    private static func brand(_ word: Substring) -> String? {
        let name = word.prefix { $0.isLetter }.lowercased()
        let brands: Set = [
            "github", "gitlab", "digicert", "globalsign", "godaddy", "iot", "mysql", "postgresql", "oauth", "devops", "powershell",
            "javascript",
            "youtube", "linkedin", "wordpress", "bitbucket",
        ]
        return brands.contains(name) ? name : nil
    }

    private static let endings: Set = [
        "pfx", "pem", "p12", "cer", "crt", "key", "json", "yaml", "yml", "txt", "web", "keyvault", "509", "xml",
    ]
    /// `asp.net` is none either.
    private static let products: Set<Substring> = ["microsoft", "asp", "ado", "vb", "system"]

    /// `shop.contoso.com` is a name; a file's name or `x.509` is none.
    private static func isDomain(_ word: Substring) -> Bool {
        var word = word
        while let last = word.last, !last.isLetter { word.removeLast() }
        let labels = word.lowercased().split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, let first = labels.first, let last = labels.last, last.count >= 2, last.allSatisfy(\.isLetter) else {
            return false
        }
        guard labels.count > 2 || !endings.contains(String(last)), !products.contains(first) else { return false }
        return labels.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" } }
    }

    /// What is deleted can be recovered, which is another thing than deleting; what is ordered need not be bought.
    private static let states: Set = ["deleted", "purchased", "ordered", "registered", "configured", "expired"]

    /// A word without the ending that number, tense or a final e give it. Only English, and only what changes no meaning.
    static func stem(_ word: String) -> String {
        var bytes = Array(word.utf8)
        guard bytes.count > 3, bytes.allSatisfy({ $0 < 0x80 }), !states.contains(word) else { return word }
        func ends(_ text: StaticString) -> Bool {
            text.withUTF8Buffer { suffix in bytes.count > suffix.count && bytes.suffix(suffix.count).elementsEqual(suffix) }
        }
        if ends("ies"), bytes.count > 4 {
            bytes.replaceSubrange((bytes.count - 3)..., with: [UInt8(ascii: "y")])
        } else if ends("sses") || ends("xes") || ends("ches") || ends("shes") {
            bytes.removeLast(2)
        } else if ends("s"), !ends("ss"), !ends("us"), !ends("is"), !ends("dns"), !ends("https") {
            bytes.removeLast()
        }
        if ends("ied") {
            bytes.replaceSubrange((bytes.count - 3)..., with: [UInt8(ascii: "y")])
        } else if bytes.count >= 6, ends("ing") {
            bytes.removeLast(3)
            undouble(&bytes)
        } else if bytes.count >= 5, ends("ed"), !ends("eed") {
            bytes.removeLast(2)
            undouble(&bytes)
        }
        if bytes.count > 3, bytes.last == UInt8(ascii: "e") { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func undouble(_ bytes: inout [UInt8]) {
        guard bytes.count > 3, let last = bytes.last, bytes[bytes.count - 2] == last, !"lsz".utf8.contains(last) else { return }
        bytes.removeLast()
    }

    /// Says nothing about what is wanted.
    static func isFiller(_ stem: String) -> Bool { filler.contains(stem) }

    private static let filler = Set(fillerWords.map(stem))

    static let fillerWords =
        """
        a an the this that these those i me my mine we us our you your it its he she they them their there here is are was were be been being am \
        do does did done doing have has had having will would shall should can could may might must of to in on at for from by with about as into \
        onto over under out off up down and or but not no nor so if then than when where which who whom what why how all any both each few more \
        most other some such only own same too very just now also again please want need like wish let help tell give show me know see look make \
        try get use azure microsoft api call operation endpoint way thing stuff via using per one ones exactly currently existing given specific \
        specified particular certain within without before after during while through because since until already still ever never yet let's i'm \
        i'd i've dont don't cant can't isn't doesn't it's what's there's re ve ll im ive whats wont got gets going really actually possible able hey \
        hello hi thanks someone somebody anyone everything something anything another different else instead here new old today tomorrow yesterday week month year soon later once more first last next directly simply quickly easily correctly properly main little bit lot little few thanks little kind sort
        """.split(separator: " ").map(String.init)
}
