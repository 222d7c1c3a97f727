import JSON

/// `GET …/resources`: everything of a subscription or a group, without properties, as far as a filter lets it through.
enum ResourceList {
    static func answer(_ call: ResourceCall, _ state: EmulatorState) throws(ServiceFailure) -> EmulatorResponse {
        let filter = try ResourceFilter(call.request.query("$filter") ?? "")
        let scope = call.path.resourceGroup.map(state.groupID) ?? "/subscriptions/\(state.tenant.subscriptionID)"
        let types = filter.type.map { [$0] } ?? ResourceKind.all.values.map(\.type).filter(isListed)
        let found = types.flatMap { state.resources.list($0, under: scope) }.filter(filter.lets)
            .sorted { $0.id.lowercased() < $1.id.lowercased() }
        return try call.page(state.settings).answer(of: found.map { ($0.id.lowercased(), shown($0, state)) }, state.origin)
    }

    /// Resources stand in the list, not what is part of one; rights and locks are no resources of their own.
    private static func isListed(_ type: String) -> Bool {
        type.split(separator: "/").count == 2 && !type.hasPrefix("Microsoft.Authorization/")
    }

    private static func shown(_ resource: Resource, _ state: EmulatorState) -> JSONValue {
        var object = state.document(of: resource).object ?? [:]
        for member in ["properties", "systemData", "etag"] { object[member] = nil }
        return .object(object)
    }
}

/// Conditions such as `resourceType eq 'Microsoft.Web/sites' and name eq 'shop'`.
struct ResourceFilter: Sendable {
    private var wanted: [String: String] = [:]

    var type: String? { wanted["resourcetype"] }

    init(_ text: String) throws(ServiceFailure) {
        guard text.utf8.count <= 2000 else { throw Self.refusal }
        for condition in text.split(separator: " and ") {
            let parts = condition.split(separator: "'", omittingEmptySubsequences: false)
            let words = parts[0].split(separator: " ").map { $0.lowercased() }
            let isKnown = ["resourcetype", "resourcegroup", "name", "location"].contains(words.first ?? "")
            guard parts.count == 3, words.count == 2, isKnown, words[1] == "eq", parts[2].allSatisfy({ $0 == " " }) else {
                throw Self.refusal
            }
            wanted[words[0]] = String(parts[1])
        }
    }

    func lets(_ resource: Resource) -> Bool {
        let group = resource.id.split(separator: "/").dropFirst(3).first.map(String.init) ?? ""
        return wanted.allSatisfy { name, value in
            switch name {
            case "resourcegroup": value.lowercased() == group.lowercased()
            case "name": value.lowercased() == resource.name.lowercased()
            case "location": sameLocation(value, resource.envelope["location"]?.string ?? "")
            default: true
            }
        }
    }

    private static let refusal = ServiceFailure.arm(
        400,
        "InvalidFilterInQueryString",
        "Only resourceType, resourceGroup, name and location can be asked for, as in resourceType eq '…' and name eq '…'."
    )
}
