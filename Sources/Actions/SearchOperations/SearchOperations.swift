import Catalog
import Gateway
import JSON

/// Finds the operations for something somebody wants done.
package struct SearchOperations: Sendable {
    let store: CatalogStore

    package init(_ store: CatalogStore) {
        self.store = store
    }

    package func callAsFunction(_ intent: String, in scope: Search.Scope = Search.Scope(), limit: Int = 5) async throws -> SearchReport {
        let catalog = Catalog(OwnDocuments.all + (try await store.documents()))
        let search = Search(SearchIndex(catalog, overlay: IntentOverlay(OwnDocuments.all)))
        return SearchReport(intent: intent, answer: search(intent, in: scope, limit: limit), documents: catalog.documents.count)
    }
}

/// What a search found, as it is printed.
package struct SearchReport: Sendable {
    package let intent: String
    package let answer: Search.Answer
    package let documents: Int

    /// What to do with it.
    package var next: String {
        switch answer.confidence {
        case .none: "Nothing fits. Say it in other words, or import the API's document: signet catalog import FILE"
        case .low, .medium, .high: answer.hits.first.map { "signet load \($0.variant.api)/\($0.variant.operation.id)" } ?? ""
        }
    }

    package var json: JSONValue {
        func words(_ words: [String]) -> JSONValue { .array(words.map(JSONValue.string)) }
        return [
            "results": .array(answer.hits.map { Self.json($0) }),
            "confidence": .string(answer.confidence.rawValue),
            "understood_as": words(answer.understood),
            "corrections": words(answer.corrections),
            "unknown_words": words(answer.unknown),
            "next": .string(next),
        ]
    }

    static func json(_ hit: Search.Hit, access: PolicyOutlook? = nil) -> JSONValue {
        let operation = hit.variant.operation
        var json: JSONObject = [
            "operation": .string("\(hit.variant.api)/\(operation.id)"),
            "operation_id": .string(operation.id),
            "title": .string(operation.summary.isEmpty ? operation.description : operation.summary),
            "why": .array(hit.why.map(JSONValue.string)),
            "score": JSONNumber((hit.score * 100).rounded() / 100).map(JSONValue.number) ?? 0,
            "confidence": .string(hit.confidence.rawValue),
            "effect": .string(operation.effect.rawValue),
            "returns_secret": .bool(operation.returnsSecret),
            "long_running": .bool(operation.isLongRunning),
            "api": ["id": .string(hit.variant.api), "version": .string(hit.variant.version)],
            "required_inputs": .array(operation.pathParameters.map(JSONValue.string)),
            "variants": .array(hit.operation.variants.map { .string("\($0.api)@\($0.version)/\($0.operation.id)") }),
        ]
        if let access { json["access"] = access.json }
        return .object(json)
    }
}
