import JSON

/// Everything a caller has to know of one operation, with nothing to look up: what `signet load` prints.
package struct Contract: Sendable {
    package struct Field: Sendable, Hashable {
        /// A path of names, `[]` for the elements of a list.
        package let path: String
        package let type: String
        package let isSecret: Bool
    }

    package struct Failure: Sendable, Hashable {
        package let status: String
        package let means: String
        package let nextStep: String
    }

    package let operationId: String
    package let api: String
    package let version: String
    package let dialect: String
    /// The first server of its document, which may be a variable; empty when it names none.
    package let server: String
    package let method: String
    package let path: String
    package let summary: String
    package let effect: Effect
    package let reversibility: Reversibility
    package let isLongRunning: Bool
    package let isPaged: Bool
    /// One flat object: a member for each parameter, and `body`.
    package internal(set) var inputSchema: JSONValue
    /// Where each member of the input goes: path, query, header, body.
    package let places: [(name: String, place: String)]
    /// What is known without asking: `api-version`, the subscription, the order of a list.
    package let filledByServer: [(name: String, value: String)]
    package internal(set) var output: [Field]
    package let example: JSONValue
    /// What the document leaves open: parts it refers to and does not have, values no example was found for.
    package let missing: [String]
    package let failures: [Failure]
    /// What the budget left out, as pointers into the input or paths of the output.
    package internal(set) var omitted: [String]
    /// SHA-256 over what the contract says, before any budget: another digest, another contract.
    package let digest: String

    package var returnsSecret: Bool { output.contains(where: \.isSecret) }

    /// Whether the input is what the contract asks for; a complaint names a place under the input.
    package func complaints(_ input: JSONValue) -> [SchemaValidator.Complaint] {
        SchemaValidator.complaints(input, inputSchema)
    }

    package var json: JSONValue {
        func pairs(_ list: [(name: String, value: String)]) -> JSONValue {
            .object(list.reduce(into: JSONObject()) { $0[$1.name] = .string($1.value) })
        }
        return [
            "operation_id": .string(operationId),
            "api": ["id": .string(api), "version": .string(version), "document": .string(dialect)],
            "call": .string("\(method) \(path)"),
            "summary": .string(summary),
            "effect": .string(effect.rawValue),
            "reversibility": .string(reversibility.text),
            "long_running": .bool(isLongRunning),
            "paged": .bool(isPaged),
            "returns_secret": .bool(returnsSecret),
            "input_schema": inputSchema,
            "sent_in": pairs(places.map { ($0.name, $0.place) }),
            "filled_by_server": pairs(filledByServer),
            "example_call": example,
            "output_summary": .array(
                output.map { field in
                    field.isSecret
                        ? ["path": .string(field.path), "type": .string(field.type), "secret": true]
                        : ["path": .string(field.path), "type": .string(field.type)]
                }
            ),
            "errors_to_expect": .array(
                failures.map { failure in
                    ["status": .string(failure.status), "means": .string(failure.means), "next": .string(failure.nextStep)]
                }
            ),
            "missing": .array(missing.map(JSONValue.string)),
            "omitted": .array(omitted.map(JSONValue.string)),
            "schema_digest": .string(digest),
        ]
    }
}
