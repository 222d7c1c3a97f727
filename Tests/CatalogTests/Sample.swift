import JSON
import Testing

@testable import Catalog

/// Small documents for the tests.
enum Sample {
    static let shop = """
        {"openapi": "3.0.0", "info": {"title": "Shop API Client", "version": "2024-01-01"}, "servers": [{"url": "https://shop.example"}],
         "paths": {"/orders/{orderName}": {
           "get": {"operationId": "Orders_Get", "summary": "Reads an order.", "parameters": [{"$ref": "#/components/parameters/Name"}],
                   "responses": {"200": {"description": "The order.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}}}}},
           "put": {"operationId": "Orders_Put", "summary": "Writes an order.", "parameters": [{"$ref": "#/components/parameters/Name"},
                   {"name": "api-version", "in": "query", "required": true, "schema": {"type": "string"}}],
                   "requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}}},
                   "responses": {"200": {"description": "Written."}}},
           "delete": {"operationId": "Orders_Delete", "summary": "Deletes an order.", "responses": {"204": {"description": "Gone."}}}}},
         "components": {
           "parameters": {"Name": {"name": "orderName", "in": "path", "required": true, "schema": {"type": "string", "pattern": "^[a-z]{3,8}$"}}},
           "schemas": {
             "Base": {"type": "object", "required": ["id", "size"], "properties": {"id": {"type": "string", "readOnly": true}, "size": {"type": "integer", "minimum": 2}}},
             "Order": {"allOf": [{"$ref": "#/components/schemas/Base"}], "properties": {
               "parent": {"$ref": "#/components/schemas/Order"}, "accessKey": {"type": "string"},
               "outside": {"$ref": "./Common.json#/definitions/Thing"}}}}}}
        """

    static func document(_ text: String = shop) throws -> APIDocument { try DocumentReader().read(Array(text.utf8)) }

    static func contract(_ id: String, _ text: String = shop) throws -> Contract {
        let catalog = Catalog([try document(text)])
        let variant = try #require(catalog.named(id).first)
        return ContractBuilder(catalog).contract(variant)
    }
}
