import JSON
import Testing

@testable import Catalog

@Suite struct ContractTests {
    @Test func `the input is one flat schema without references, read-only members and what the profile knows`() throws {
        let contract = try Sample.contract("Orders_Put")
        let properties = contract.inputSchema["properties"]?.object
        #expect(properties?.keys == ["orderName", "body"])
        #expect(contract.filledByServer.map(\.name) == ["api-version"])
        #expect(contract.filledByServer.map(\.value) == ["2024-01-01"])
        #expect(properties?["body"]?["properties"]?["id"] == nil)
        #expect(properties?["body"]?["required"] == ["size"])
        #expect(!contract.inputSchema.text().contains("$ref"))
        #expect(contract.missing.contains("./Common.json#/definitions/Thing"))
    }

    @Test func `a schema that contains itself ends where it comes again`() throws {
        let body = try Sample.contract("Orders_Put").inputSchema["properties"]?["body"]
        #expect(body?["properties"]?["parent"]?["properties"] == nil)
        #expect(body?["properties"]?["parent"]?["description"]?.string?.contains("contains itself") == true)
    }

    @Test func `the example is taken by its schema and a wrong input is refused by pointer`() throws {
        let contract = try Sample.contract("Orders_Put")
        #expect(contract.complaints(contract.example) == [])
        let wrong: JSONValue = ["orderName": "UP", "body": ["size": 1], "more": 1]
        let complaints = contract.complaints(wrong)
        #expect(complaints.map(\.pointer) == ["/orderName", "/body/size", "/more"])
        #expect(!complaints.map(\.description).joined().contains("UP"))
    }

    @Test func `the output names its fields and marks the secret ones`() throws {
        let contract = try Sample.contract("Orders_Get")
        #expect(contract.output.filter(\.isSecret).map(\.path) == ["accessKey"])
        #expect(contract.output.contains { $0.path == "size" && $0.type == "integer" })
    }

    @Test func `writing is undone by deleting, deleting by nothing here`() throws {
        #expect(try Sample.contract("Orders_Put").reversibility == .by("Orders_Delete"))
        #expect(try Sample.contract("Orders_Delete").reversibility == Reversibility.none)
        #expect(try Sample.contract("Orders_Get").reversibility == .nothingToUndo)
    }

    @Test func `a contract keeps to its budget and says what it left out`() throws {
        let long = String(repeating: "words and ", count: 30)
        let properties = (0..<40).map {
            "\"p\($0)\": {\"type\": \"object\", \"properties\": {\"deep\": {\"type\": \"string\", \"description\": \"\(long)\"}}}"
        }
        let text = Sample.shop.replacing("\"parent\"", with: properties.joined(separator: ",") + ", \"parent\"")
        let whole = try Sample.contract("Orders_Put", text)
        let fitted = TokenBudget(900).fitted(whole)
        #expect(TokenBudget.tokens(whole) > 900)
        #expect(TokenBudget.tokens(fitted) <= 900)
        #expect(!fitted.omitted.isEmpty)
        #expect(fitted.digest == whole.digest)
        #expect(fitted.complaints(fitted.example) == [])
    }

    @Test func `another schema has another digest`() throws {
        let other = Sample.shop.replacing("\"minimum\": 2", with: "\"minimum\": 3")
        #expect(try Sample.contract("Orders_Put").digest != Sample.contract("Orders_Put", other).digest)
    }
}
