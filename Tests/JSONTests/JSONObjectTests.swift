import JSON
import Testing

@Suite struct JSONObjectTests {
    @Test func `members keep their order`() throws {
        let text = #"{"z":1,"a":2,"m":{"y":3,"b":4}}"#
        let value = try JSONValue(parsing: text)
        #expect(value.object?.keys == ["z", "a", "m"])
        #expect(value.text() == text)
    }

    @Test func `setting replaces in place, appends, and removes with nil`() {
        var object: JSONObject = ["a": 1, "b": 2, "c": 3]
        object["b"] = "two"
        object["d"] = 4
        object["a"] = nil
        object["none"] = nil
        #expect(object == ["b": "two", "c": 3, "d": 4])
        #expect(object["a"] == nil)
        #expect(object["c"] == 3)
    }

    @Test(arguments: [1, 23, 24, 25, 26, 200])
    func `lookup, replacement and removal work at any size`(count: Int) {
        var object = JSONObject()
        for number in 0..<count { object["key-\(number)"] = .number(JSONNumber(number)) }
        for number in 0..<count { #expect(object["key-\(number)"]?.int == number) }
        object["key-0"] = nil
        #expect(object.count == count - 1)
        #expect(object["key-0"] == nil)
        for number in 1..<count { #expect(object["key-\(number)"]?.int == number) }
        object["key-0"] = true
        #expect(object.keys.last == "key-0")
        #expect(object["key-0"] == true)
    }

    @Test(arguments: [("\u{E9}", "e\u{301}"), ("K", "\u{212A}"), (";", "\u{37E}")])
    func `names that Swift finds equal are one name`(name: String, other: String) throws {
        let object: JSONObject = [name: 1, other: 2]
        #expect(object.count == 1)
        #expect(object[name] == 2)
        #expect(try JSONValue(parsing: #"{"a":0,"\#(name)":1}"#)[other] == 1)
        #expect(throws: JSONError.self) { try JSONValue(parsing: #"{"\#(name)":1,"\#(other)":2}"#) }
    }

    @Test func `equality and hash follow the order`() {
        let one: JSONObject = ["a": 1, "b": 2]
        #expect(one == ["a": 1, "b": 2])
        #expect(one != ["b": 2, "a": 1])
        #expect(one != ["a": 1])
        #expect(Set([one, ["a": 1, "b": 2], ["b": 2, "a": 1]]).count == 2)
    }

    @Test func `a name written twice in a literal keeps its last value`() {
        let object: JSONObject = ["a": 1, "b": 2, "a": 3]
        #expect(object == ["a": 3, "b": 2])
    }
}
