import JSON
import Testing

@Suite struct JSONFieldsTests {
    private let fields: JSONFields

    init() throws {
        let text = #"""
            {"id":"x","size":2048,"on":true,"when":"2026-01-31T08:00:00Z","names":["a","b"],"tags":{"k":"v"},"nothing":null,
             "items":[{"id":1},{"id":"2"}],"mixed":["a",null],"half":1.5,"a/b~c":{"inner":3}}
            """#
        fields = try JSONFields(JSONValue(parsing: text), at: "/value/7")
    }

    @Test func `every kind is read`() throws {
        #expect(try fields.string("id") == "x")
        #expect(try fields.int("size") == 2048)
        #expect(try fields.bool("on") == true)
        #expect(try fields.date("when").map { RFC3339.text($0) } == "2026-01-31T08:00:00Z")
        #expect(try fields.strings("names") == ["a", "b"])
        #expect(try fields.stringMap("tags") == ["k": "v"])
        #expect(try fields.array("mixed") == ["a", nil])
        #expect(try fields.fields("tags")?.value == ["k": "v"])
        #expect(try fields.list("items")?.count == 2)
        #expect(try fields.model("tags") { json throws(JSONFieldError) in try JSONFields(json).string("k") } == "v")
        #expect(try fields.models("items") { json throws(JSONFieldError) in json["id"] } == [1, "2"])
        #expect(try fields.requiredString("id") == "x")
        #expect(try fields.requiredFields("tags").string("k") == "v")
    }

    @Test(arguments: ["nothing", "absent"])
    func `an absent or null member is nil`(name: String) throws {
        #expect(try fields.string(name) == nil)
        #expect(try fields.int(name) == nil)
        #expect(try fields.bool(name) == nil)
        #expect(try fields.date(name) == nil)
        #expect(try fields.strings(name) == nil)
        #expect(try fields.stringMap(name) == nil)
        #expect(try fields.array(name) == nil)
        #expect(try fields.list(name) == nil)
        #expect(try fields.fields(name)?.value == nil)
    }

    @Test(
        arguments: [
            (.string, "size", "/value/7/size: expected a string, found a number"),
            (.int, "id", "/value/7/id: expected a whole number, found a string"),
            (.int, "half", "/value/7/half: expected a whole number, found a number"),
            (.bool, "id", "/value/7/id: expected true or false, found a string"),
            (.date, "id", "/value/7/id: expected a date and time such as 2026-01-31T08:00:00Z, found a string"),
            (.strings, "on", "/value/7/on: expected a list, found true or false"),
            (.strings, "mixed", "/value/7/mixed/1: expected a string, found null"),
            (.map, "a/b~c", "/value/7/a~1b~0c/inner: expected a string, found a number"),
            (.fields, "names", "/value/7/names: expected an object, found a list"),
            (.innerString, "items", "/value/7/items/0/id: expected a string, found a number"),
            (.model, "a/b~c", "/value/7/a~1b~0c/inner: expected a string, found a number"),
            (.model, "id", "/value/7/id: expected an object, found a string"),
            (.models, "items", "/value/7/items/0/id: expected a string, found a number"),
            (.models, "mixed", "/value/7/mixed/0: expected an object, found a string"),
            (.required, "absent", "/value/7/absent: expected a string, found nothing"),
            (.required, "nothing", "/value/7/nothing: expected a string, found null"),
            (.requiredFields, "nothing", "/value/7/nothing: expected an object, found null"),
        ] as [(Reader, String, String)]
    )
    func `another kind is an error with its pointer`(reader: Reader, name: String, expected: String) throws {
        let error = try #require(throws: JSONFieldError.self) { try reader.read(name, of: fields) }
        #expect(error.description == expected)
    }

    @Test func `a document that is no object is an error`() throws {
        let error = try #require(throws: JSONFieldError.self) { try JSONFields([1]) }
        #expect(error.description == "the document: expected an object, found a list")
    }
}

/// Each reader as a value, so that the errors above are rows of one table.
enum Reader {
    case string, int, bool, date, strings, map, fields, innerString, model, models, required, requiredFields

    func read(_ name: String, of fields: JSONFields) throws(JSONFieldError) {
        switch self {
        case .string: _ = try fields.string(name)
        case .int: _ = try fields.int(name)
        case .bool: _ = try fields.bool(name)
        case .date: _ = try fields.date(name)
        case .strings: _ = try fields.strings(name)
        case .map: _ = try fields.stringMap(name)
        case .fields: _ = try fields.fields(name)
        case .innerString: _ = try fields.list(name)?.first?.string("id")
        case .model: _ = try fields.model(name) { json throws(JSONFieldError) in try JSONFields(json).string("inner") }
        case .models: _ = try fields.models(name) { json throws(JSONFieldError) in try JSONFields(json).string("id") }
        case .required: _ = try fields.requiredString(name)
        case .requiredFields: _ = try fields.requiredFields(name)
        }
    }
}
