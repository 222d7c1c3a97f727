/// A Resource Manager path taken apart: the scope, then one provider's types and names in turn.
///
/// With as many names as types it is a resource; with one type more it is a collection (GET) or an action (POST).
struct ResourcePath: Sendable {
    var subscription: String?
    var resourceGroup: String?
    /// Everything before the last `/providers/`.
    var scope = ""
    var namespace: String?
    var types: [String] = []
    var names: [String] = []

    /// Nil when the segments do not alternate as they must, or a scope repeats.
    init?(_ segments: [String]) {
        var rest = segments[...]
        while let key = rest.popFirst() {
            switch key.lowercased() {
            case "subscriptions" where namespace == nil && subscription == nil:
                subscription = rest.popFirst()
            case "resourcegroups" where namespace == nil && subscription != nil && resourceGroup == nil:
                guard let name = rest.popFirst() else { break }
                resourceGroup = name
            // Where an accepted operation is asked after.
            case "operationresults" where namespace == nil && subscription != nil && resourceGroup == nil && rest.count == 1:
                _ = rest.popFirst()
            // The collection of everything, whatever its provider.
            case "resources" where namespace == nil && subscription != nil && rest.isEmpty:
                break
            case "providers" where types.count == names.count:
                scope = "/" + segments.prefix(rest.startIndex - 1).joined(separator: "/")
                if scope == "/" { scope = "" }
                (types, names) = ([], [])
                guard let next = rest.popFirst() else { return nil }
                namespace = next
            default:
                guard namespace != nil else { return nil }
                types.append(key)
                if let name = rest.popFirst() { names.append(name) }
            }
        }
        if namespace == nil { scope = "/" + segments.joined(separator: "/") }
    }

    var type: String { ([namespace ?? ""] + types).joined(separator: "/") }

    /// The type a trailing collection belongs to, or the resource an action is called on.
    var isResource: Bool { types.count == names.count }

    var name: String { names.last ?? "" }

    /// Whether a list at this scope shows what is set at another one: at this scope, above it and, unless left out, below it.
    func lists(whatIsAt other: String, andBelow: Bool) -> Bool {
        let (scope, other) = (scope.lowercased(), other.lowercased())
        return other == scope || scope.hasPrefix(other + "/") || (andBelow && other.hasPrefix(scope + "/"))
    }

    /// The id with the casing of `type`, which is the provider's own.
    func id(type: String) -> String {
        var id = "\(scope)/providers/\(type.prefix { $0 != "/" })"
        for (word, name) in zip(type.split(separator: "/").dropFirst(), names) { id += "/\(word)/\(name)" }
        return id
    }
}
