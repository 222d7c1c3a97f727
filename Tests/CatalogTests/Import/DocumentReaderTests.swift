import JSON
import Testing

@testable import Catalog

@Suite struct DocumentReaderTests {
    @Test func `a document becomes its operations, with what it refers to and does not have`() throws {
        let document = try Sample.document()
        #expect(document.name == "shop@2024-01-01")
        #expect(document.operations.map(\.id) == ["Orders_Get", "Orders_Put", "Orders_Delete"])
        #expect(document.operations.map(\.effect) == [.read, .write, .delete])
        #expect(document.missing == ["./Common.json#/definitions/Thing"])
    }

    @Test func `Swagger 2.0 reads like OpenAPI 3`() throws {
        let text = """
            {"swagger": "2.0", "info": {"title": "Old", "version": "1"}, "host": "old.example", "basePath": "/v1",
             "paths": {"/things": {"post": {"operationId": "Things_Create", "parameters": [
               {"name": "thing", "in": "body", "required": true, "schema": {"$ref": "#/definitions/Thing"}},
               {"name": "$top", "in": "query", "type": "integer", "minimum": 1}], "responses": {"201": {"description": "Made."}}}}},
             "definitions": {"Thing": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string", "maxLength": 4}}}}}
            """
        #expect(try Sample.document(text).dialect == .swagger2)
        let contract = try Sample.contract("Things_Create", text)
        #expect(contract.inputSchema["properties"]?["body"]?["properties"]?["name"]?["maxLength"]?.int == 4)
        #expect(contract.inputSchema["properties"]?["$top"]?["minimum"]?.int == 1)
        #expect(contract.complaints(contract.example) == [])
    }

    @Test func `YAML reads like JSON`() throws {
        let text = """
            openapi: 3.1.0
            info: {title: Yard, version: "2"}
            paths:
              /gates/{gate}:
                get:
                  operationId: Gates_Get
                  summary: >-
                    Looks at
                    a gate.
                  parameters:
                    - {name: gate, in: path, required: true, schema: {type: string}}
                  responses:
                    "200": {description: 'A gate & its lock: "open"'}
            """
        let document = try Sample.document(text)
        #expect(document.dialect == .openAPI31)
        #expect(document.operations.map(\.summary) == ["Looks at a gate."])
    }

    @Test(arguments: [
        ("", "empty"), ("{", "not JSON"), ("{\"openapi\": \"4.0.0\", \"paths\": {}}", "4.0.0"), ("[]", "neither"),
        ("{\"openapi\": \"3.0.0\"}", "no paths"), ("{\"openapi\": \"3.0.0\", \"openapi\": \"3.0.0\", \"paths\": {}}", "twice"),
        ("openapi: 3.0.0\nopenapi: 3.0.0\npaths: {}", "neither JSON nor YAML"), ("a: &x [1]\nb: *x", "anchors"), ("\u{FE}: [", "nor YAML"),
    ])
    func `what is no document is refused with its reason`(_ text: String, _ reason: String) throws {
        let error = #expect(throws: ImportError.self) { try Sample.document(text) }
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    }

    @Test func `every limit refuses with its number`() throws {
        func refusal(_ text: String, _ limits: ImportLimits) -> String {
            do {
                _ = try DocumentReader(limits: limits).read(Array(text.utf8))
                return ""
            } catch {
                return error.description
            }
        }
        #expect(
            refusal(Sample.shop, ImportLimits(bytes: 100, depth: 64, values: 9999, references: 99, operations: 99)).contains("at most 100")
        )
        #expect(
            refusal(Sample.shop, ImportLimits(bytes: 9999, depth: 4, values: 9999, references: 99, operations: 99)).contains("not JSON")
        )
        #expect(
            refusal(Sample.shop, ImportLimits(bytes: 9999, depth: 64, values: 20, references: 99, operations: 99)).contains("20 values")
        )
        #expect(
            refusal(Sample.shop, ImportLimits(bytes: 9999, depth: 64, values: 9999, references: 3, operations: 99)).contains("3 references")
        )
        #expect(
            refusal(Sample.shop, ImportLimits(bytes: 9999, depth: 64, values: 9999, references: 99, operations: 2)).contains("2 operations")
        )
        let deep = "a: " + String(repeating: "[", count: 5000)
        #expect(refusal(deep, .standard).contains("deeper"))
    }
}
