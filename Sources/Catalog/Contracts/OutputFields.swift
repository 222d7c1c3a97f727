import JSON

/// The answer as a list of fields: short, and with what is secret marked.
enum OutputFields {
    private static let maximum = 200
    private static let maximumDepth = 6

    static func fields(of schema: JSONValue, operation: CatalogOperation) -> [Contract.Field] {
        var fields: [Contract.Field] = []
        collect(schema, path: "", depth: 0, operation, &fields)
        return fields
    }

    private static func collect(
        _ schema: JSONValue,
        path: String,
        depth: Int,
        _ operation: CatalogOperation,
        _ fields: inout [Contract.Field]
    ) {
        guard fields.count < maximum, depth <= maximumDepth else { return }
        if let items = schema["items"] { return collect(items, path: path + "[]", depth: depth + 1, operation, &fields) }
        if let properties = schema["properties"]?.object, !properties.isEmpty {
            for (name, part) in properties {
                collect(part, path: path.isEmpty ? name : "\(path).\(name)", depth: depth + 1, operation, &fields)
            }
            return
        }
        if let other = schema["additionalProperties"], other.object != nil {
            return collect(other, path: path + ".*", depth: depth + 1, operation, &fields)
        }
        let type = schema["type"]?.string ?? schema["type"]?[0]?.string ?? "any"
        fields.append(Contract.Field(path: path, type: type, isSecret: isSecret(schema, path, operation)))
    }

    /// Said by the document, or told by the name: documents hardly ever say it.
    private static func isSecret(_ schema: JSONValue, _ path: String, _ operation: CatalogOperation) -> Bool {
        if schema["x-signet-secret"]?.bool == true { return true }
        if schema["type"]?.string == "boolean" || schema["type"]?.string == "integer" { return false }
        let name = (path.split(separator: ".").last ?? "").lowercased().filter { $0.isLetter }
        let telling = [
            "password", "secretvalue", "primarykey", "secondarykey", "connectionstring", "accesskey", "sastoken", "privatekey",
            "clientsecret",
            "publishingpassword", "masterkey", "pfxblob", "sharedaccesskey", "authorizationkey", "primarystring", "accountkey",
        ]
        if telling.contains(where: name.contains) || name == "csr" { return true }
        return operation.returnsSecret
            && (name == "value" || name == "properties" || (path.hasSuffix(".*") && !path.hasPrefix("tags")) || path.isEmpty)
    }
}
