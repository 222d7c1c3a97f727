import JSON

/// The operations of a document, in its order.
struct OperationReader {
    let references: References
    let limits: ImportLimits

    private static let methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"]

    func operations() throws(ImportError) -> [CatalogOperation] {
        var operations: [CatalogOperation] = []
        for section in ["paths", "x-ms-paths"] {
            for (path, item) in references.root[section]?.object ?? [:] {
                guard let item = references.follow(item)?.object, path.hasPrefix("/") else { continue }
                let shared = item["parameters"]?.array ?? []
                for method in Self.methods {
                    guard let node = item[method], case .object(let object) = node else { continue }
                    guard operations.count < limits.operations else {
                        throw ImportError(.tooLarge, "the document has more than \(limits.operations) operations")
                    }
                    operations.append(operation(method, path, object, shared))
                }
            }
        }
        return operations
    }

    private func operation(_ method: String, _ path: String, _ object: JSONObject, _ shared: [JSONValue]) -> CatalogOperation {
        let parameters = merged(shared, object["parameters"]?.array ?? [])
        var node = object
        node["parameters"] = .array(parameters)
        let names = parameters.compactMap { references.follow($0)?["name"]?.string }
        let verb = method.uppercased()
        let id = DocumentReader.plain(object["operationId"]?.string ?? "\(method)_\(path)", atMost: 200)
        let facts = EffectRules(id: id, method: verb, path: path, node: object)
        return CatalogOperation(
            id: id,
            method: verb,
            path: DocumentReader.plain(path, atMost: 1000),
            summary: DocumentReader.plain(object["summary"]?.string ?? "", atMost: 300),
            description: DocumentReader.plain(object["description"]?.string ?? "", atMost: 2000),
            tags: (object["tags"]?.array ?? []).prefix(16).compactMap(\.string).map { DocumentReader.plain($0, atMost: 100) },
            effect: facts.effect,
            isLongRunning: facts.isLongRunning,
            isPaged: facts.isPaged,
            returnsSecret: facts.returnsSecret,
            intents: (object["x-signet-intents"]?.array ?? []).prefix(32).compactMap(\.string).map {
                DocumentReader.plain($0, atMost: 200)
            },
            isDeprecated: object["deprecated"]?.bool ?? false,
            parameterNames: names.filter { $0 != "api-version" },
            fieldNames: FieldNames.of(object, method: verb, parameters: parameters, references: references),
            key: "\(verb) \(CatalogOperation.normalized(path))",
            familyKey: "\(verb) \(CatalogOperation.normalized(path, withoutSlot: true))",
            node: .object(node)
        )
    }

    /// What the operation says of a parameter stands before what its path item says of the one with the same name and place.
    private func merged(_ shared: [JSONValue], _ own: [JSONValue]) -> [JSONValue] {
        guard !shared.isEmpty else { return own }
        func identity(_ parameter: JSONValue) -> String {
            let parameter = references.follow(parameter)
            return "\(parameter?["in"]?.string ?? "") \(parameter?["name"]?.string ?? "")"
        }
        let overridden = Set(own.map(identity))
        return shared.filter { !overridden.contains(identity($0)) } + own
    }
}

/// What an operation does, as far as its method, its name and its extensions tell.
struct EffectRules {
    let id: String
    let method: String
    let path: String
    let node: JSONObject

    var effect: Effect {
        // A document may say more than its methods do, never less.
        if buys { return .purchase }
        if let said = node["x-signet-effect"]?.string.flatMap(Effect.init), said != .read || !["PUT", "PATCH", "DELETE"].contains(method) {
            return said
        }
        if ["GET", "HEAD", "OPTIONS", "TRACE"].contains(method) { return .read }
        let words = Set(Words.identifier(String(id.split(separator: "_").last ?? "")) + Words.identifier(lastLiteral))
        if !words.isDisjoint(with: ["purge"]), !words.contains("content") { return .delete }
        if method == "DELETE" { return .delete }
        if method == "POST" {
            guard words.isDisjoint(with: ["reset", "regenerate", "generate", "update", "create"]) else { return .write }
            let reading: Set = [
                "list", "get", "check", "validate", "retrieve", "query", "search", "analyze", "test", "is", "preview", "discover",
                "encrypt",
                "decrypt", "sign", "verify", "wrap", "unwrap", "wrapkey", "unwrapkey", "listkeys", "backup", "diff", "slotsdiffs",
            ]
            let isOfKeys = path.contains("/keys/{")
            let writing: Set = isOfKeys ? [] : ["verify", "backup"]
            if !words.isDisjoint(with: reading.subtracting(writing)) { return .read }
        }
        return .write
    }

    /// Ordering and renewing certificates and domains costs money; their documents do not say so.
    private var buys: Bool {
        let path = CatalogOperation.normalized(path)
        let sold = ["/microsoft.certificateregistration/certificateorders/{}", "/microsoft.domainregistration/domains/{}"]
        let charged = ["/renew", "/reissue"]
        return sold.contains { sold in
            (method == "PUT" && path.hasSuffix(sold)) || (method == "POST" && charged.contains { path.hasSuffix(sold + $0) })
        }
    }

    var isLongRunning: Bool {
        if let said = node["x-ms-long-running-operation"]?.bool { return said }
        return method != "GET" && node["responses"]?["202"] != nil
    }

    var isPaged: Bool {
        if let pageable = node["x-ms-pageable"] { return pageable["nextLinkName"]?.isNull != true }
        return false
    }

    /// By the name alone; the contract looks at the fields too.
    var returnsSecret: Bool {
        if let said = node["x-signet-returns-secret"]?.bool { return said }
        let whole = (id + " " + lastLiteral).lowercased()
        let telling = [
            "listkeys", "listsecrets", "publishingcredentials", "publishingprofile", "connectionstrings", "regeneratekey", "admintoken",
            "functionkeys", "functionsecrets", "hostkeys", "backupstatussecrets", "keysforkeyname", "ssouri", "unwrapkey", "decrypt",
            "applicationsettings/list", "hybridconnectionkeys", "newpassword", "publishxml",
        ]
        let bytes = Array(whole.utf8)
        if telling.contains(where: { Self.occurs(Array($0.utf8), in: bytes) }) { return effect != .delete }
        return method == "GET" && path.lowercased().hasSuffix("/secrets/{secret-name}/{secret-version}")
    }

    /// Byte by byte: the general search for text in text takes longer than all the rest of an import.
    private static func occurs(_ word: [UInt8], in bytes: [UInt8]) -> Bool {
        guard let first = word.first, bytes.count >= word.count else { return false }
        for start in 0...(bytes.count - word.count) where bytes[start] == first {
            if bytes[start..<(start + word.count)].elementsEqual(word) { return true }
        }
        return false
    }

    private var lastLiteral: String { path.split(separator: "/").last { !$0.contains("{") }.map(String.init) ?? "" }
}
