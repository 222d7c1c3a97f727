import JSON

/// A request or a plan as a person reads it before deciding: first what it means, then all of it as it stands.
enum ReviewText {
    static func request(_ document: JSONValue) -> HTML {
        var facts = FactList()
        facts.add("Operation", document["operation"])
        facts.add("Effect", document["effect"])
        facts.add("To undo it", document["undo"])
        facts.add("Call", document["call"])
        return """
            <h2>What would be sent</h2>
            \(facts.html)
            <h2>The exact request</h2>
            <pre tabindex="0">\(document.text(pretty: true))</pre>
            """
    }

    static func plan(_ document: JSONValue) -> HTML {
        var facts = FactList()
        facts.add("In short", document["summary"])
        facts.add("Certificate order", document["order"])
        facts.add("Charge", charge(document["charge"]) ?? "none")
        facts.add("Revokes at once", document["revocation"]?["serialNumber"])
        facts.add("Expected expiry", document["expectedExpiry"]?["date"]?.string.map { "\($0), an estimate" })
        facts.add("Host names it is served for", words(document["blastRadius"]?["hostNames"]))
        facts.add("Stops working", words(document["blastRadius"]?["breaks"]))
        let calls: [HTML] = (document["calls"]?.array ?? []).map { call in
            let notes = [call["charged"]?.bool == true ? "charged" : nil, call["condition"]?.string].compactMap(\.self)
            let note: HTML? = notes.isEmpty ? nil : " (\(notes.joined(separator: ", ")))"
            return
                "<li>\(call["purpose"]?.string ?? "")\(note)<br><code>\(call["method"]?.string ?? "") \(call["path"]?.string ?? "")</code></li>"
        }
        let open: [HTML] = (document["preconditions"]?.array ?? []).filter { $0["level"] != "passed" }.map { finding in
            let words = ["what", "detail"].compactMap { finding[$0]?.string }.joined(separator: ": ")
            return "<li><strong>\(finding["level"]?.string ?? "")</strong> \(words)<br>\(finding["fix"]?.string ?? "")</li>"
        }
        let openPart: HTML? = open.isEmpty ? nil : "<h2>To be seen to first</h2>\n<ul>\(HTML.joined(open))</ul>"
        return """
            <h2>What would be done</h2>
            \(facts.html)
            <ol>\(HTML.joined(calls))</ol>
            \(openPart)
            <details><summary>The exact plan, all of it</summary>
            <pre tabindex="0">\(document.text(pretty: true))</pre></details>
            """
    }

    private static func charge(_ charge: JSONValue?) -> String? {
        guard let what = charge?["what"]?.string, let amount = charge?["amount"] else { return nil }
        let price = "\(amount.text()) \(charge?["currency"]?.string ?? "")\(charge?["isListPrice"]?.bool == true ? ", by the list" : "")"
        return "\(what): \(price)\(charge?["billed"]?.bool == false ? "; not billed on the emulator" : "")"
    }

    private static func words(_ list: JSONValue?) -> String? {
        let words = (list?.array ?? []).map { $0.string ?? $0.text() }
        return words.isEmpty ? nil : words.joined(separator: ", ")
    }
}

/// Names and values, leaving out what there is nothing to say of.
private struct FactList {
    private var rows: [HTML] = []

    mutating func add(_ name: String, _ value: String?) {
        if let value, !value.isEmpty { rows.append("<dt>\(name)</dt><dd>\(value)</dd>") }
    }

    mutating func add(_ name: String, _ value: JSONValue?) {
        add(name, value.flatMap { $0.isNull ? nil : $0.string ?? $0.text() })
    }

    var html: HTML { "<dl>\n\(HTML.joined(rows))\n</dl>" }
}
