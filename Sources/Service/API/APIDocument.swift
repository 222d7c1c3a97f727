import Actions
import HTTPTypes
import JSON

/// The API's own description, OpenAPI 3.1, made of the very actions it serves.
struct APIDocument {
    let url: String

    var json: JSONValue {
        [
            "openapi": "3.1.0",
            "info": [
                "title": "Signet", "version": "1",
                "description":
                    "Find an operation, read its contract, call it: governed by a policy and by people, without a secret in sight. Every refusal names one next step; POST it to /api/v1/call as it stands.",
            ],
            "servers": [["url": .string(url)]],
            "security": [["agent": []]],
            "paths": .object(paths),
            "components": [
                "securitySchemes": ["agent": ["type": "http", "scheme": "bearer", "description": "A token of signet agent token NAME."]],
                "schemas": APISchemas.json,
                "responses": [
                    "Refused": [
                        "description": "It was not done; `next` or `human` says what to do.",
                        "content": content(["$ref": "#/components/schemas/Refusal"]),
                    ]
                ],
            ],
        ]
    }

    private var paths: JSONObject {
        var paths = JSONObject()
        func add(_ path: String, _ method: String, _ operation: JSONValue) {
            var item = paths[APIApplication.prefix + path]?.object ?? [:]
            item[method] = operation
            paths[APIApplication.prefix + path] = .object(item)
        }
        for place in APIApplication.places { add(place.path, place.method.rawValue.lowercased(), operation(place)) }
        add("/call", "post", call)
        let approval = parameter("approval", in: "path", ["type": "string"])
        let own = answers(["$ref": "#/components/schemas/Approval"])
        let state: JSONValue = ["enum": ["pending", "approved", "denied", "used", "expired", "withdrawn"]]
        add(
            "/approvals",
            "get",
            described(
                "list_approvals",
                "List what you asked people for.",
                parameters: [parameter("state", in: "query", state)],
                answers(["type": "object"])
            )
        )
        add("/approvals/{approval}", "get", described("show_approval", "See how a question stands.", parameters: [approval], own))
        add("/approvals/{approval}", "delete", described("withdraw_approval", "Take a question back.", parameters: [approval], own))
        return paths
    }

    private var call: JSONValue {
        var operation =
            described(
                "call",
                "Do what the `next` of an answer says: its tool with its arguments.",
                parameters: [],
                answers(["type": "object"])
            ).object ?? [:]
        operation["requestBody"] = ["required": true, "content": content(["$ref": "#/components/schemas/Next"])]
        return .object(operation)
    }

    private func operation(_ place: APIPlace) -> JSONValue {
        let inPath = place.parameters.map(\.name)
        let properties = place.action.input["properties"]?.object ?? [:]
        var parameters = inPath.map { parameter($0, in: "path", ["type": "string"]) }
        if place.method == .get {
            parameters += properties.filter { !inPath.contains($0.key) }.map { parameter($0.key, in: "query", $0.value) }
        }
        let result =
            APISchemas.ofResult[place.action.name].map { ["$ref": .string("#/components/schemas/\($0)")] } ?? ["type": "object"]
            as JSONValue
        var operation = described(place.action.name, place.action.summary, parameters: parameters, answers(result)).object ?? [:]
        if place.method == .post {
            operation["requestBody"] = ["required": .bool(inPath.isEmpty), "content": content(body(place, without: inPath))]
        }
        return .object(operation)
    }

    /// What a body holds: all arguments but those of the path.
    private func body(_ place: APIPlace, without names: [String]) -> JSONValue {
        guard !names.isEmpty, var schema = place.action.input.object else { return place.action.input }
        var properties = schema["properties"]?.object ?? [:]
        for name in names { properties[name] = nil }
        schema["properties"] = .object(properties)
        let required = (schema["required"]?.array ?? []).filter { !names.contains($0.string ?? "") }
        schema["required"] = required.isEmpty ? nil : .array(required)
        return .object(schema)
    }

    private func described(_ id: String, _ summary: String, parameters: [JSONValue], _ responses: JSONValue) -> JSONValue {
        var operation: JSONObject = ["operationId": .string(id), "summary": .string(summary)]
        if !parameters.isEmpty { operation["parameters"] = .array(parameters) }
        operation["responses"] = responses
        return .object(operation)
    }

    private func parameter(_ name: String, in place: String, _ schema: JSONValue) -> JSONValue {
        ["name": .string(name), "in": .string(place), "required": .bool(place == "path"), "schema": schema]
    }

    private func answers(_ schema: JSONValue) -> JSONValue {
        [
            "200": ["description": "It was done.", "content": content(schema)],
            "202": ["description": "It goes on, or waits for a person; ask again as `next` says.", "content": content(schema)],
            "default": ["$ref": "#/components/responses/Refused"],
        ]
    }

    private func content(_ schema: JSONValue) -> JSONValue { ["application/json": ["schema": schema]] }
}
