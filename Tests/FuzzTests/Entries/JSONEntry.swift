import JSON

extension FuzzEntry {
    /// What parses reads the same after writing; what does not says where, within the document.
    static let json = FuzzEntry("JSON", mutants: 6000) { bytes in
        do {
            let value = try JSONValue(parsing: bytes)
            for pretty in [false, true] {
                let back = try? JSONValue(parsing: value.bytes(pretty: pretty))
                try hold(back == value, "reads differently after writing")
            }
            try readFields(of: value)
            return true
        } catch let error as JSONError {
            try hold((0...bytes.count).contains(error.offset) && error.line >= 1 && error.column >= 1, "an error outside the document")
            return false
        }
    }
}

/// Tries every typed reader on every member; only a trap, or a date that does not come back, would be wrong.
private func readFields(of value: JSONValue) throws(BrokenProperty) {
    if let fields = try? JSONFields(value) {
        for (name, member) in fields.object {
            _ = try? (fields.string(name), fields.int(name), fields.bool(name), fields.stringMap(name))
            _ = try? (fields.strings(name), fields.list(name))
            if let date = try? fields.date(name) {
                try hold(RFC3339.date(RFC3339.text(date)) != nil, "a date does not come back")
            }
            try readFields(of: member)
        }
    }
    for element in value.array ?? [] { try readFields(of: element) }
}
