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
                // `URLs` is one word, `DNSZone` are two.
                let isPlural = index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "s") && !isLower(index + 2)
                let endsAcronym = isUpper(index - 1) && isLower(index + 1) && !isPlural
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
        text.split { $0 == " " || $0 == "\n" || $0 == "\t" }.flatMap(parts)
    }

    /// The words of what is written without a blank.
    static func parts(_ part: Substring) -> [String] {
        let word = part.drop { !$0.isLetter && !$0.isNumber }
        if isDomain(word) { return ["domainname"] }
        if let at = word.firstIndex(of: "@"), at > word.startIndex, isDomain(word[at...].dropFirst()) { return ["mailaddress"] }
        if let brand = brand(word) { return [brand] }
        let isAgain = word.lowercased().hasPrefix("re-")
        let words = identifier(isAgain ? "re" + word.dropFirst(3) : String(part).replacing("’", with: "'"))
        return words.filter { !articles.contains($0) }
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

    /// Forms that no ending leads back to their word.
    private static let irregular = [
        "bound": "bind", "sent": "send", "wrote": "write", "written": "write", "gave": "give", "given": "give",
        "chose":
            "choose", "chosen": "choose", "built": "build", "ran": "run", "sold": "sell", "hid": "hide", "hidden": "hide",
        "drawn":
            "draw", "withdrawn": "withdraw", "grew": "grow", "grown": "grow", "shrunk": "shrink", "woke": "wake", "woken": "wake",
        "threw": "throw", "thrown": "throw", "brought": "bring", "held": "hold", "kept": "keep", "led": "lead",
    ]

    /// A word without the ending that number, tense or a final e give it. Only English, and only what changes no meaning.
    static func stem(_ word: String) -> String {
        var bytes = Array((irregular[word] ?? word).utf8)
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
        specified particular certain within without before after during while through because since until already still ever never yet lets \
        id ive dont cant isnt doesnt didnt hasnt havent hadnt arent wasnt werent wont wouldnt couldnt shouldnt mustnt neednt theres thats heres hes shes theyre youre weve youve re ve ll im whats wont got gets going really actually possible able hey \
        hello hi thanks someone somebody anyone everything something anything another different else instead here new old today tomorrow yesterday week month year soon later once more first last next directly simply quickly easily correctly properly main little bit lot little few thanks little kind sort
        """.split(separator: " ").map(String.init)
}
