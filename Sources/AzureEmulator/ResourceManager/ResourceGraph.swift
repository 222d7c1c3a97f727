import JSON

/// Resource Graph: pages of resources by type, with the few pipes an inventory needs.
enum ResourceGraph {
    static let kind = ResourceKind(
        type: "Microsoft.ResourceGraph/resources",
        versions: .between("2018-09-01-preview", "2024-04-01"),
        actions: ["resources": query]
    )
    private static let largestPage = 1_000

    private static let query: ResourceKind.Handler = { (state, call) throws(ServiceFailure) in
        let body = try call.body()
        let query = try GraphQuery(body["query"]?.string ?? "")
        let options = body["options"]
        let top = min(max(options?["$top"]?.int ?? 100, 1), largestPage)
        let after = try options?["$skipToken"]?.string.map { token throws(ServiceFailure) in
            guard let key = SkipToken.key(token, in: query.type) else {
                throw .arm(400, "BadRequest", "The $skipToken of this request is damaged, or of another query.")
            }
            return key
        }
        let scope = "/subscriptions/\(state.tenant.subscriptionID)"
        let total = min(state.resources.all(query.type).count, query.limit ?? .max)
        let start = after.flatMap { $0.split(separator: " ").first.flatMap { Int($0) } } ?? options?["$skip"]?.int ?? 0
        let lastID = after.flatMap { $0.split(separator: " ").last.map(String.init) }
        let wanted = min(top, max(0, total - start))
        var found = state.resources.list(query.type, under: scope, after: lastID, limit: wanted + (lastID == nil ? max(0, start) : 0))
        if lastID == nil { found = Array(found.dropFirst(max(0, start))) }
        let rows = found.compactMap { state.materialised($0) }.map { query.shown(row($0, state)) }
        let isMore = start + rows.count < total && !rows.isEmpty
        var answer: JSONObject = [
            "totalRecords": .number(JSONNumber(total)), "count": .number(JSONNumber(rows.count)), "data": .array(rows), "facets": [],
            "resultTruncated": isMore ? "true" : "false",
        ]
        if isMore, let last = found.last {
            answer["$skipToken"] = .string(SkipToken.text(after: "\(start + rows.count) \(last.id)", in: query.type))
        }
        return .json(200, .object(answer))
    }

    /// A resource as Resource Graph tables have it: some columns in lower case.
    private static func row(_ resource: Resource, _ state: EmulatorState) -> JSONObject {
        var row = state.document(of: resource).object ?? [:]
        let words = resource.id.split(separator: "/")
        row["type"] = .string(resource.type.lowercased())
        row["tenantId"] = .string(state.tenant.id)
        row["subscriptionId"] = .string(state.tenant.subscriptionID)
        row["resourceGroup"] = .string(words.count > 3 ? words[3].lowercased() : "")
        return row
    }
}

/// The part of the query language understood here: a type, a limit, a projection.
struct GraphQuery {
    private(set) var type = ""
    private(set) var limit: Int?
    private var columns: [(name: String, path: [String])] = []

    init(_ text: String) throws(ServiceFailure) {
        guard text.utf8.count <= 10_000 else { throw Self.refusal("it is longer than 10000 characters") }
        for part in text.split(separator: "|").map({ $0.trimming(" ").trimming("\n") }) {
            let words = part.split(separator: " ", maxSplits: 1).map(String.init)
            let rest = words.count > 1 ? words[1] : ""
            switch words.first?.lowercased() {
            case "resources" where rest.isEmpty, "order", "sort": continue
            case "where": type = try Self.type(rest)
            case "limit", "take":
                guard let count = Int(rest.trimming(" ")), count > 0 else { throw Self.refusal("'\(part)' has no number") }
                limit = count
            case "project": columns = rest.split(separator: ",").map(Self.column)
            default: throw Self.refusal("'\(part.prefix(80))' is not understood")
            }
        }
        guard !type.isEmpty else { throw Self.refusal("it names no type") }
    }

    /// `type =~ 'x'` or `type == "x"`.
    private static func type(_ condition: String) throws(ServiceFailure) -> String {
        let bare = condition.replacing("\"", with: "'")
        let parts = bare.split(separator: "'", omittingEmptySubsequences: false)
        let left = parts.first?.replacing(" ", with: "").lowercased()
        guard parts.count == 3, left == "type=~" || left == "type==", parts[2].trimming(" ").isEmpty else {
            throw refusal("only conditions such as type =~ 'namespace/type' are understood")
        }
        return String(parts[1])
    }

    /// `id`, `properties.status` or `state = properties.status`.
    private static func column(_ text: Substring) -> (name: String, path: [String]) {
        let parts = text.split(separator: "=", maxSplits: 1).map { $0.trimming(" ") }
        let path = (parts.last ?? "").split(separator: ".").map(String.init)
        let name = parts.count > 1 ? parts[0] : path.joined(separator: "_")
        return (name, path)
    }

    private static func refusal(_ reason: String) -> ServiceFailure {
        .arm(400, "BadRequest", "The query cannot be run here: \(reason).")
    }

    func shown(_ row: JSONObject) -> JSONValue {
        guard !columns.isEmpty else { return .object(row) }
        return .object(
            JSONObject(columns.map { column in (column.name, column.path.reduce(JSONValue.object(row)) { $0[$1] ?? nil }) })
        )
    }
}
