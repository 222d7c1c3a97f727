import JSON

/// One Azure resource as a JSON tree: what a GET shows, and what the provider keeps to itself.
struct Resource: Sendable {
    let id: String
    let name: String
    let type: String
    /// Members beside `properties`: location, tags, kind, sku.
    var envelope: JSONObject
    var properties: JSONObject
    var hidden: JSONObject = [:]

    var document: JSONValue {
        var object: JSONObject = ["id": .string(id), "name": .string(name), "type": .string(type)]
        for (key, value) in envelope { object[key] = value }
        object["properties"] = .object(properties)
        return .object(object)
    }

}

/// Every resource by id, whatever its casing, and by type in the order of ids.
struct ResourceTable: Sendable {
    private var rows: [String: Resource] = [:]
    private var order: [String: [String]] = [:]
    /// What changed since somebody last took note, by key.
    private var changed: Set<String> = []

    var hasChanges: Bool { !changed.isEmpty }

    /// The changed resources, nil for one that is gone; from here on there are none.
    mutating func takeChanges() -> [(key: String, resource: Resource?)] {
        defer { changed = [] }
        return changed.map { ($0, rows[$0]) }
    }

    var everything: [(key: String, resource: Resource?)] { rows.map { ($0.key, $0.value) } }

    subscript(id: String) -> Resource? {
        get { rows[id.lowercased()] }
        set {
            let key = id.lowercased()
            let known = rows[key]
            rows[key] = newValue
            changed.insert(key)
            if let type = newValue?.type, known == nil { insert(key, into: type) }
            if let known, newValue == nil { remove(key, from: known.type) }
        }
    }

    /// Changes a resource in place; nothing happens when it does not exist.
    mutating func update(_ id: String, _ change: (inout Resource) -> Void) {
        let key = id.lowercased()
        guard var resource = rows[key] else { return }
        change(&resource)
        rows[key] = resource
        changed.insert(key)
    }

    /// Removes a resource and everything below it; what was removed.
    @discardableResult
    mutating func remove(_ id: String) -> [Resource] {
        let key = id.lowercased()
        let gone = rows.filter { $0.key == key || $0.key.hasPrefix(key + "/") }.map(\.value)
        for resource in gone { self[resource.id] = nil }
        return gone
    }

    /// The resources of a type whose ids start with a scope, in the order of their ids, at most `limit` after `after`.
    func list(_ type: String, under scope: String, after: String? = nil, limit: Int = .max) -> [Resource] {
        let keys = order[type.lowercased()] ?? []
        let prefix = scope.lowercased() + "/"
        let start = max(place(of: prefix, in: keys), after.map { place(of: $0.lowercased() + "\u{1}", in: keys) } ?? 0)
        return keys[start...].prefix { $0.hasPrefix(prefix) }.prefix(limit).compactMap { rows[$0] }
    }

    func all(_ type: String) -> [Resource] {
        (order[type.lowercased()] ?? []).compactMap { rows[$0] }
    }

    private mutating func insert(_ key: String, into type: String) {
        let place = place(of: key, in: order[type.lowercased()] ?? [])
        order[type.lowercased(), default: []].insert(key, at: place)
    }

    private mutating func remove(_ key: String, from type: String) {
        order[type.lowercased()]?.removeAll { $0 == key }
    }

    /// The first place whose key is not before `key`.
    private func place(of key: String, in keys: [String]) -> Int {
        var low = 0
        var high = keys.count
        while low < high {
            let middle = (low + high) / 2
            if keys[middle] < key { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
