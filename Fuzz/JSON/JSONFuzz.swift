/// What parses must read the same after writing; what does not must say where, within the document.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzJSON(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    do throws(JSONError) {
        let value = try JSONValue(parsing: bytes)
        for pretty in [false, true] {
            let written = value.bytes(pretty: pretty)
            let back = try JSONValue(parsing: written)
            precondition(back == value, "reads differently after writing")
        }
        readFields(of: value)
    } catch {
        precondition((0...count).contains(error.offset) && error.line >= 1 && error.column >= 1, "an error outside the document")
    }
    return 0
}

/// Tries every typed reader on every member; only a trap would be wrong.
private func readFields(of value: JSONValue) {
    if let fields = try? JSONFields(value) {
        for (name, member) in fields.object {
            _ = try? (fields.string(name), fields.int(name), fields.bool(name), fields.stringMap(name))
            _ = try? (fields.strings(name), fields.list(name))
            if let date = try? fields.date(name) { precondition(RFC3339.date(RFC3339.text(date)) != nil, "a date does not come back") }
            readFields(of: member)
        }
    }
    for element in value.array ?? [] { readFields(of: element) }
}
