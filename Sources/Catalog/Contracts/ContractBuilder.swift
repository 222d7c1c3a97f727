import Crypto
import JSON

/// Makes the contract of an operation from its document.
package struct ContractBuilder {
    let catalog: Catalog

    package init(_ catalog: Catalog) {
        self.catalog = catalog
    }

    package func contract(_ variant: LogicalOperation.Variant) -> Contract {
        let document = catalog.documents[variant.document]
        let operation = variant.operation
        let shape = OperationShape(operation, references: document.references)
        var resolver = SchemaResolver(references: document.references, direction: .input)
        let input = input(shape, document, operation, &resolver)
        var answer = SchemaResolver(references: document.references, direction: .output)
        let outputSchema = shape.answer.map { answer.flat($0) }
        let output = outputSchema.map { OutputFields.fields(of: $0, operation: operation) } ?? []
        var maker = ExampleMaker()
        let example = maker.value(input.schema)
        let flaws = SchemaValidator.complaints(example, input.schema).map { "the example: \($0)" }
        var missing = shape.missing
        for name in resolver.missing + answer.missing where !missing.contains(name) { missing.append(name) }
        return Contract(
            operationId: operation.id,
            api: document.api,
            version: document.version,
            dialect: document.dialect.rawValue,
            server: document.servers.first ?? "",
            method: operation.method,
            path: operation.path,
            summary: operation.summary.isEmpty ? operation.description : operation.summary,
            effect: operation.effect,
            reversibility: Undo(document: document).of(operation),
            isLongRunning: operation.isLongRunning,
            isPaged: operation.isPaged || output.contains { $0.path == "nextLink" },
            inputSchema: input.schema,
            places: input.places,
            filledByServer: input.filled,
            output: output,
            example: example,
            missing: missing + maker.gaps + flaws,
            failures: Failures.of(operation, shape),
            omitted: resolver.cut + answer.cut,
            digest: Self.digest([operation.method, operation.path, document.version, input.schema.text(), outputSchema?.text() ?? ""])
        )
    }

    private struct Input {
        var schema: JSONValue
        var places: [(name: String, place: String)]
        var filled: [(name: String, value: String)]
    }

    private func input(
        _ shape: OperationShape,
        _ document: APIDocument,
        _ operation: CatalogOperation,
        _ resolver: inout SchemaResolver
    ) -> Input {
        var properties = JSONObject()
        var required: [JSONValue] = []
        var places: [(name: String, place: String)] = []
        var filled: [(name: String, value: String)] = []
        if document.isOfVault {
            properties["vaultName"] = ["type": "string", "pattern": "^[A-Za-z0-9-]{3,24}$", "description": "The vault's name."]
            required.append("vaultName")
            places.append(("vaultName", "server"))
        }
        // A caller names a vault; its address is the cloud's to know.
        for parameter in shape.parameters where !(document.isOfVault && APIDocument.vaultVariables.contains(parameter.name)) {
            if let value = Self.known(parameter, document) {
                filled.append((parameter.name, value))
                continue
            }
            // The same name at two places stays two inputs.
            let name = properties[parameter.name] == nil ? parameter.name : "\(parameter.place):\(parameter.name)"
            var schema = resolver.flat(parameter.schema).object ?? [:]
            if schema["type"] == nil, schema["enum"] == nil { schema["type"] = "string" }
            if !parameter.description.isEmpty { schema["description"] = .string(parameter.description) }
            if parameter.place == "path", schema["type"]?.string == "string", schema["minLength"] == nil { schema["minLength"] = 1 }
            properties[name] = .object(schema)
            if parameter.isRequired { required.append(.string(name)) }
            places.append((name, parameter.place))
        }
        if let body = shape.body {
            let name = properties["body"] == nil ? "body" : "body:content"
            properties[name] = resolver.flat(body.schema)
            if body.isRequired { required.append(.string(name)) }
            places.append((name, body.mediaType.contains("json") ? "body" : "body (\(body.mediaType))"))
        }
        var schema: JSONObject = ["type": "object", "properties": .object(properties)]
        if !required.isEmpty { schema["required"] = .array(required) }
        schema["additionalProperties"] = false
        return Input(schema: .object(schema), places: places, filled: filled)
    }

    /// What the profile or the document knows already.
    private static func known(_ parameter: OperationShape.Parameter, _ document: APIDocument) -> String? {
        switch (parameter.name.lowercased(), parameter.place) {
        case ("api-version", "query"): document.version
        case ("subscriptionid", "path"): "the profile's subscription"
        case ("accept", "header"), ("content-type", "header"): "application/json"
        case ("authorization", "header"): "the profile's credential"
        default: parameter.place == "cookie" ? "nothing: cookies are not sent" : nil
        }
    }

    private static func digest(_ parts: [String]) -> String {
        "sha256:"
            + SHA256.hash(data: Array(parts.joined(separator: "\n").utf8)).map { byte in
                let text = String(byte, radix: 16)
                return text.utf8.count < 2 ? "0" + text : text
            }.joined()
    }
}

/// What takes a call back, as far as the document shows it.
struct Undo {
    let document: APIDocument

    func of(_ operation: CatalogOperation) -> Reversibility {
        if let said = operation.node["x-signet-undo"]?.string { return said == "none" ? .none : said == "itself" ? .byItself : .by(said) }
        switch (operation.effect, operation.method) {
        case (.read, _): return .nothingToUndo
        case (.purchase, _): return .none
        case (.delete, _): return recovery(operation)
        case (.write, "PUT"): return named("DELETE \(CatalogOperation.normalized(operation.path))") ?? .byItself
        case (.write, "PATCH"): return .byItself
        default: return opposite(operation)
        }
    }

    private func named(_ key: String) -> Reversibility? {
        document.operations.first { $0.key == key }.map { .by($0.id) }
    }

    /// A vault keeps what was deleted: `/secrets/{}` comes back by `/deletedsecrets/{}/recover`.
    private func recovery(_ operation: CatalogOperation) -> Reversibility {
        let path = CatalogOperation.normalized(operation.path)
        guard operation.method == "DELETE", let first = path.dropFirst().split(separator: "/").first else { return .none }
        return named("POST /deleted\(path.dropFirst())/recover") ?? named("POST /deleted\(first)/{}/recover") ?? .none
    }

    private func opposite(_ operation: CatalogOperation) -> Reversibility {
        let pairs = [("start", "stop"), ("enable", "disable"), ("suspend", "resume"), ("lock", "unlock")]
        guard let last = operation.literals.last?.lowercased(), operation.method == "POST" else { return .none }
        for (one, other) in pairs + pairs.map({ ($1, $0) }) where last.hasPrefix(one) {
            let path = CatalogOperation.normalized(operation.path).dropLast(last.utf8.count)
            if let found = named("POST \(path)\(other)\(last.dropFirst(one.utf8.count))") { return found }
        }
        return .none
    }
}

/// The refusals a caller should reckon with: the documented ones, and those every Azure service gives.
enum Failures {
    static func of(_ operation: CatalogOperation, _ shape: OperationShape) -> [Contract.Failure] {
        let documented = shape.responses.map(\.status).filter { !$0.hasPrefix("2") && $0 != "default" }
        var statuses = ["401", "403", "404", "429"]
        if operation.effect != .read { statuses += ["400", "409"] }
        for status in documented where !statuses.contains(status) { statuses.append(status) }
        return statuses.sorted().prefix(20).map { status in
            let own = shape.responses.first { $0.status == status }?.description ?? ""
            let (means, next) = general[status] ?? ("refused", "read the service's message")
            return Contract.Failure(status: status, means: own.isEmpty ? means : own, nextStep: next)
        }
    }

    private static let general: [String: (String, String)] = [
        "400": ("the input is not taken", "compare it with the input schema; the message names the member"),
        "401": ("no valid token", "check the profile's credential: signet doctor --live"),
        "403": ("the identity may not do this", "have the right granted at the scope the message names"),
        "404": ("not there, or not visible to this identity", "list what is there first"),
        "409": ("in conflict with what is there or going on", "read the resource, wait for what is going on, then decide again"),
        "412": ("changed since it was read", "read it again and repeat with its new etag"),
        "429": ("too many calls", "wait as long as Retry-After says"),
    ]
}
